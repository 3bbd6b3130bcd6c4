import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import type { Source } from '../../src/procfs/source.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { numa } from '../../src/procfs/sources/numa.ts';
import { vmstat } from '../../src/procfs/sources/vmstat.ts';
import type { Outgoing } from '../../src/rank/outbox.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { unpack } from '../../src/wire/pack.ts';
import { VarintReader } from '../../src/wire/varint.ts';
import { ManualClock } from '../manual-clock.ts';
import { StubReader } from './stub-reader.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const FINAL = { kind: 'final' } as const;

interface Context {
  root: string;
  clock: ManualClock;
  sender: Sender;
  /** Writes a file that is read. */
  file: (name: string, text: string) => Promise<void>;
  /** A sampler of these sources. */
  sampling: (...sources: Source[]) => { sampler: Sampler; readers: SourceReader[] };
}

const test = suite<Context>('Sampler');

test.before.each(async (context) => {
  context.root = await mkdtemp(path.join(tmpdir(), 'rankstat-sampler-'));
  context.clock = new ManualClock(NOON);
  context.sender = new Sender(3, 'abc123');
  const { root, clock, sender } = context;
  context.file = async (name, text) => await writeFile(path.join(root, name), text);
  context.sampling = (...sources) => {
    const readers = sources.map((source) => new SourceReader(source, { procfs: root, sysfs: root }));
    return { sampler: new Sampler(readers, clock, sender), readers };
  };
});
test.after.each(async ({ root }) => await rm(root, { recursive: true }));

/** The lines of `/proc/diskstats` for so many disks, each with so many numbers, all of them `value`. */
function disks(count: number, value = 7, fields = 17): string {
  const numbers = `${value} `.repeat(fields).trim();
  return Array.from({ length: count }, (_, nth) => `   8 ${nth} sd${nth} ${numbers}\n`).join('');
}

const roles = (records: readonly Outgoing[]) => records.map(({ role }) => role);

function head({ head }: Outgoing) {
  return JSON.parse(String(head));
}

/** The key of a layout's record. */
function keyOf(record: Outgoing): string {
  return head(record).key;
}

/** The keys of the layouts of a key sample. */
function keysOf(record: Outgoing): string[] | undefined {
  return head(record).layouts?.map(([, key]: [string, string, number]) => key);
}

/** The numbers of a body of that many, packed against others. */
function numbers({ body }: Outgoing, count: number, before?: Numbers): Numbers {
  const into = new Numbers();
  unpack(new VarintReader(body), count, before, into);
  return into;
}

function listed(numbers: Numbers): number[] {
  return [...numbers.small.subarray(0, numbers.length)];
}

test('the first sample: a layout, then all numbers as they are', async ({ file, sampling, clock }) => {
  await file('vmstat', 'nr_free_pages 1000\npgpgin 20\n');
  const { sampler } = sampling(vmstat);
  clock.set(NOON + 0.2502);
  const [layout, sample, ...others] = sampler.take({ kind: 'baseline' });
  assert.ok(layout && sample);
  assert.equal(others, []);
  assert.is(layout.seq, 1);
  assert.is(layout.role, 'essential');
  // Python: base64.urlsafe_b64encode(hashlib.sha256(b'vmstat\0{"names":["nr_free_pages","pgpgin"],"columns":1}').digest()[:8])
  const key = 'BOZxWfNKYVc';
  assert.equal(head(layout), { type: 'layout', rank: 3, id: 'abc123', seq: 1, source: 'vmstat', key });
  assert.equal(JSON.parse(String(layout.body)), { names: ['nr_free_pages', 'pgpgin'], columns: 1 });
  assert.is(sample.seq, 2);
  assert.is(sample.role, 'key');
  assert.equal(head(sample), {
    type: 'samples',
    rank: 3,
    id: 'abc123',
    seq: 2,
    base: 0,
    taken: [{ time: NOON + 0.25, tick: null, kind: 'baseline' }],
    layouts: [['vmstat', key, 2]],
  });
  assert.equal(listed(numbers(sample, 2)), [1000, 20]);
});

