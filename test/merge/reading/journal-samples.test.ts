import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../../src/exact/numbers.ts';
import { mergedHosts } from '../../../src/merge/hosts.ts';
import { journalSamples } from '../../../src/merge/reading/journal-samples.ts';
import { replay } from '../../../src/merge/replay.ts';
import { layoutKey } from '../../../src/wire/layouts.ts';
import { Packer } from '../../../src/wire/pack.ts';
import { encodeHead, type RecordBytes } from '../../../src/wire/records.ts';
import { job, journalOf, NOON, Scribe, start } from '../../gather/scribe.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string; journal: string }>('samples of journals');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-journal-samples-'));
  context.journal = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** All samples of a journal of these records. */
async function* samplesOf(journal: string, records: readonly RecordBytes[], isWanted = () => true) {
  await journalOf(journal, records);
  const replayed = await replay([journal]);
  yield* journalSamples(replayed, mergedHosts(replayed), isWanted);
}

async function all<T>(of: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of of) found.push(one);
  return found;
}

/** How often this process has a file open. */
async function timesOpen(file: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target === file).length;
}

const MEMINFO = { MemTotal: 2n ** 64n - 1n, MemFree: 5 };
const hostname = 'node1';

test('what is known of a sample is a member of it, and nothing else', async ({ journal }) => {
  const one = new Scribe(0, hostname);
  const records = [
    ...[job({ expected: 1, hosts: [hostname] }), start(), ...one.hello()],
    one.sample(null, 5n, { kind: 'baseline' }),
    one.sample(1, 5n),
    one.sample(2, 5n, { step: -3000, errors: { vmstat: 'EACCES' } }),
  ];
  const samples = await all(samplesOf(journal, records));
  const at = (second: string) => ({ timestamp: `2026-11-25T${second}.000Z`, hostname });
  assert.equal(
    samples.map(({ sample }) => Object.entries(sample)),
    [
      { ...at('11:59:59'), tick: null, kind: 'baseline', meminfo: MEMINFO },
      { ...at('12:00:01'), tick: 1, late_ms: 0.25, meminfo: MEMINFO },
      {
        ...{ ...at('12:00:02'), tick: 2, late_ms: 0.25, clock_step_ms: -3000 },
        ...{ errors: { vmstat: 'EACCES' }, meminfo: MEMINFO },
      },
    ].map(Object.entries),
  );
  assert.equal(
    samples.map(({ host, where }) => [host, where.replace(/byte \d+/, 'byte n')]),
    [1, 2, 3].map((nth) => [hostname, `${journal}, byte n, sample ${nth} of node1`]),
  );
});

/** A layout record of rank 0, and which numbers samples have by it. */
function layoutOf(seq: number, source: string, names: readonly string[], columns: number) {
  const body = Buffer.from(JSON.stringify({ names, columns }));
  const key = layoutKey(source, body);
  const head = encodeHead({ type: 'layout', rank: 0, id: 'abc123', seq, source, key });
  const part: [string, string, number] = [source, key, names.length * columns];
  return { record: { head, body }, part };
}

/** A key sample of rank 0 with these numbers. */
function keySample(
  seq: number,
  tick: number,
  layouts: [string, string, number][],
  values: readonly bigint[],
) {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  const packer = new Packer();
  packer.begin();
  packer.key(numbers);
  const taken = [{ time: NOON + 1000 * tick, tick, late: 0 }];
  const head = encodeHead({ type: 'samples', rank: 0, id: 'abc123', seq, base: 0, layouts, taken });
  return { head, body: packer.end() };
}

test('sources come in the order of the file, whatever their order in the journal, each with its own numbers', async ({
  journal,
}) => {
  const [hello] = new Scribe(0, hostname).hello() as [RecordBytes];
  const load = layoutOf(2, 'loadavg', ['loadavg'], 5);
  const memory = layoutOf(3, 'meminfo', ['MemFree'], 1);
  const old = layoutOf(4, 'vmstat', ['pgpgin'], 1);
  const parts = [load.part, old.part, memory.part];
  const records = [
    ...[job(), start(), hello, load.record, memory.record], // The names of vmstat are lost.
    keySample(5, 0, parts, [25n, 50n, 75n, 3n, 400n, 7n, 9000n]),
    keySample(6, 1, [memory.part, load.part], [8000n, 26n, 50n, 75n, 3n, 401n]),
  ];
  const samples = await all(samplesOf(journal, records));
  const [first, second] = samples.map(({ sample }) => sample);
  const facts = ['timestamp', 'hostname', 'tick', 'late_ms'];
  assert.equal(Object.keys(first ?? {}), [...facts, 'errors', 'meminfo', 'loadavg']);
  assert.equal(Object.keys(second ?? {}), [...facts, 'meminfo', 'loadavg']);
  assert.equal([first?.meminfo, second?.meminfo], [{ MemFree: 9000 }, { MemFree: 8000 }]);
  assert.equal(Object.values(first?.loadavg ?? {})[0], 0.25);
  assert.equal(Object.values(second?.loadavg ?? {})[0], 0.26);
  assert.equal(Object.keys(first?.errors ?? {}), ['vmstat']);
});

test('what is not wanted is not there', async ({ journal }) => {
  const one = new Scribe(0, hostname);
  const records = [job(), start(), ...one.hello(), one.sample(0, 5n)];
  const [found] = await all(samplesOf(journal, records, () => false));
  assert.equal(found?.sample.meminfo, {});
});

test('journals are closed when they end, and when they are left', async ({ journal }) => {
  const one = new Scribe(0, hostname);
  const records = [job(), start(), ...one.hello(), one.sample(0, 5n), one.sample(1, 5n)];
  await journalOf(journal, records);
  const replayed = await replay([journal]);
  for (const leaves of [false, true]) {
    for await (const _ of journalSamples(replayed, mergedHosts(replayed), () => true)) {
      assert.is(await timesOpen(journal), 1);
      if (leaves) break;
    }
    assert.is(await timesOpen(journal), 0);
  }
});

test('a record that cannot be unpacked is an error that says where', async ({ journal }) => {
  const one = new Scribe(0, hostname);
  const before = [job(), start(), ...one.hello(), one.sample(0, 5n)];
  const next = one.sample(1, 5n);
  // MemTotal is 2^64 - 1 already: one more.
  const beyond = { head: next.head, body: Buffer.from([2, 0, 0]) };
  const offset = before.reduce((sum, { head, body }) => sum + 12 + head.length + body.length, 19);
  const told = new RegExp(`a\\.journal, byte ${offset}: a packed number is beyond 64 bits$`);
  await rejects(all(samplesOf(journal, [...before, beyond])), told);
});

test('now and then a signal has its turn, and not at each sample', async ({ journal }) => {
  const one = new Scribe(0, hostname);
  const records = [job(), start(), ...one.hello()];
  for (let tick = 0; tick < 1200; tick++) records.push(one.sample(tick, 5n));
  await journalOf(journal, records);
  const replayed = await replay([journal]);
  const turns: number[] = [];
  let nth = 0;
  const turn = () => {
    turns.push(nth);
    immediate = setImmediate(turn);
  };
  let immediate = setImmediate(turn);
  for await (const _ of journalSamples(replayed, mergedHosts(replayed), () => true)) nth++;
  clearImmediate(immediate);
  assert.equal([...new Set(turns)], [500, 1000]);
});

test.run();
