import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseExact, stringifyExact } from '../../../src/exact/json.ts';
import { merge } from '../../../src/merge/merge.ts';
import { readJournals } from '../../../src/merge/reading/journal-series.ts';
import { readRun } from '../../../src/report/data/run.ts';
import type { Observed } from '../../../src/report/observed/observed.ts';
import { OBSERVED } from '../../../src/report/observed/observing.ts';
import { summarize } from '../../../src/report/summary/summary.ts';
import type { OpenSeries } from '../../../src/series/open-series.ts';
import { isRatedMember } from '../../../src/series/rated.ts';
import { readSeries } from '../../../src/series/reader.ts';
import type { Series } from '../../../src/series/reading/series.ts';
import { validated } from '../../../src/series/validate.ts';
import { encodeHead, type RecordBytes } from '../../../src/wire/records.ts';
import { job, journalOf, NOON, note, Scribe, start, stopAt } from '../../gather/scribe.ts';
import { Golden } from '../../golden/golden-files.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string; journal: string; file: string }>('journals as a series');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-journal-series-'));
  context.journal = path.join(context.directory, 'a.journal');
  context.file = path.join(context.directory, 'a.json');
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** All of a series; samples as texts, for the order of their members counts, too. */
async function contentOf({ kind, header, samples }: Series) {
  const read: string[] = [];
  for await (const { host, sample } of samples) read.push(`${host}: ${stringifyExact(sample)}`);
  return { kind, header: parseExact(stringifyExact(header)), samples: read };
}

/** What of a run can be compared: the numbers of what was observed that are asked for, as texts, for NaN is not NaN. */
function plain<T extends { readonly observed: Observed }>({ observed, ...rest }: T) {
  const { hosts, phases, means, inPieces, things } = observed;
  const texts = (numbers: Float64Array | Float32Array) => Array.from(numbers, String);
  return {
    ...rest,
    observed: {
      ...observed,
      means: OBSERVED.map((metric) => phases.map((_, phase) => texts(means(metric, phase)))),
      inPieces: OBSERVED.map((metric) => hosts.map((_, host) => texts(inPieces(metric, host)))),
      things: things.map((ofHost) => ofHost.map((thing) => ({ ...thing, means: texts(thing.means) }))),
    },
  };
}

for (const version of ['golden', 'golden-2']) {
  const golden = new Golden(version);
  for (const { name, journals, status } of golden.recoveries()) {
    if (status !== 0) continue;
    test(`as the file that is made of them: ${version}/${name}`, async ({ file }) => {
      const paths = journals.map((journal) => path.join(golden.folder, journal));
      const { damage } = await merge(paths, file);
      const found = await readJournals(paths);
      assert.equal(found.damage, damage);
      assert.equal(await contentOf(found.series()), await contentOf(await readSeries(file)));
      // As often as it is asked for.
      assert.equal(await contentOf(found.series()), await contentOf(await readSeries(file)));
      const open: OpenSeries = async (_, wanted) =>
        found.series(wanted?.accepts === undefined ? wanted?.isWanted : undefined);
      const [summary, summaryOfFile] = [await summarize(file, open), await summarize(file)];
      assert.equal(plain(summary), plain(summaryOfFile));
      const [run, runOfFile] = [await readRun(file, open), await readRun(file)];
      assert.equal(
        { ...plain(run), valuesOf: null, timeOfTick: null },
        { ...plain(runOfFile), valuesOf: null, timeOfTick: null },
      );
      assert.equal(await validated(file, undefined, open), await validated(file));
    });
  }
}

