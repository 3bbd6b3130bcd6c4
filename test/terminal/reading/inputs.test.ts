import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Input, journalsInput } from '../../../src/terminal/reading/inputs.ts';
import { phasedRuns } from '../../../src/terminal/reading/phased-runs.ts';
import type { Damage } from '../../../src/wire/journal/reader.ts';
import { job, journalOf, Scribe, start, stopAt } from '../../gather/scribe.ts';

const test = suite<{ directory: string; journal: string }>('runs that commands read');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-inputs-'));
  context.journal = path.join(context.directory, 'a.journal');
  const one = new Scribe(0, 'node1');
  const head = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start()];
  await journalOf(context.journal, [...head, one.sample(0, 1n), one.bye(3), stopAt(3)]);
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

test('journals are read once, and again once that was let go; damage is told once', async ({ journal }) => {
  await appendFile(journal, 'cut');
  const told: (readonly Damage[])[] = [];
  const input = journalsInput([journal], (damage) => told.push(damage));
  const open = async () => (await input.open(journal)).header;
  const first = await open();
  assert.is(await open(), first);
  input.release();
  const again = await open();
  assert.is.not(again, first);
  assert.equal(again, first);
  assert.equal(
    told.map((damage) => damage.map(({ kind }) => kind)),
    [['torn end']],
  );
});

test('what reports are made of keeps nothing of the journals that it was read from', async ({ journal }) => {
  const input = journalsInput([journal], () => {});
  let released = 0;
  const watched: Input = { ...input, release: () => released++ };
  for await (const { run } of phasedRuns([watched], {})) assert.equal([run.hosts, released], [['node1'], 1]);
});

test.run();
