import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, UserError } from '../../src/system/exit.ts';
import { convertError } from '../../src/terminal/convert-output.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  syscall: 'write',
});

function said(output: string | undefined, scratch: string | undefined, error: unknown) {
  const { message, exitCode } = convertError('a.json', { output, scratch }, error);
  return [exitCode, message];
}

test('what cannot be written is named: the output, stdout, or what lies between', () => {
  const why = 'ENOSPC: no space left on device, write';
  assert.equal(said('a.csv', undefined, full), [
    EXIT.cannotCreate,
    `cannot write a.csv: ${why}; give another -o`,
  ]);
  assert.equal(said('a.om', '/tmp', full), [EXIT.cannotCreate, `cannot write a.om: ${why}; give another -o`]);
  for (const stdout of [undefined, '-']) {
    assert.equal(said(stdout, undefined, full), [EXIT.cannotCreate, `cannot write to stdout: ${why}`]);
    assert.equal(said(stdout, '/tmp', full), [
      EXIT.cannotCreate,
      `cannot write to stdout or, meanwhile, to /tmp: ${why}; set TMPDIR to another directory`,
    ]);
  }
});

test('what is wrong with the input is said of the input', () => {
  assert.equal(said('a.csv', undefined, new Error('the samples of node1 are there twice')), [
    EXIT.data,
    'a.json: the samples of node1 are there twice',
  ]);
  // An error of Node.js with a code, which is none of a file.
  const range = Object.assign(new RangeError('out of range'), { code: 'ERR_OUT_OF_RANGE' });
  assert.equal(said('a.csv', undefined, range), [EXIT.data, 'a.json: out of range']);
  const known = new UserError(EXIT.noInput, 'a.json is not there');
  assert.is(convertError('a.json', { output: 'x', scratch: undefined }, known), known);
});

test.run();
