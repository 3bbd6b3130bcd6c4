import fs from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { type Replay, replay } from '../../src/merge/replay.ts';
import { SampleReader, type Unreadable } from '../../src/merge/sample-reader.ts';
import type { Selection } from '../../src/merge/selection.ts';
import type { ReadSync } from '../../src/wire/journal/file.ts';
import { frame } from '../../src/wire/journal/frames.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { Packer } from '../../src/wire/pack.ts';
import { encodeHead, type RecordBytes, type SamplesRecord } from '../../src/wire/records.ts';
import { job, journalOf, NOON, Scribe, start } from '../gather/scribe.ts';
import { throwsText } from '../rejects.ts';

const test = suite<{ directory: string; journal: string }>('sample reader');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-sample-reader-'));
  context.journal = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

interface Reading {
  readonly selected?: Selection;
  readonly readSync?: ReadSync;
  /** Called at each sample. */
  readonly onSample?: (reader: SampleReader<{ count: number }>) => void;
}

/** All samples of all processes, as those of one host; and what could not be unpacked. */
function read(replayed: Replay, { selected = () => true, readSync, onSample = () => {} }: Reading = {}) {
  const unreadable: Unreadable[] = [];
  const reader = new SampleReader(replayed, {
    namesOf: replayed.templateOf,
    onUnreadable: (record) => unreadable.push(record),
    readSync,
  });
  const found: {
    tick: number | null;
    late: unknown;
    step: unknown;
    file: number;
    at: number;
    free: bigint;
  }[] = [];
  try {
    for (const one of reader.samplesOf({ key: 'node1', rank: 0, tracks: replayed.tracks }, selected)) {
      const { tick, late_ms, clock_step_ms, file, offset, numbers } = one;
      found.push({ tick, late: late_ms, step: clock_step_ms, file, at: offset, free: numbers.exact(1) });
      onSample(reader);
    }
  } finally {
    reader.close();
  }
  return { found, unreadable, frees: found.map(({ free }) => free) };
}

const lengthOf = ({ head, body }: RecordBytes) => 12 + head.length + body.length;
/** Where the nth record of a journal begins. */
const placeOf = (records: readonly RecordBytes[], nth: number) =>
  records.slice(0, nth).reduce((sum, record) => sum + lengthOf(record), 19);

const KEYS = Buffer.from(JSON.stringify({ names: ['MemTotal', 'MemFree'], columns: 1 }));
const LAYOUTS: SamplesRecord['layouts'] = [['meminfo', layoutKey('meminfo', KEYS), 2]];

/** Samples in one record: the first is packed against nothing if `base` is 0, the others each by what it is more. */
function several(
  seq: number,
  base: number,
  changes: readonly bigint[],
  firstTick: number,
  lastStep?: number,
): RecordBytes {
  const packer = new Packer();
  packer.begin();
  const zeros = [0n, 0n];
  for (const [nth, change] of changes.entries()) {
    if (base === 0 && nth === 0) packer.key(numbersOf([7n, change]));
    else packer.delta(numbersOf([0n, change]), numbersOf(zeros));
    packer.endSample();
  }
  const head = encodeHead({
    ...{ type: 'samples', rank: 0, id: 'abc123', seq, base, ...(base === 0 && { layouts: LAYOUTS }) },
    taken: changes.map((_, nth) => ({
      ...{ time: NOON + 1000 * (firstTick + nth), tick: firstTick + nth, late: 0 },
      ...(nth === changes.length - 1 && lastStep !== undefined && { step: lastStep }),
    })),
  });
  return { head, body: packer.end() };
}

function numbersOf(values: readonly bigint[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  return numbers;
}

test('of each sample its numbers, how late it was, by how much the clock was set, and where it lies', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  const records = [job(), start(), ...one.hello(), one.sample(null, 50n, { kind: 'baseline' })];
  records.push(one.sample(0, 60n, { late: 1.5 }), one.sample(1, 70n, { step: -3000 }), one.sample(2, 80n));
  await journalOf(journal, records);
  const { found, unreadable } = read(await replay([journal]));
  const at = (nth: number) => placeOf(records, nth);
  assert.equal(found, [
    { tick: null, late: undefined, step: undefined, file: 0, at: at(4), free: 50n },
    { tick: 0, late: 1.5, step: undefined, file: 0, at: at(5), free: 60n },
    { tick: 1, late: 0.25, step: -3000, file: 0, at: at(6), free: 70n },
    { tick: 2, late: 0.25, step: undefined, file: 0, at: at(7), free: 80n },
  ]);
  assert.equal(unreadable, []);
});

