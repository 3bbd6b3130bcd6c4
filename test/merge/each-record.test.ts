import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { JOURNAL_MAGIC, readFrame } from '../../src/wire/journal/frames.ts';
import { rejects } from '../rejects.ts';
import { recordJournal } from './recorded.ts';

const HOSTS = 3;
const TICKS = 17;

interface Placed {
  readonly from: number;
  readonly to: number;
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

interface Series {
  readonly host_status: Readonly<Record<string, Status>>;
  readonly samples_by_host: Readonly<Record<string, readonly object[]>>;
  readonly [key: string]: unknown;
}

interface Counted {
  readonly ticks_expected: number;
  readonly ticks_sampled: number;
  readonly ticks_missed: number;
}

interface Status extends Counted {
  readonly status: string;
  readonly reason: string | null;
  readonly gaps: readonly { from_tick: number; to_tick: number; reason: string }[];
  readonly sources: Readonly<Record<string, Counted>>;
}

interface Context {
  bytes: Buffer;
  records: Placed[];
  whole: Series;
  /** What is made of a journal with these bytes. */
  recovered: (bytes: Buffer) => Promise<Series>;
}

/** What of a journal of three hosts is lost when a record of it, or a block of the disk, is: no more than that. */
const test = suite<Context>('a journal of which each record in its turn is damaged');
const directory = mkdtempSync(path.join(tmpdir(), 'rankstat-each-record-'));

test.before(async (context) => {
  const original = path.join(directory, 'original.journal');
  await recordJournal(directory, original, { hosts: HOSTS, ticks: TICKS });
  context.bytes = readFileSync(original);
  context.records = recordsOf(context.bytes);
  const file = path.join(directory, 'damaged.journal');
  context.recovered = async (bytes) => {
    writeFileSync(file, bytes);
    const { path: made } = await merge([file], path.join(directory, 'damaged.json'));
    assert.equal(await validateSeries(made), []);
    return JSON.parse(readFileSync(made, 'utf8'));
  };
  context.whole = await context.recovered(context.bytes);
});
test.after(() => rmSync(directory, { recursive: true }));

function recordsOf(bytes: Buffer): Placed[] {
  const records: Placed[] = [];
  for (let at = JOURNAL_MAGIC.length; at < bytes.length; ) {
    const frame = readFrame(bytes, at);
    if (typeof frame !== 'object') throw new Error(`no record at byte ${at}`);
    const body = Buffer.from(frame.body);
    records.push({ from: at, to: at + frame.length, head: JSON.parse(String(frame.head)), body });
    at += frame.length;
  }
  return records;
}

function isOf({ head }: Placed, rank: number): boolean {
  return head.rank === rank;
}

/** Sequence numbers of the records of a rank that are nowhere else in the journal. */
function lostOf(rank: number, lost: ReadonlySet<Placed>, records: readonly Placed[]): number[] {
  const there = new Set(
    records.filter((one) => isOf(one, rank) && !lost.has(one)).map(({ head }) => head.seq),
  );
  const seqs = records.filter((one) => isOf(one, rank)).map(({ head }) => Number(head.seq));
  return [...new Set(seqs)].filter((seq) => !there.has(seq));
}

/** The samples of a rank that cannot be had: those whose records are lost, and those up to the next key sample. */
function lostSamples(rank: number, lost: ReadonlySet<Placed>, records: readonly Placed[]): Set<number> {
  const gone = new Set<number>();
  let isBroken = false;
  const samples = records.filter((one) => isOf(one, rank) && one.head.type === 'samples');
  for (const [nth, record] of samples.entries()) {
    if (record.head.base === 0) isBroken = false;
    isBroken ||= lost.has(record);
    if (isBroken) gone.add(nth);
  }
  return gone;
}

/** Whether what was made is what is there, with exactly this loss in values and ledger. */
function assertLoss(
  made: Series,
  lost: ReadonlySet<Placed>,
  { records, whole }: Context,
  what: string,
): void {
  for (let rank = 0; rank < HOSTS; rank++) {
    const host = `node${rank}`;
    const gone = lostSamples(rank, lost, records);
    const all = whole.samples_by_host[host] ?? [];
    const left = all.filter((_, nth) => !gone.has(nth));
    assert.equal(made.samples_by_host[host], left, `${what}: samples of ${host}`);
    const status = made.host_status[host];
    const before = whole.host_status[host];
    assert.ok(status !== undefined && before !== undefined);
    // Baseline, the ticks, final.
    const ticks = [...gone].filter((nth) => nth > 0 && nth <= TICKS).map((nth) => nth - 1);
    assertAddsUp(status, what);
    assert.is(status.ticks_expected, TICKS, what);
    assert.is(status.ticks_missed, ticks.length, `${what}: ticks missed of ${host}`);
    const inGaps = status.gaps.flatMap(({ from_tick, to_tick }) => range(from_tick, to_tick));
    assert.equal(inGaps, ticks, `${what}: gaps of ${host}`);
    if (lostOf(rank, lost, records).length === 0) assert.equal(status, before, `${what}: ${host} is whole`);
    else {
      assert.is(status.status, 'partial', `${what}: ${host}`);
      assert.match(status.reason ?? '', /damaged/, `${what}: ${host}: ${status.reason}`);
      for (const { reason } of status.gaps)
        assert.match(reason, /damaged/, `${what}: ${JSON.stringify(status.gaps)}`);
    }
  }
  for (const key of ['marks', 'benchmark', 'start_time', 'end_time', 'host_info', 'hosts_requested']) {
    assert.equal(made[key], whole[key], `${what}: ${key}`);
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, nth) => from + nth);
}

