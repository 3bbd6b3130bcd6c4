import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answers, isSeen, removeSeen } from '../../src/run/seen.ts';

test('a file that is there is seen, and one that is not is not', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-seen-'));
  try {
    const file = path.join(directory, 'a file');
    assert.is(await isSeen(file), false);
    await writeFile(file, '');
    assert.is(await isSeen(file), true);
    await removeSeen(file);
    assert.is(await isSeen(file), false);
    await removeSeen(file);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('who does not answer in time is not seen', async () => {
  assert.is(await isSeen('60', 50, ['sleep']), false); // It would sleep for 60 s, and is killed.
  assert.is(await isSeen('/', 50, ['no-such-program']), false);
});

test('a directory that can be written to answers, and so does one that cannot; nothing is left in it', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-seen-'));
  try {
    assert.is(await answers(path.join(directory, "it's", 'new')), true);
    assert.equal(await readdir(path.join(directory, "it's", 'new')), []);
    assert.is(await answers('/proc/none'), true);
    assert.is(await answers(directory, 50, 'exec sleep 60'), false);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test.run();