test('what is left out counts for those that follow: its numbers, and by how much the clock was set', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  const samples = [0, 1, 2, 3].map((tick) => one.sample(tick, BigInt(tick), { step: 1000 * (tick % 2) }));
  const records = [job(), ...new Scribe(0, 'node1').hello(), ...renumberedFrom(3, samples)];
  await journalOf(journal, records);
  const { found } = read(await replay([journal]), {
    selected: ({ tick }, at) => tick.at(at) % 2 === 0,
  });
  assert.equal(
    found.map(({ tick, free, step }) => [tick, free, step]),
    [
      [0, 0n, undefined],
      [2, 2n, 1000],
    ],
  );
});

/** The same records with numbers from `first` on: a scribe that has not said hello begins at 1. */
function renumberedFrom(first: number, records: readonly RecordBytes[]): RecordBytes[] {
  return records.map(({ head, body }) => {
    const { seq, base, ...rest } = JSON.parse(String(head));
    const more = first - 1;
    return { head: encodeHead({ ...rest, seq: seq + more, base: base === 0 ? 0 : base + more }), body };
  });
}

test('samples of one record are each of its own, and read with one read', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const records = [
    job(),
    start(),
    ...one.hello(),
    several(3, 0, [5n, 1n, 1n], 0),
    several(4, 3, [10n, 1n], 3, 500),
  ];
  await journalOf(journal, records);
  const told: [reads: number, share: number][] = [];
  const { frees, found } = read(await replay([journal]), {
    onSample: ({ reads, share }) => told.push([reads, share]),
  });
  assert.equal(frees, [5n, 6n, 7n, 17n, 18n]);
  assert.equal(
    found.map(({ tick }) => tick),
    [0, 1, 2, 3, 4],
  );
  assert.equal(
    found.map(({ step }) => step),
    [undefined, undefined, undefined, undefined, 500],
  );
  const [first, second] = [lengthOf(records[4]!), lengthOf(records[5]!)];
  const half = first / (first + second);
  assert.equal(told, [
    [1, half],
    [1, half],
    [1, half],
    [2, 1],
    [2, 1],
  ]);
});

test('the share is of the bytes of all journals, also where records lie at one place of two', async ({
  directory,
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, samples] = [one.hello(), [one.sample(0, 5n), one.sample(1, 6n)]] as const;
  const other = path.join(directory, 'b.journal');
  await journalOf(journal, [job(), ...hello, samples[0]!]);
  await journalOf(other, [job(), ...hello, samples[1]!]);
  const shares: number[] = [];
  const { found } = read(await replay([journal, other]), { onSample: ({ share }) => shares.push(share) });
  assert.equal(
    found.map(({ file, free }) => [file, free]),
    [
      [0, 5n],
      [1, 6n],
    ],
  );
  assert.is(found[0]?.at, found[1]?.at);
  const [a, b] = [lengthOf(samples[0]!), lengthOf(samples[1]!)];
  assert.equal(shares, [a / (a + b), 1]);
});

const BEYOND = 'a packed number is beyond 64 bits';

test('a number beyond 64 bits costs what depends on it, is told once, and ends at the next key sample', async ({
  journal,
}) => {
  const most = 2n ** 64n - 1n;
  const records = [
    ...[job(), start(), ...new Scribe(0, 'node1').hello()],
    several(3, 0, [most], 0),
    several(4, 3, [1n], 1),
    several(5, 4, [1n], 2), // It depends on that.
    several(6, 0, [5n], 3),
    several(7, 6, [1n, most, 1n], 4), // The first of these is one.
    several(8, 0, [9n], 7),
  ];
  await journalOf(journal, records);
  const { found, unreadable } = read(await replay([journal]));
  assert.equal(
    found.map(({ tick, free }) => [tick, free]),
    [
      [0, most],
      [3, 5n],
      [4, 6n],
      [7, 9n],
    ],
  );
  assert.equal(
    unreadable,
    [5, 8].map((nth) => ({ path: journal, offset: placeOf(records, nth), problem: BEYOND })),
  );
});

test('what is known to be cut is left out, and not told again', async ({ journal }) => {
  const records = [
    ...[job(), start(), ...new Scribe(0, 'node1').hello()],
    several(3, 0, [5n], 0),
    several(5, 4, [1n], 2), // 4 is not there.
    several(6, 0, [7n], 3),
  ];
  await journalOf(journal, records);
  const { frees, unreadable } = read(await replay([journal]));
  assert.equal([frees, unreadable], [[5n, 7n], []]);
});

test('ticks of a rank that has started by itself are those of the job', async ({ directory, journal }) => {
  const one = new Scribe(1, 'node2');
  const later = encodeHead({
    ...{ type: 'start', nth: 2, start: NOON + 5000, interval_ms: 1000, max_samples: 3600, on_full: 'thin' },
  });
  const kept = path.join(directory, 'b.journal');
  await journalOf(journal, [job(), start()]);
  const head = [job({ kept_by: 1 }), { head: later, body: Buffer.alloc(0) }, ...one.hello()];
  await journalOf(kept, [...head, one.sample(0, 5n, { time: NOON + 5000 })]);
  assert.is(read(await replay([journal, kept])).found[0]?.tick, 5);
});

