import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../src/gather/batch.ts';
import { systemClock } from '../../src/system/clock.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import { job } from './scribe.ts';

test('what waits for a slow write is written at once when the pace changes', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-batch-'));
  const journal = await JournalWriter.create(path.join(directory, 'journal'));
  let written = () => {};
  const write = () =>
    new Promise<void>((resolve) => {
      written = resolve;
    });
  const batch = new Batch({
    clock: systemClock(),
    journal,
    onWritten: () => written(),
    onProblem: () => {},
  });
  const first = write();
  batch.add(job());
  await first;
  const length = journal.length;
  // Now not before a second has passed.
  batch.setPace('slow');
  const second = write();
  batch.add(job());
  const from = performance.now();
  batch.setPace('at once');
  await second;
  assert.ok(performance.now() - from < 500);
  assert.ok(journal.length > length);
  assert.equal(await batch.close(), []);
  await journal.close();
  await rm(directory, { recursive: true });
});

test.run();
