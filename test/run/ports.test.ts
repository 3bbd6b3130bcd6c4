import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPorts } from '../../src/run/ports.ts';
import { EXIT, UserError } from '../../src/system/exit.ts';

test('two ports are one too few: rank 0 can be on the host of run', () => {
  try {
    checkPorts({ first: 20_000, last: 20_001 });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UserError);
    assert.equal(error instanceof UserError && [error.exitCode, error.message], [
      EXIT.usage,
      '--port-range 20000-20001 is 2 ports, and run needs 3: one for itself and two for rank 0, which can be on the same host',
    ]);
  }
});

test('three are enough, and so are those that the kernel chooses', () => {
  checkPorts({ first: 20_000, last: 20_002 });
  checkPorts({ first: 0, last: 0 });
});

test.run();
