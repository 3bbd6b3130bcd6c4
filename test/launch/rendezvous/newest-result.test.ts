import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newestResult } from '../../../src/launch/rendezvous/newest-result.ts';

test('the newest series file, or a journal that has none; nothing else of the directory', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-newest-'));
  const newest = async () => {
    const file = await newestResult(directory);
    return file === undefined ? undefined : path.relative(directory, file);
  };
  const write = async (name: string, second: number) => {
    await writeFile(path.join(directory, name), '');
    await utimes(path.join(directory, name), second, second);
  };
  assert.is(await newest(), undefined);
  await write('notes.json', 90);
  await write('a_timeseries.json.old', 91);
  await mkdir(path.join(directory, 'x_timeseries.json'));
  await symlink('nowhere', path.join(directory, 'y_timeseries.json'));
  assert.is(await newest(), undefined);
  await write('b_timeseries.json', 20);
  await write('a_timeseries.json', 10);
  assert.is(await newest(), 'b_timeseries.json');
  await write('c_timeseries.json.gz', 30);
  assert.is(await newest(), 'c_timeseries.json.gz');
  // Those of a series file are none that is left over.
  await write('b_timeseries.journal', 40);
  await write('c_timeseries.journal', 50);
  assert.is(await newest(), 'c_timeseries.json.gz');
  await write('d_timeseries.journal', 35);
  assert.is(await newest(), 'd_timeseries.journal');
  // A journal is called as its series file is, whatever that is.
  await write('of.journal_timeseries.json', 34);
  await write('of.journal_timeseries.journal', 60);
  assert.is(await newest(), 'd_timeseries.journal');
  await rm(directory, { recursive: true });
  assert.is(await newest(), undefined);
});

test.run();
