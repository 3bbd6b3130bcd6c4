import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { archive } from '../../../scripts/package/archive.mjs';

const test = suite<{ folder: string }>('archives');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-archive-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** The same files, written in this order, at this time, with this umask. */
function write(at: string, names: readonly string[], mode: number): string {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), `${name}\n`);
    chmodSync(path.join(at, name), name.startsWith('bin/') ? mode | 0o100 : mode);
    utimesSync(path.join(at, name), mode, mode);
  }
  return at;
}

test('the same files give the same bytes, whenever and however they were written', async ({ folder }) => {
  const one = write(path.join(folder, 'one/rankstat-1'), ['a', 'bin/b', 'c/d'], 0o600);
  const other = write(path.join(folder, 'other/rankstat-1'), ['c/d', 'bin/b', 'a'], 0o664);
  const files = [path.join(folder, 'one.tar.gz'), path.join(folder, 'other.tar.gz')] as const;
  await archive(one, files[0], 1_750_000_000);
  await archive(other, files[1], 1_750_000_000);
  assert.ok(readFileSync(files[0]).equals(readFileSync(files[1])));
  const listed = execFileSync('tar', ['--numeric-owner', '--full-time', '--utc', '-tvzf', files[0]], {
    encoding: 'utf8',
  });
  // 1750000000 s is 2025-06-15 15:06:40 UTC.
  assert.equal(
    listed
      .trim()
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ')),
    [
      'drwxr-xr-x 0/0 0 2025-06-15 15:06:40 rankstat-1/',
      '-rw-r--r-- 0/0 2 2025-06-15 15:06:40 rankstat-1/a',
      'drwxr-xr-x 0/0 0 2025-06-15 15:06:40 rankstat-1/bin/',
      '-rwxr-xr-x 0/0 6 2025-06-15 15:06:40 rankstat-1/bin/b',
      'drwxr-xr-x 0/0 0 2025-06-15 15:06:40 rankstat-1/c/',
      '-rw-r--r-- 0/0 4 2025-06-15 15:06:40 rankstat-1/c/d',
    ],
  );
});

test.run();
