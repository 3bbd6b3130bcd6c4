import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPorts } from '../../src/run/ports.ts';
import { EXIT, UserError } from '../../src/system/exit.ts';

test('one port is one too few: rank 0 can be on the host of run', () => {
  try {
    checkPorts({ first: 20_000, last: 20_000 });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UserError);
    assert.equal(error instanceof UserError && [error.exitCode, error.message], [
      EXIT.usage,
      '--port-range 20000-20000 is 1 port, and run needs 2: one for itself and one for rank 0, which can be on the same host',
    ]);
  }
});

test('two are enough, and so are those that the kernel chooses', () => {
  checkPorts({ first: 20_000, last: 20_001 });
  checkPorts({ first: 0, last: 0 });
});

test.run();