function assertAddsUp({ sources, ...host }: Status, what: string): void {
  for (const one of [host, ...Object.values(sources)]) {
    assert.is(one.ticks_expected, one.ticks_sampled + one.ticks_missed, what);
    assert.is(one.ticks_expected, host.ticks_expected, what);
  }
}

function changed(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 0x10;
  return damaged;
}

test('whole, it is complete, and a key sample comes after 15 others at most', ({ records, whole }) => {
  for (let rank = 0; rank < HOSTS; rank++) {
    assert.is(whole.host_status[`node${rank}`]?.status, 'complete');
    const samples = records.filter((one) => isOf(one, rank) && one.head.type === 'samples');
    const keys = samples.flatMap(({ head }, nth) => (head.base === 0 ? [nth] : []));
    // The baseline and tick 15; node2 has another disk from tick 5 on.
    assert.equal(keys, rank === 2 ? [0, 6] : [0, 16]);
  }
});

test('all but samples, clocks and byes stand there twice, 4 KiB apart', ({ records }) => {
  const places = new Map<string, Placed[]>();
  for (const record of records) {
    const { type, rank = '', seq = '', nth = '' } = record.head;
    const name = `${type} ${rank} ${seq} ${nth}`;
    places.set(name, [...(places.get(name) ?? []), record]);
  }
  for (const [name, [first, second, ...more]] of places) {
    assert.equal(more, [], name);
    if (/^(samples|clock|bye|pad) /.test(name)) assert.is(second, undefined, name);
    else assert.ok(first && second && second.from - first.to >= 4096, name);
  }
});

test('the content of a layout that hosts share stands there twice, too', ({ records }) => {
  const contents = records.filter(({ head, body }) => head.type === 'layout' && body.length > 0);
  const keys = contents.map(({ head }) => head.key);
  // diskstats with one disk and with two, vmstat, loadavg.
  assert.equal([keys.length, new Set(keys).size], [8, 4]);
  const all = records.filter(({ head }) => head.type === 'layout');
  assert.is(all.length, 2 * (3 * HOSTS + 1));
});

const PARTS: Readonly<Record<string, (record: Placed) => number>> = {
  'a length': ({ from }) => from,
  'the sum': ({ from }) => from + 9,
  'the head': ({ from }) => from + 20,
  'its last byte': ({ to }) => to - 1,
};
for (const [part, placeIn] of Object.entries(PARTS)) {
  test(`a byte of ${part}`, async (context) => {
    for (const record of context.records) {
      const made = await context.recovered(changed(context.bytes, placeIn(record)));
      const { type, rank = '', seq = '' } = record.head;
      assertLoss(made, new Set([record]), context, `${part} of ${type} ${rank}.${seq}`);
    }
  });
}

test('a record that is cut out, or is there once more', async (context) => {
  const { bytes, records } = context;
  for (const record of records) {
    const { from, to } = record;
    const what = JSON.stringify(record.head);
    const half = from + ((to - from) >> 1);
    const cut = Buffer.concat([bytes.subarray(0, half), bytes.subarray(to)]);
    assertLoss(await context.recovered(cut), new Set([record]), context, `cut: ${what}`);
    const again = bytes.subarray(from, to);
    const twice = Buffer.concat([bytes.subarray(0, to), again, bytes.subarray(to), again]);
    assert.equal(await context.recovered(twice), context.whole, `twice more: ${what}`);
  }
});

test('a block of 4 KiB that is zeros', async (context) => {
  const { bytes, records } = context;
  for (let at = JOURNAL_MAGIC.length; at < bytes.length; at += 1021) {
    const damaged = Buffer.from(bytes);
    damaged.fill(0, at, Math.min(at + 4096, bytes.length));
    const lost = new Set(records.filter(({ from, to }) => from < at + 4096 && to > at));
    assertLoss(await context.recovered(damaged), lost, context, `from byte ${at}`);
  }
});

test('an end that is cut off: what is before it is there, and it adds up', async (context) => {
  const { bytes, records, recovered, whole } = context;
  const job = records[0]!;
  for (let at = JOURNAL_MAGIC.length; at < bytes.length; at += 509) {
    const cut = Buffer.from(bytes.subarray(0, at));
    if (at < job.to) {
      await rejects(recovered(cut), /no record says what the job was/);
      continue;
    }
    const made = await recovered(cut);
    const lost = new Set(records.filter(({ to }) => to > at));
    for (const [host, status] of Object.entries(made.host_status)) {
      assertAddsUp(status, `cut at byte ${at}`);
      const gone = lostSamples(Number(host.slice(4)), lost, records);
      const left = (whole.samples_by_host[host] ?? []).filter((_, nth) => !gone.has(nth));
      assert.equal(made.samples_by_host[host] ?? [], left, `cut at byte ${at}: ${host}`);
    }
  }
});

test.run();