test('what follows has the differences to it, and says which tick it was and how late', async ({
  file,
  sampling,
}) => {
  await file('vmstat', 'nr_free_pages 1000\npgpgin 20\n');
  const { sampler } = sampling(vmstat);
  const first = sampler.take({ kind: 'baseline' }).at(-1)!;
  await file('vmstat', 'nr_free_pages 990\npgpgin 25\n');
  const [second, ...others] = sampler.take({
    kind: 'tick',
    tick: 7,
    intervalMs: 1000,
    lateMs: 1.23456,
    stride: 1,
  });
  assert.ok(second);
  assert.equal(others, []);
  assert.is(second.seq, 3);
  assert.is(second.role, 'delta');
  const sender = { type: 'samples', rank: 3, id: 'abc123' };
  assert.equal(head(second), { ...sender, seq: 3, base: 2, taken: [{ time: NOON, tick: 7, late: 1.235 }] });
  assert.equal(listed(numbers(second, 2, numbers(first, 2))), [990, 25]);
  const [third] = sampler.take({ kind: 'tick', tick: 8, intervalMs: 1000, lateMs: 0, stride: 2 });
  assert.equal(head(third!), {
    ...{ ...sender, seq: 4, base: 3, stride: 2 },
    taken: [{ time: NOON, tick: 8, late: 0 }],
  });
  const [last] = sampler.take(FINAL);
  assert.equal(head(last!), {
    ...sender,
    seq: 5,
    base: 4,
    taken: [{ time: NOON, tick: null, kind: 'final' }],
  });
  assert.is(sampler.samples, 4);
});

test('of 16 samples one stands alone', async ({ file, sampling }) => {
  await file('vmstat', 'pgpgin 20\n');
  const { sampler } = sampling(vmstat);
  sampler.take({ kind: 'baseline' });
  const keys: number[] = [];
  for (let nth = 1; nth <= 50; nth++) if (roles(sampler.take(FINAL)).includes('key')) keys.push(nth);
  assert.equal(keys, [16, 32, 48]);
});

test('so does one that was asked to, and the 16 are counted from there', async ({ file, sampling }) => {
  await file('vmstat', 'pgpgin 20\n');
  const { sampler } = sampling(vmstat);
  sampler.take({ kind: 'baseline' });
  sampler.take(FINAL);
  sampler.startOver();
  const keys: number[] = [];
  for (let nth = 2; nth <= 20; nth++) if (roles(sampler.take(FINAL)).includes('key')) keys.push(nth);
  assert.equal(keys, [2, 18]);
});

test('with other names comes another layout; with names that were there before, the one that was told', async ({
  file,
  sampling,
}) => {
  const { sampler } = sampling(diskstats, vmstat);
  await file('vmstat', 'pgpgin 20\n');
  const heads: unknown[] = [];
  for (const count of [1, 2, 1, 1]) {
    await file('diskstats', disks(count));
    heads.push(
      sampler
        .take(FINAL)
        .map((record) => [record.role, record.role === 'essential' ? keyOf(record) : keysOf(record)]),
    );
  }
  const two = { names: ['sd0', 'sd1'], columns: 17 };
  const [one, both, pages] = [
    layoutKey('diskstats', Buffer.from(JSON.stringify({ names: ['sd0'], columns: 17 }))),
    layoutKey('diskstats', Buffer.from(JSON.stringify(two))),
    layoutKey('vmstat', Buffer.from(JSON.stringify({ names: ['pgpgin'], columns: 1 }))),
  ];
  assert.equal(heads, [
    [
      ['essential', one],
      ['essential', pages],
      ['key', [one, pages]],
    ],
    [
      ['essential', both],
      ['key', [both, pages]],
    ],
    [['key', [one, pages]]],
    [['delta', undefined]],
  ]);
});

