import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeError } from '../../src/commands/recover.ts';

function failed(code: string, more: { syscall: string; path?: string }): Error {
  return Object.assign(new Error(`${code}: it failed, ${more.syscall}`), { code, ...more });
}

test('what is wrong with a journal is not said of the file that is made, nor the other way round', () => {
  const said = (error: unknown) => {
    const { exitCode, message } = mergeError(error, ['a.journal', 'b.journal'], 'out.json');
    return `${exitCode} ${message}`;
  };
  assert.is(
    said(failed('EACCES', { syscall: 'open', path: 'b.journal' })),
    '66 b.journal: no permission to read it',
  );
  assert.is(said(failed('ENOENT', { syscall: 'open', path: 'a.journal' })), '66 a.journal is not there');
  assert.is(
    said(failed('EIO', { syscall: 'read' })),
    '74 a.journal, b.journal cannot be read: EIO: it failed, read',
  );
  for (const error of [
    failed('EACCES', { syscall: 'open', path: 'out.json.7.tmp' }),
    failed('ENOSPC', { syscall: 'write' }),
    failed('EDQUOT', { syscall: 'fsync' }),
  ]) {
    assert.match(said(error), /^73 cannot write out\.json: .*; give another -o$/);
  }
  assert.is(
    said(failed('EFBIG', { syscall: 'write' })),
    '73 cannot write out.json: EFBIG: it failed, write; raise the limit on the size of files (ulimit -f)',
  );
  assert.is(said(new Error('a.journal is not a rankstat journal')), '65 a.journal is not a rankstat journal');
});

test.run();