test('what is not wanted is left out; sources and devices are there', async () => {
  const { folder } = new Golden('golden-2');
  const found = await readJournals([path.join(folder, 'one-host.journal')]);
  for await (const { sample } of found.series(isRatedMember).samples) {
    assert.not(Object.keys(sample.vmstat ?? {}).some((key) => key.startsWith('nr_')));
    assert.equal(Object.keys(sample.loadavg ?? {}), ['load_1min']);
    assert.equal(Object.keys(sample.cpu ?? {}), ['total', 'per_cpu']);
    for (const disk of sample.diskstats ?? []) {
      assert.equal(Object.keys(disk), [
        'device_name',
        ...['reads_completed', 'sectors_read', 'time_reading_ms'],
        ...['writes_completed', 'sectors_written', 'time_writing_ms'],
        ...['time_doing_ios_ms', 'weighted_time_doing_ios_ms'],
      ]);
    }
  }
});

/** A job of one host whose samples have these numbers. */
function recordsOf(
  one: Scribe,
  samples: readonly RecordBytes[],
  hello: readonly RecordBytes[],
): RecordBytes[] {
  return [job({ expected: 1, hosts: ['node1'] }), ...hello, start(), ...samples, one.bye(3), stopAt(3)];
}

test('numbers beyond 2^53 keep their digits', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const samples = [one.sample(0, 2n ** 53n), one.sample(1, 2n ** 53n + 1n), one.sample(2, 5n)];
  await journalOf(journal, recordsOf(one, samples, hello));
  const read = [];
  for await (const { sample } of (await readJournals([journal])).series().samples) read.push(sample.meminfo);
  assert.equal(read, [
    { MemTotal: 2n ** 64n - 1n, MemFree: 2n ** 53n },
    { MemTotal: 2n ** 64n - 1n, MemFree: 2n ** 53n + 1n },
    { MemTotal: 2n ** 64n - 1n, MemFree: 5 },
  ]);
});

test('a place is told by journal, byte and host', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  await journalOf(journal, recordsOf(one, [one.sample(0, 1n), one.sample(1, 2n)], hello));
  const read = [];
  for await (const { where } of (await readJournals([journal])).series().samples) read.push(where);
  assert.is(read.length, 2);
  assert.match(read[1] ?? '', /a\.journal, byte \d+, sample 2 of node1$/);
});

test('a record beyond 64 bits costs itself and what depends on it, in the ledger, too', async ({
  journal,
  file,
}) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const first = one.sample(0, 5n);
  // MemTotal is 2^64 - 1 already: one more.
  const good = JSON.parse(String(one.sample(1, 5n).head));
  const wrong = { head: encodeHead(good), body: Buffer.from([2, 0, 0]) };
  await journalOf(journal, recordsOf(one, [first, wrong, one.sample(2, 6n)], hello));
  await merge([journal], file);
  const found = await readJournals([journal]);
  assert.is(found.header.host_status.node1?.ticks_sampled, 1);
  assert.match(found.damage[0]?.problem ?? '', /beyond 64 bits/);
  assert.equal(await contentOf(found.series()), await contentOf(await readSeries(file)));
});

test('of a job that runs it is what was written until now', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const written = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start(), one.sample(0, 5n)];
  await journalOf(journal, written);
  const { header } = await readJournals([journal]);
  const { status, samples, reason } = header.host_status.node1!;
  assert.equal([status, samples, header.end_time], ['partial', 1, new Date(NOON).toISOString()]);
  assert.match(reason ?? '', /^no word from it after /);
});

test('what is none, or says nothing of a job, is an error', async ({ journal }) => {
  await journalOf(journal, [note({ type: 'mark', nth: 1, time: NOON, label: 'a' })]);
  await rejects(readJournals([journal]), /a\.journal: no record says what the job was$/);
  await writeFile(journal, '{}');
  await rejects(readJournals([journal]), /a\.journal is not a rankstat journal$/);
});

test('a journal that changes while it is read is an error, and is closed', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  await journalOf(journal, recordsOf(one, [one.sample(0, 1n), one.sample(1, 2n)], hello));
  const found = await readJournals([journal]);
  await writeFile(journal, 'something else');
  await rejects(contentOf(found.series()), /a\.journal changed at byte \d+ while it was read$/);
});

test.run();