test('a record longer than what is read at a time comes whole, in however many reads', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  const errors = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, nth) => [`source${nth}`, 'x'.repeat(1000)]));
  const records = [job(), ...one.hello(), one.sample(0, 1n), one.sample(1, 2n, { errors: errors(70) })];
  records.push(one.sample(2, 3n, { errors: errors(400) }), one.sample(3, 4n));
  await journalOf(journal, records);
  const replayed = await replay([journal]);
  assert.equal(read(replayed).frees, [1n, 2n, 3n, 4n]);
  let reads = 0;
  const slow: ReadSync = (file, bytes, offset, length, position) => {
    reads++;
    return fs.readSync(file, bytes, offset, Math.min(length, 50_000), position);
  };
  assert.equal(read(replayed, { readSync: slow }).frees, [1n, 2n, 3n, 4n]);
  assert.is(reads, 1 + 2 + 9 + 1); // 70 and 400 kB in pieces of 50.
});

test('a journal that has changed is an error that says where, never other numbers', async ({ journal }) => {
  const one = new Scribe(0, 'node1');
  const records = [job(), ...one.hello(), one.sample(0, 5n), one.sample(1, 6n), one.bye(2)];
  await journalOf(journal, records);
  const replayed = await replay([journal]);
  const whole = await readFile(journal);
  const [second, bye] = [placeOf(records, 4), placeOf(records, 5)];
  const told = `${journal} changed at byte ${second} while it was read`;
  const fails = async (bytes: Buffer) => {
    await writeFile(journal, bytes);
    throwsText(() => read(replayed), told);
  };
  const damaged = Buffer.from(whole);
  damaged[bye - 1]! ^= 1;
  await fails(damaged);
  // Another record in its place: a longer one, shorter ones, and one as good that was taken at another time.
  await fails(Buffer.concat([whole.subarray(0, second), whole.subarray(bye), Buffer.alloc(1000)]));
  const ofNone = { type: 'samples' as const, rank: 0, id: 'abc123', seq: 4, base: 3, taken: [] };
  for (const short of [one.clock(0, 0), { head: encodeHead(ofNone), body: Buffer.alloc(0) }]) {
    assert.ok(lengthOf(short) < bye - second);
    await fails(Buffer.concat([whole.subarray(0, second), frame(short), Buffer.alloc(1000)]));
  }
  const two = new Scribe(0, 'node1');
  const others = [job(), ...two.hello(), two.sample(0, 5n), two.sample(1, 6n, { time: NOON + 1001 })];
  await fails(Buffer.concat([whole.subarray(0, second), await framesFrom(journal, others, second)]));
  await writeFile(journal, whole);
  await truncate(journal, bye - 1);
  throwsText(() => read(replayed), told);
  await writeFile(journal, whole);
  assert.equal(read(replayed).frees, [5n, 6n]);
});

test('what is not there any more is not what was read before, as long as that and of the same time', async ({
  journal,
}) => {
  const one = new Scribe(0, 'node1');
  const records = [job(), ...one.hello(), one.sample(0, 5n)];
  // The clock was set back by a second each time.
  records.push(one.sample(1, 6n, { time: NOON }), one.sample(2, 7n, { time: NOON }));
  await journalOf(journal, records);
  assert.is(lengthOf(records[4]!), lengthOf(records[5]!));
  const replayed = await replay([journal]);
  const third = placeOf(records, 5);
  await truncate(journal, third);
  throwsText(() => read(replayed), `changed at byte ${third} while`);
});

/** The bytes of a journal of these records, from an offset on. */
async function framesFrom(beside: string, records: readonly RecordBytes[], from: number): Promise<Buffer> {
  const file = `${beside}.other`;
  await journalOf(file, records);
  return (await readFile(file)).subarray(from);
}

test('journals are closed by who closes it, and one that is not there is an error', async ({ journal }) => {
  await journalOf(journal, [job(), ...new Scribe(0, 'node1').hello()]);
  const replayed = await replay([journal]);
  const names = async () => {
    const open = await readdir('/proc/self/fd');
    return await Promise.all(open.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  };
  const reader = new SampleReader(replayed, { namesOf: replayed.templateOf, onUnreadable: () => {} });
  assert.ok((await names()).includes(journal));
  reader.close();
  assert.not((await names()).includes(journal));
  await rm(journal);
  throwsText(() => read(replayed), 'ENOENT');
});

test.run();
