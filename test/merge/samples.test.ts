import fs from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NAMES_LOST } from '../../src/merge/coverage.ts';
import { type Replay, replay } from '../../src/merge/replay.ts';
import { type CopyOptions, errorsOf, SampleCopier, type SamplesTaker } from '../../src/merge/samples.ts';
import type { Selection } from '../../src/merge/selection.ts';
import { SeriesWriter } from '../../src/series/writer.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { job, journalOf, NOON, Scribe } from '../gather/scribe.ts';
import { rejects } from '../rejects.ts';
import { exampleHeader } from '../series/example.ts';

const test = suite<{ directory: string; journal: string }>('samples');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-samples-'));
  context.journal = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

interface Copying extends Partial<Omit<CopyOptions, 'writer'>> {
  readonly selected?: Selection;
  readonly key?: string;
}

/** The samples of the series file that is made of all processes, as one host. */
async function copied(
  replayed: Replay,
  {
    selected = () => true,
    key = 'node1',
    onShare = () => {},
    onUnreadable = () => assert.unreachable(),
    ...options
  }: Copying = {},
) {
  const file = path.join(path.dirname(replayed.files[0]?.path ?? ''), 'a.json');
  const writer = await SeriesWriter.create(file, exampleHeader());
  const copier = SampleCopier.open(replayed, { writer, onShare, onUnreadable, ...options });
  try {
    await copier.copy({ key, rank: 0, tracks: replayed.tracks }, selected);
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    copier.close();
  }
  return JSON.parse(await readFile(file, 'utf8')).samples_by_host[key];
}

/** Of a host whose free memory is a hundred kB a tick, from this tick on. */
function samplesOf(scribe: Scribe, ticks: number, first = 1): RecordBytes[] {
  return Array.from({ length: ticks }, (_, nth) => scribe.sample(first + nth, BigInt(100 * (first + nth))));
}

const freeOf = (samples: readonly { meminfo: { MemFree: number } }[]) =>
  samples.map(({ meminfo }) => meminfo.MemFree);

test('samples come in their order, under the key of their host', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const first = one.sample(null, 50n, { kind: 'baseline', time: NOON - 500 });
  await journalOf(journal, [job(), ...hello, first, ...samplesOf(one, 2)]);
  const samples = await copied(await replay([journal]), { key: 'node1#0' });
  assert.equal(freeOf(samples), [50, 100, 200]);
  assert.equal(samples[0], {
    timestamp: '2026-11-25T11:59:59.500Z',
    hostname: 'node1#0',
    tick: null,
    kind: 'baseline',
    // A double has no more digits of 2^64 - 1.
    meminfo: { MemTotal: 2 ** 64, MemFree: 50 },
  });
  assert.equal([samples[1].tick, samples[1].late_ms], [1, 0.25]);
});

test('a sample that is left out counts for the one that was packed against it', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 6)]);
  const samples = await copied(await replay([journal]), {
    selected: (track, index) => track.tick.at(index) % 3 === 0,
  });
  assert.equal(freeOf(samples), [300, 600]);
});

test('what lies in two journals becomes the samples of one host', async ({ directory, journal }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const other = path.join(directory, 'b.journal');
  await journalOf(journal, [job(), ...hello, ...samplesOf(one, 2)]);
  await journalOf(other, [job({ kept_by: 0 }), ...hello, ...samplesOf(one, 2, 3)]);
  assert.equal(freeOf(await copied(await replay([journal, other]))), [100, 200, 300, 400]);
});

test('of a rank that was started again each process has numbers of its own', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const two = new Scribe(0, 'node1', 'def456');
  const [a, b] = [one.hello(), two.hello()];
  await journalOf(journal, [job(), ...a, ...samplesOf(one, 2), ...b, ...samplesOf(two, 2, 3)]);
  assert.equal(freeOf(await copied(await replay([journal]))), [100, 200, 300, 400]);
});

test('reads that give little are repeated', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 3)]);
  const samples = await copied(await replay([journal]), {
    readSync: (file, bytes, offset, length, position) =>
      fs.readSync(file, bytes, offset, Math.min(length, 10), position),
  });
  assert.equal(freeOf(samples), [100, 200, 300]);
});

test('a journal that is cut off after it was replayed is an error, not the sample before once more', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 4)]);
  const replayed = await replay([journal]);
  const last = replayed.tracks[0]!.offset.at(3);
  await truncate(journal, last);
  await rejects(copied(replayed), new RegExp(`a\\.journal changed at byte ${last} while it was read`));
});