test('names that had never been there are told, all that there are now', async ({ file, sampling }) => {
  const { sampler } = sampling(diskstats, vmstat);
  await file('vmstat', 'pgpgin 20\n');
  const came: unknown[] = [];
  for (const count of [1, 1, 2, 1, 2, 3]) {
    await file('diskstats', disks(count));
    sampler.take(FINAL);
    came.push(sampler.came);
  }
  await file('vmstat', 'pgpgin 20\npgpgout 1\n'); // Keys are no devices.
  sampler.take(FINAL);
  came.push(sampler.came);
  assert.equal(came, [
    undefined,
    undefined,
    { disks: ['sd0', 'sd1'], interfaces: [], others: [] },
    undefined,
    undefined,
    { disks: ['sd0', 'sd1', 'sd2'], interfaces: [], others: [] },
    undefined,
  ]);
});

test('layouts go by their names, however often they come back', async ({ file, sampling }) => {
  const { sampler } = sampling(diskstats);
  const layouts: unknown[] = [];
  const told: number[] = [];
  for (const count of [1, 2, 1, 2, 3, 1]) {
    await file('diskstats', disks(count));
    const records = sampler.take(FINAL);
    told.push(records.length - 1);
    layouts.push(...(keysOf(records.at(-1)!) ?? []));
  }
  const [one, two, , , three] = layouts;
  assert.equal(layouts, [one, two, one, two, three, one]);
  assert.is(new Set(layouts).size, 3);
  assert.equal(told, [1, 1, 0, 0, 1, 0]);
});

test('names that stay the same are not looked at again, whatever becomes of other sources', async ({
  file,
  sampling,
}) => {
  const { sampler, readers } = sampling(vmstat, diskstats);
  await file('vmstat', 'pgpgin 20\n');
  await file('diskstats', disks(1));
  sampler.take(FINAL);
  Object.defineProperty(readers[0]!.reading.layout, 'rows', { get: () => assert.unreachable() });
  sampler.take(FINAL);
  await file('diskstats', disks(2));
  sampler.take(FINAL);
  assert.equal(roles(sampler.take(FINAL)), ['delta']);
});

test('with no source there is a sample of nothing', ({ sampling }) => {
  const { sampler } = sampling();
  const [sample, ...others] = sampler.take(FINAL);
  assert.equal(others, []);
  assert.is(sample?.role, 'key');
  assert.equal(head(sample!).layouts, []);
});

test('rows with as many numbers each have one count, others one each', async ({ file, sampling, root }) => {
  const { sampler } = sampling(diskstats);
  await file('diskstats', disks(1, 7, 11));
  const [single] = sampler.take(FINAL);
  assert.equal(JSON.parse(String(single?.body)), { names: ['sd0'], columns: 11 });
  await file('diskstats', disks(2, 7, 17));
  const [same] = sampler.take(FINAL);
  assert.is(JSON.parse(String(same?.body)).columns, 17);
  await file('diskstats', `${disks(2, 7, 17)}   9 0 md0 ${'1 '.repeat(11)}\n`);
  const [different] = sampler.take(FINAL);
  assert.equal(JSON.parse(String(different?.body)).columns, [17, 17, 11]);
  await file('diskstats', '');
  await mkdir(path.join(root, 'block')); // which has none, either
  const [none] = sampler.take(FINAL);
  assert.equal(JSON.parse(String(none?.body)), { names: [], columns: 0 });
});

test('a source that fails is left out and its error told; when it comes back it needs no new layout', async ({
  file,
  sampling,
  root,
}) => {
  const { sampler } = sampling(diskstats, vmstat);
  assert.equal([...sampler.outcomes], [], 'nothing was read yet');
  await file('vmstat', 'pgpgin 20\n');
  await file('diskstats', disks(1));
  const whole = sampler.take(FINAL).at(-1)!;
  assert.is(head(whole).taken[0].errors, undefined);
  assert.equal(
    [...sampler.outcomes],
    [
      ['diskstats', 'ok'],
      ['vmstat', 'ok'],
    ],
  );
  await file('vmstat', 'pgpgin\n');
  const [failed, ...others] = sampler.take(FINAL);
  assert.equal(others, []);
  assert.is(failed?.role, 'key');
  assert.equal(keysOf(failed!), keysOf(whole)?.slice(0, 1));
  const error = `failed: ${root}/vmstat: no line can be read: line 1: a key without a number`;
  assert.equal(head(failed!).taken[0].errors, { vmstat: error });
  assert.equal(
    [...sampler.outcomes],
    [
      ['diskstats', 'ok'],
      ['vmstat', error],
    ],
  );
  await file('vmstat', 'pgpgin 30\n');
  const [back, ...more] = sampler.take(FINAL);
  assert.equal(more, []);
  assert.is(back?.role, 'key');
  assert.equal(keysOf(back!), keysOf(whole));
  assert.is(head(back!).taken[0].errors, undefined);
});

