import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { meminfo } from '../../src/procfs/sources/meminfo.ts';
import { netdev } from '../../src/procfs/sources/netdev.ts';
import { pressure } from '../../src/procfs/sources/pressure.ts';
import { vmstat } from '../../src/procfs/sources/vmstat.ts';
import type { Outgoing } from '../../src/rank/outbox.ts';
import { type Moment, Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { Decoder } from '../../src/wire/decoder.ts';
import { decodeLayout } from '../../src/wire/layouts.ts';
import { MAX_HEAD_BYTES, MOST_TAKEN, parseIncoming } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';

const NOON = Date.UTC(2026, 10, 25, 12);

interface Context {
  root: string;
}

const test = suite<Context>('samples parsed several at once');
test.before.each((context) => {
  context.root = mkdtempSync(path.join(tmpdir(), 'rankstat-batches-'));
  mkdirSync(path.join(context.root, 'block'));
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

/** What the files have at a tick; undefined: there is no such file. */
interface Kernel {
  readonly vmstat: string | undefined;
  readonly diskstats: string | undefined;
  readonly meminfo: string | undefined;
  /** By so much the wall clock is set before it, ms. */
  readonly step: number;
  readonly stride: number;
}

function lines(count: number, value: number | bigint): string {
  return Array.from({ length: count }, (_, nth) => `key_${nth} ${value}\n`).join('');
}

function disks(count: number, value: number): string {
  return Array.from({ length: count }, (_, nth) => `   8 ${nth} sd${nth}${` ${value}`.repeat(17)}\n`).join(
    '',
  );
}

const value = fc.oneof(fc.nat(1000), fc.constantFrom(2n ** 64n - 1n, 2n ** 53n + 1n));
const kernel: fc.Arbitrary<Kernel> = fc.record({
  vmstat: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constantFrom(2, 3), value).map((of) => lines(...of)) },
    // More than there is room for at first.
    { weight: 1, arbitrary: value.map((one) => lines(4000, one)) },
    fc.constantFrom(undefined, '', 'junk\n', 'a 1\nb\n', 'x y\n'.repeat(300)),
  ),
  diskstats: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(99)).map((of) => disks(...of)) },
    fc.constantFrom(undefined, 'junk\n'),
  ),
  meminfo: fc.constantFrom('MemTotal: 100 kB\n', 'MemTotal: 100 kB\nMemAvailable: 5 kB\n', undefined),
  step: fc.constantFrom(0, 0, 0, 0, 5000, -60_000),
  stride: fc.constantFrom(1, 1, 1, 2),
});

/** The records of these ticks, where so many are parsed at once, one number after the other; then one at a time. */
function recorded(root: string, kernels: readonly Kernel[], together: readonly number[]): Outgoing[] {
  const clock = new ManualClock(NOON);
  const readers = [vmstat, diskstats, meminfo].map(
    (source) => new SourceReader(source, { procfs: root, sysfs: root }),
  );
  const sampler = new Sampler(readers, clock, new Sender(3, 'abc123'));
  const records: Outgoing[] = [];
  const flush = () =>
    sampler.flush((record) => {
      records.push(record);
      return true;
    });
  const counts = [...together];
  for (const [tick, { step, stride, ...files }] of kernels.entries()) {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(root, name);
      if (text === undefined) {
        rmSync(file, { force: true });
        for (const reader of readers) if (reader.source.name === name) reader.close();
      } else writeFileSync(file, text);
    }
    clock.advance(1000);
    clock.set(clock.wall() + step);
    const moment: Moment = { kind: 'tick', tick, intervalMs: 1000, lateMs: tick / 7, stride };
    sampler.capture(tick === 0 ? { kind: 'baseline' } : moment);
    if (sampler.waiting < (counts[0] ?? 1)) continue;
    counts.shift();
    flush();
  }
  flush();
  sampler.close();
  return records;
}

/** The samples that records have, as a reader sees them. */
function samplesOf(records: readonly Outgoing[]): unknown[] {
  const layouts = new Map<string, ReturnType<typeof decodeLayout>>();
  const decoder = new Decoder((source, key) => layouts.get(`${source} ${key}`));
  let stride = 1;
  return records.flatMap(({ head, body }) => {
    const record = parseIncoming(head);
    if (record.type === 'layout') {
      const { source, key } = record;
      layouts.set(`${source} ${key}`, decodeLayout(source, key, body));
      return [];
    }
    assert.ok(record.type === 'samples');
    stride = record.stride ?? stride;
    return Array.from(decoder.decode(record, body), ({ taken, parts, numbers }) => ({
      taken,
      stride,
      parts: parts.map(({ source, names }) => [source, names?.rows]),
      numbers: Array.from({ length: numbers.length }, (_, at) => String(numbers.exact(at))),
    }));
  });
}