test('a journal that is written over after it was replayed is an error', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 2), one.bye(3)]);
  const replayed = await replay([journal]);
  const { offset, length } = replayed.tracks[0]!;
  const bytes = await readFile(journal);
  // One bit of the second sample.
  const at = offset.at(1) + length.at(1) - 1;
  bytes[at]! ^= 1;
  await writeFile(journal, bytes);
  await rejects(copied(replayed), new RegExp(`changed at byte ${offset.at(1)} `));
  // Another record in its place.
  bytes[at]! ^= 1;
  const bye = bytes.subarray(offset.at(1) + length.at(1));
  await writeFile(journal, Buffer.concat([bytes.subarray(0, offset.at(1)), bye]));
  await rejects(copied(replayed), new RegExp(`changed at byte ${offset.at(1)} `));
});

test('samples longer than what is read at a time come whole', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  // 100 messages of 1000 letters; two are longer than 64 KiB, and the second than twice the first.
  const errors = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, nth) => [`source${nth}`, 'x'.repeat(1000)]));
  const hello = one.hello();
  const samples = [one.sample(0, 1n), one.sample(1, 2n, { errors: errors(100) })];
  samples.push(one.sample(2, 3n, { errors: errors(400) }), one.sample(3, 4n));
  await journalOf(journal, [job(), ...hello, ...samples]);
  const all = await copied(await replay([journal]));
  assert.equal(freeOf(all), [1, 2, 3, 4]);
  assert.is(Object.keys(all[2].errors).length, 400);
});

test('now and then it tells how far it is, and everything else has its turn', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 1200)]);
  const replayed = await replay([journal]);
  const shares: number[] = [];
  let turns = 0;
  const turn = () => {
    turns++;
    immediate = setImmediate(turn);
  };
  let immediate = setImmediate(turn);
  const turnsThen: number[] = [];
  await copied(replayed, {
    onShare: (share) => {
      shares.push(share);
      turnsThen.push(turns);
    },
  });
  clearImmediate(immediate);
  assert.equal(
    shares.map((share) => Math.round(12 * share)),
    [5, 10],
  );
  assert.ok(turnsThen[1]! > turnsThen[0]!);
});

/** Takes samples as a file on a slow disk does: each must be waited for before the next one. */
class SlowTaker implements SamplesTaker {
  readonly told: string[] = [];

  beginHost(key: string): void {
    this.told.push(`begin ${key}`);
  }

  async sample({ tick }: Parameters<SamplesTaker['sample']>[0]): Promise<void> {
    this.told.push(`sample ${tick}`);
    await nextTurn();
    this.told.push(`written ${tick}`);
  }

  endHost(): void {
    this.told.push('end');
  }
}

test('while the file takes no more, no sample is read: memory does not grow with the run', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello(), ...samplesOf(one, 2)]);
  const replayed = await replay([journal]);
  const writer = new SlowTaker();
  const copier = SampleCopier.open(replayed, { writer, onShare: () => {}, onUnreadable: () => {} });
  await copier.copy({ key: 'node1', rank: 0, tracks: replayed.tracks }, () => true);
  copier.close();
  const written = ['sample 1', 'written 1', 'sample 2', 'written 2'];
  assert.equal(writer.told, ['begin node1', ...written, 'end']);
});

/** How many descriptors of this process are of a file. */
async function timesOpen(file: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target === file).length;
}

test('journals are open while they are copied, and closed then', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello()]);
  const copier = SampleCopier.open(await replay([journal]), {
    ...{ writer: new SlowTaker(), onShare: () => {}, onUnreadable: () => {} },
  });
  assert.is(await timesOpen(journal), 1);
  copier.close();
  assert.is(await timesOpen(journal), 0);
});

test('whose names are lost is among what was wrong with the sources, beside what their rank has said', () => {
  const part = (source: string, names?: object) => ({ source, count: 2, names });
  const cpu = { cpu: 'EACCES' };
  const taken = { time: NOON, tick: 1, errors: cpu };
  const names = {};
  assert.equal(errorsOf({ taken, parts: [part('vmstat', names), part('meminfo', names)] }), cpu);
  assert.equal(errorsOf({ taken, parts: [part('vmstat', names), part('meminfo')] }), {
    cpu: 'EACCES',
    meminfo: NAMES_LOST,
  });
  assert.equal(errorsOf({ taken: { time: NOON, tick: 1 }, parts: [part('vmstat'), part('meminfo')] }), {
    vmstat: NAMES_LOST,
    meminfo: NAMES_LOST,
  });
  assert.is(errorsOf({ taken: { time: NOON, tick: 1 }, parts: [part('vmstat', names)] }), undefined);
});

test('a journal that is not there is an error', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  await journalOf(journal, [job(), ...one.hello()]);
  const replayed = await replay([journal]);
  await rm(journal);
  await rejects(copied(replayed), /ENOENT/);
});

test.run();