test('an error is no longer than a thousand characters', async ({ clock, sender, root }) => {
  const deep = path.join(root, 'x'.repeat(200), 'x'.repeat(2000));
  const sampler = new Sampler([new SourceReader(vmstat, { procfs: deep, sysfs: deep })], clock, sender);
  const { vmstat: error } = head(sampler.take(FINAL)[0]!).taken[0].errors;
  assert.is(error.length, 1000);
  assert.match(error, /^failed: \/.*xxx$/);
});

test('lines that cannot be read are told, the others are sampled', async ({ file, sampling }) => {
  const { sampler } = sampling(vmstat);
  await file('vmstat', 'pgpgin 20\npgpgout\n');
  const sample = sampler.take(FINAL).at(-1)!;
  assert.equal(head(sample).taken[0].errors, { vmstat: 'line 2: a key without a number' });
  assert.equal(listed(numbers(sample, 1)), [20]);
});

test('how long the sources took is counted to the microsecond', ({ clock, sender, root }) => {
  let now = 0;
  const reader = new SourceReader(vmstat, { procfs: root, sysfs: root }, () => {
    now += 0.1234567;
    return now;
  });
  const sampler = new Sampler([reader], clock, sender);
  sampler.take(FINAL);
  sampler.take(FINAL);
  assert.equal(sampler.secondsBySource(), { vmstat: 0.493827 }); // To read and to parse, twice.
});

test('closed, it gives back its files', ({ clock, sender }) => {
  const readers = [new StubReader(), new StubReader()];
  new Sampler(readers, clock, sender).close();
  assert.equal(
    readers.map(({ closed }) => closed),
    [true, true],
  );
});

test('a reading that throws costs that sample and no number; the next one stands alone', ({
  clock,
  sender,
}) => {
  const reader = new StubReader();
  const sampler = new Sampler([reader], clock, sender);
  sampler.take(FINAL);
  assert.is(roles(sampler.take(FINAL))[0], 'delta');
  reader.onRead = () => {
    throw new Error('a fault');
  };
  assert.throws(() => sampler.take(FINAL), /^a fault$/);
  reader.onRead = () => {};
  const [next, ...others] = sampler.take(FINAL);
  assert.equal(others, []);
  assert.is(next?.role, 'key');
  assert.is(next?.seq, 4);
  assert.is(sampler.samples, 3);
});

const BIG = 2n ** 64n - 1n;

/** Has `look` called whenever a number that a double cannot hold is packed. */
function onPack(reader: SourceReader, look: () => void): void {
  for (const list of [reader.reading.numbers, reader.reading.previous]) {
    const { exact } = Numbers.prototype;
    list.exact = (at) => {
      look();
      return exact.call(list, at);
    };
  }
}

test('packing that throws costs no number either, and a layout that was new is told with the next', async ({
  file,
  sampling,
}) => {
  const { sampler, readers } = sampling(vmstat);
  await file('vmstat', `pgpgin ${BIG}\n`);
  sampler.take(FINAL);
  let fails = true;
  onPack(readers[0]!, () => {
    if (fails) throw new Error('a fault');
  });
  await file('vmstat', `pgpgin ${BIG}\npgpgout 1\n`);
  assert.throws(() => sampler.take(FINAL), /^a fault$/);
  fails = false;
  const [layout, sample, ...others] = sampler.take(FINAL);
  assert.equal(others, []);
  assert.equal([layout?.seq, layout?.role, sample?.seq, sample?.role], [3, 'essential', 4, 'key']);
  assert.equal(keysOf(sample!), [keyOf(layout!)]);
  assert.equal(roles(sampler.take(FINAL)), ['delta']);
});

