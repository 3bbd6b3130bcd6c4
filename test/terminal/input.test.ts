import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

test('of one that is not there, what is like it in its directory', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-input-'));
  const said = (name: string) => {
    const missing = path.join(directory, name);
    return inputError(missing, failed('ENOENT')).message.replaceAll(`${directory}/`, '');
  };
  try {
    for (const name of ['run_1.json.gz', 'run_1.journal', 'run_1.txt', 'fio.out'])
      writeFileSync(path.join(directory, name), '');
    assert.is(said('run_1.json'), 'run_1.json is not there; there is run_1.journal, run_1.json.gz');
    assert.is(said('run_2.json.gz'), 'run_2.json.gz is not there; there is run_1.json.gz');
    assert.is(said('fia.out'), 'fia.out is not there; there is fio.out');
    assert.is(said('other.json'), 'other.json is not there');
    assert.is(said('x/run_1.json'), 'x/run_1.json is not there: there is no directory x');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('files are given as they were named, one or several, numbers too', () => {
  assert.equal(filesGiven(['a.json', 7]), ['a.json', '7']);
  assert.equal(filesGiven('a.json'), ['a.json']);
});

test.run();