/** What holds of the records whatever is in them. */
function checkRecords(records: readonly Outgoing[]): void {
  let sinceKey = 0;
  for (const [nth, { seq, role, head, samples }] of records.entries()) {
    assert.is(seq, nth + 1);
    assert.ok(head.length <= MAX_HEAD_BYTES);
    const record = parseIncoming(head);
    if (record.type !== 'samples') continue;
    assert.equal([samples, role], [record.taken.length, record.base === 0 ? 'key' : 'delta']);
    sinceKey = (record.base === 0 ? 0 : sinceKey) + samples;
    assert.ok(sinceKey <= MOST_TAKEN);
  }
}

test('however many are parsed at once, the samples are the same', ({ root }) => {
  fc.assert(
    fc.property(
      fc.array(kernel, { minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 8 }),
      (kernels, together) => {
        const single = recorded(root, kernels, []);
        const several = recorded(root, kernels, together);
        checkRecords(single);
        checkRecords(several);
        const expected = samplesOf(single);
        assert.is(expected.length, kernels.length);
        assert.equal(samplesOf(several), expected);
        assert.equal(recorded(root, kernels, together), several); // Byte for byte.
      },
    ),
    { numRuns: 20 },
  );
});

const calm = (nth: number): Kernel => ({
  vmstat: `a ${nth}\n`,
  diskstats: '',
  meminfo: 'MemTotal: 100 kB\n',
  step: 0,
  stride: 1,
});

function heads(records: readonly Outgoing[]) {
  return records
    .map(({ head }) => JSON.parse(String(head)))
    .filter(({ type }) => type === 'samples')
    .map(({ seq, base, taken, stride }) => ({
      ...{ seq, base, ticks: taken.map(({ tick }: { tick: number | null }) => tick) },
      ...(stride === undefined ? {} : { stride }),
    }));
}

test('what is parsed at once is one record, but a key sample begins another, and so does another stride', ({
  root,
}) => {
  const kernels = Array.from({ length: 20 }, (_, nth) => ({ ...calm(nth), stride: nth < 18 ? 1 : 2 }));
  // The first three records are the layouts.
  assert.equal(heads(recorded(root, kernels, [1, 4, 13])), [
    { seq: 4, base: 0, ticks: [null] },
    { seq: 5, base: 4, ticks: [1, 2, 3, 4] },
    { seq: 6, base: 5, ticks: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] },
    { seq: 7, base: 0, ticks: [16, 17] },
    { seq: 8, base: 7, ticks: [18], stride: 2 },
    { seq: 9, base: 8, ticks: [19], stride: 2 },
  ]);
});

test('other names within a batch: what was before is told, then the layout, then what is after it', ({
  root,
}) => {
  const kernels = [0, 1, 2, 3].map((nth) => ({ ...calm(nth), diskstats: disks(nth < 2 ? 1 : 2, 7) }));
  const records = recorded(root, kernels, [4]);
  assert.equal(
    records.map(({ role, samples }) => [role, samples]),
    [
      ['essential', 0],
      ['essential', 0],
      ['essential', 0],
      ['key', 2],
      ['essential', 0],
      ['key', 2],
    ],
  );
});

test('errors of many samples do not make a head that is too long', ({ root }) => {
  // Each line that is quoted is as long as it can be, and each of its characters takes six bytes in JSON.
  const junk = `a ${'\u0001'.repeat(60)}\n`.repeat(6);
  const kernels = Array.from({ length: 16 }, (_, nth) => ({
    ...calm(nth),
    vmstat: `a ${nth}\n${junk}`,
    meminfo: `MemTotal: 100 kB\n${junk.replaceAll('a ', 'a: ')}`,
  }));
  const records = recorded(root, kernels, [16]);
  checkRecords(records);
  const counts = records.filter(({ samples }) => samples > 0).map(({ samples }) => samples);
  assert.ok(counts.length > 1 && counts.length < 16, String(counts));
  assert.is(samplesOf(records).length, 16);
});

test('a record that goes at once has the next sample of the batch stand alone', ({ root }) => {
  const clock = new ManualClock(NOON);
  const readers = [new SourceReader(vmstat, { procfs: root, sysfs: root })];
  const sampler = new Sampler(readers, clock, new Sender(3, 'abc123'));
  const roles: [string, number][] = [];
  for (const tick of [0, 1, 2, 3]) {
    writeFileSync(path.join(root, 'vmstat'), `a ${tick}\n`);
    sampler.capture({ kind: 'tick', tick, intervalMs: 1000, lateMs: 0, stride: tick < 2 ? 1 : 2 });
  }
  sampler.flush(({ role, samples }) => {
    roles.push([role, samples]);
    return role !== 'key'; // There is no room for it.
  });
  assert.equal(roles, [
    ['essential', 0],
    ['key', 2],
    ['key', 2],
  ]);
  sampler.close();
});

