import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ownDescriptors } from '../../src/system/descriptors.ts';

const LIMITS = (files: string) =>
  'Limit                     Soft Limit           Hard Limit           Units     \n' +
  'Max processes             96178                96178                processes \n' +
  `Max open files            ${files.padEnd(20)} ${files.padEnd(20)} files     \n`;

test('the limit and what is open are the kernel’s', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-descriptors-'));
  await mkdir(path.join(directory, 'fd'));
  for (const name of ['0', '1', '2', '17']) await writeFile(path.join(directory, 'fd', name), '');
  await writeFile(path.join(directory, 'limits'), LIMITS('4096'));
  assert.equal(ownDescriptors(directory), { limit: 4096, open: 4 });
  await writeFile(path.join(directory, 'limits'), LIMITS('unlimited'));
  assert.equal(ownDescriptors(directory), { limit: Number.MAX_SAFE_INTEGER, open: 4 });
  await rm(directory, { recursive: true });
  assert.is(ownDescriptors(directory).limit, 1024, 'where nothing is told');
});

test('those of this process', () => {
  const { limit, open } = ownDescriptors();
  assert.ok(open > 3 && open < limit);
});

test.run();
