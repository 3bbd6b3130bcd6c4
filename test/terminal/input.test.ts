import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT } from '../../src/system/exit.ts';
import { filesGiven, inputError } from '../../src/terminal/input.ts';

function failed(code: string): Error {
  return Object.assign(new Error(`${code}: open 'run.json'`), { code });
}

test('what is wrong with an input file is said in words, with the exit code for it', () => {
  const said = (error: unknown) => {
    const { message, exitCode } = inputError('run.json', error);
    return [message, exitCode];
  };
  assert.equal(said(failed('ENOENT')), ['run.json is not there', EXIT.noInput]);
  assert.equal(said(failed('EACCES')), ['run.json: no permission to read it', EXIT.noInput]);
  assert.equal(said(failed('EISDIR')), ['run.json is a directory', EXIT.noInput]);
  assert.equal(said(failed('ENOTDIR')), [
    "run.json cannot be opened: ENOTDIR: open 'run.json'",
    EXIT.noInput,
  ]);
  const broken = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
  assert.equal(said(broken), ['run.json cannot be read: EIO: i/o error, read', EXIT.io]);
  assert.equal(said(new Error('it is empty')), ['run.json: it is empty', EXIT.data]);
  assert.equal(said(new Error('run.json, line 3: not JSON')), ['run.json, line 3: not JSON', EXIT.data]);
});

test('files are given as they were named, one or several, numbers too', () => {
  assert.equal(filesGiven(['a.json', 7]), ['a.json', '7']);
  assert.equal(filesGiven('a.json'), ['a.json']);
});

test.run();