test('warming up reads so many times, counts no sample, and the next one stands alone', ({
  clock,
  sender,
}) => {
  const reader = new StubReader();
  const sampler = new Sampler([reader], clock, sender);
  sampler.take(FINAL);
  sampler.warmUp(5, clock.mono() + 10);
  assert.is(reader.reads, 6);
  assert.equal(roles(sampler.take(FINAL)), ['key']);
  assert.is(sampler.samples, 2);
});

test('warming up packs what it reads, alone and against what was before', async ({
  file,
  sampling,
  clock,
}) => {
  const { sampler, readers } = sampling(vmstat);
  await file('vmstat', `pgpgin ${BIG}\n`);
  let packed = 0;
  onPack(readers[0]!, () => packed++);
  sampler.warmUp(1, clock.mono() + 10);
  assert.is(packed, 1); // There was nothing before.
  sampler.warmUp(3, clock.mono() + 10);
  assert.is(packed, 1 + 1 + 2 * 2); // A difference is of two.
});

test('a source that is not read at each tick is in the samples whose turn it is, the first and the last', async ({
  file,
  sampling,
  root,
}) => {
  await mkdir(path.join(root, 'node0'));
  await file('node0/numastat', 'numa_hit 1\n');
  await file('vmstat', 'pgpgin 1\n');
  const rare = { ...numa, find: () => ['node0/numastat'], leastSeconds: 10 };
  const { sampler } = sampling(vmstat, rare);
  const has = (records: readonly Outgoing[]) => {
    const last = records.at(-1)!;
    return last.role === 'delta' ? 'the same' : head(last).layouts.map(([source]: [string]) => source);
  };
  const tick = (nth: number) =>
    ({ kind: 'tick', tick: nth, intervalMs: 1000, lateMs: 0, stride: 1 }) as const;
  assert.equal(has(sampler.take({ kind: 'baseline' })), ['vmstat', 'numa']);
  assert.is(sampler.warmUp(1, Number.POSITIVE_INFINITY), 1); // At other ticks than these.
  assert.equal(
    [8, 9, 10, 11, 12].map((nth) => has(sampler.take(tick(nth)))),
    [['vmstat', 'numa'], ['vmstat'], ['vmstat', 'numa'], ['vmstat'], 'the same'],
  );
  assert.equal(has(sampler.take(FINAL)), ['vmstat', 'numa']);
});

test('a source that fails is not packed while it warms up', async ({ file, sampling, clock, root }) => {
  const { sampler, readers } = sampling(vmstat);
  await file('vmstat', `pgpgin ${BIG}\n`);
  sampler.take(FINAL);
  let packed = 0;
  onPack(readers[0]!, () => packed++);
  await rm(path.join(root, 'vmstat'));
  readers[0]!.close();
  sampler.warmUp(1, clock.mono() + 10);
  assert.is(packed, 0);
});

test('no time, no warming up; and it ends when the time is over', ({ clock, sender }) => {
  const reader = new StubReader();
  const sampler = new Sampler([reader], clock, sender);
  sampler.warmUp(5, clock.mono());
  assert.is(reader.reads, 0);
  reader.onRead = () => clock.suspend(4);
  sampler.warmUp(5, clock.mono() + 9);
  assert.is(reader.reads, 3);
});

test('a source that grows while it is warmed up is packed as what it is', async ({
  file,
  sampling,
  clock,
}) => {
  const { sampler } = sampling(diskstats);
  await file('diskstats', disks(14));
  assert.equal(roles(sampler.take(FINAL)), ['essential', 'key']);
  await file('diskstats', disks(40)); // More numbers than there was room for.
  sampler.warmUp(3, clock.mono() + 1);
  assert.equal(roles(sampler.take(FINAL)), ['essential', 'key']);
  assert.equal(roles(sampler.take(FINAL)), ['delta']);
});

test.run();
