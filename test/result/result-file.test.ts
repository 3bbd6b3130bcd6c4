import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readResultFile } from '../../src/result/result-file.ts';
import { rejects } from '../rejects.ts';
import { fixtureResult } from './fixture.ts';

const test = suite<{ folder: string }>('the file of a result');
const options = { utcOffsetMinutes: 60 };

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-result-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

test('a file that was named, and a link to it', async ({ folder }) => {
  const file = path.join(folder, 'out');
  copyFileSync('test/fixtures/results/ior/ior-4.txt', file);
  symlinkSync(file, path.join(folder, 'link'));
  assert.equal(await readResultFile(file, options), fixtureResult('ior/ior-4.txt'));
  assert.equal(await readResultFile(path.join(folder, 'link'), options), fixtureResult('ior/ior-4.txt'));
});

test('nothing waits, and nothing is read whole to be refused', async ({ folder }) => {
  const file = path.join(folder, 'file');
  await rejects(readResultFile(file, options), /ENOENT/);
  await rejects(readResultFile(folder, options), /not a regular file/);
  await rejects(readResultFile('/dev/zero', options), /not a regular file/);
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  await rejects(readResultFile(path.join(folder, 'pipe'), options), /not a regular file/);
  writeFileSync(file, '');
  await rejects(readResultFile(file, options), /no result of a benchmark/);
  truncateSync(file, 2 ** 40);
  await rejects(readResultFile(file, options), /larger than any result of a benchmark/);
});

test('a file whose size the file system does not tell is read all the same', async () => {
  await rejects(readResultFile('/proc/self/status', options), /no result of a benchmark/);
});

test.run();