test('it is full with 16 samples, or when one more as long would not fit half a megabyte', ({ root }) => {
  const clock = new ManualClock(NOON);
  const fullAfter = (bytes: number) => {
    writeFileSync(path.join(root, 'vmstat'), 'a 1\n'.repeat(bytes / 4));
    const reader = new SourceReader(vmstat, { procfs: root, sysfs: root });
    const sampler = new Sampler([reader], clock, new Sender(0));
    do sampler.capture({ kind: 'tick', tick: sampler.waiting, intervalMs: 1000, lateMs: 0, stride: 1 });
    while (!sampler.isFull);
    sampler.close();
    return sampler.waiting;
  };
  assert.equal([4, 100 * 1024, 200 * 1024, 2048 * 1024].map(fullAfter), [16, 5, 2, 1]);
});

const MEMORY = (available: number) =>
  `MemTotal:       16384000 kB\nMemFree:          100000 kB\nMemAvailable:   ${String(available).padStart(8)} kB\n`;

test('memory is short with less than a tenth available, by what was read last', ({ root }) => {
  const clock = new ManualClock(NOON);
  const readers = [vmstat, meminfo].map((source) => new SourceReader(source, { procfs: root, sysfs: root }));
  const sampler = new Sampler(readers, clock, new Sender(0));
  writeFileSync(path.join(root, 'vmstat'), 'a 1\n');
  assert.is(sampler.isMemoryShort, false);
  const short = [1_638_400, 1_638_399, 8_000_000].map((available) => {
    writeFileSync(path.join(root, 'meminfo'), MEMORY(available));
    sampler.capture({ kind: 'final' });
    return sampler.isMemoryShort;
  });
  assert.equal(short, [false, true, false]);
  sampler.close();
});

test('that holds of the first sample, too, and whichever file tells of memory', ({ root }) => {
  const clock = new ManualClock(NOON);
  const sampler = new Sampler(
    [new SourceReader(meminfo, { procfs: root, sysfs: root })],
    clock,
    new Sender(0),
  );
  writeFileSync(path.join(root, 'meminfo'), MEMORY(1));
  sampler.capture({ kind: 'baseline' });
  assert.is(sampler.isMemoryShort, true);
  sampler.close();
});

test('memory is short, too, when tasks wait for it for a hundredth of the time', ({ root }) => {
  const clock = new ManualClock(NOON);
  const readers = [vmstat, pressure].map((source) => new SourceReader(source, { procfs: root, sysfs: root }));
  const sampler = new Sampler(readers, clock, new Sender(0));
  writeFileSync(path.join(root, 'vmstat'), 'a 1\n');
  mkdirSync(path.join(root, 'pressure'));
  const waits = (resource: string, percent: string) => {
    const line = `avg10=${percent} avg60=0.00 avg300=0.00 total=0\n`;
    writeFileSync(path.join(root, 'pressure', resource), `some ${line}full ${line}`);
  };
  for (const resource of ['cpu', 'io']) waits(resource, '99.00');
  const short = ['0.99', '1.00', '0.00'].map((percent) => {
    waits('memory', percent);
    sampler.capture({ kind: 'final' });
    return sampler.isMemoryShort;
  });
  assert.equal(short, [false, true, false]);
  sampler.close();
});

test('disks and interfaces that come within a batch are told, all that there are then', ({ root }) => {
  const clock = new ManualClock(NOON);
  const readers = [vmstat, diskstats, netdev].map(
    (source) => new SourceReader(source, { procfs: root, sysfs: root }),
  );
  const sampler = new Sampler(readers, clock, new Sender(0));
  mkdirSync(path.join(root, 'net'));
  /** What has come when these numbers of each were there, one sample after the other. */
  const cameOf = (...counts: readonly [disks: number, interfaces: number][]) => {
    for (const [some, others] of counts) {
      const interfaces = Array.from({ length: others }, (_, nth) => `  eth${nth}:${' 7'.repeat(16)}\n`);
      writeFileSync(path.join(root, 'vmstat'), 'a 1\n');
      writeFileSync(path.join(root, 'diskstats'), disks(some, 7));
      writeFileSync(path.join(root, 'net/dev'), ['|\n|\n', ...interfaces].join('').padEnd(256));
      sampler.capture({ kind: 'final' });
    }
    sampler.flush(() => true);
    return sampler.came;
  };
  assert.is(cameOf([1, 1]), undefined);
  const three = ['eth0', 'eth1', 'eth2'];
  assert.equal(cameOf([1, 2]), { disks: [], interfaces: ['eth0', 'eth1'], others: [] });
  assert.equal(cameOf([2, 2], [2, 3]), { disks: ['sd0', 'sd1'], interfaces: three, others: [] });
  assert.equal(cameOf([2, 4], [3, 4]), {
    disks: ['sd0', 'sd1', 'sd2'],
    interfaces: [...three, 'eth3'],
    others: [],
  });
  assert.is(cameOf([3, 4], [2, 3]), undefined);
  assert.equal(cameOf([4, 5]), {
    disks: ['sd0', 'sd1', 'sd2', 'sd3'],
    interfaces: [...three, 'eth3', 'eth4'],
    others: [],
  });
  sampler.close();
});

test.run();
