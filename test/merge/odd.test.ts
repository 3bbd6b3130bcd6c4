import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { bareRecord, type RecordBytes } from '../../src/wire/records.ts';
import { job, journalOf, NOON, Scribe, start, stopAt } from '../gather/scribe.ts';

/** Journals that no undisturbed job writes. Whatever they say, the file is valid. */
const test = suite<{ directory: string }>('merge of odd journals');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-odd-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Merges journals of these records, in the order in which they are given. */
async function merged(directory: string, ...journals: readonly (readonly RecordBytes[])[]) {
  const paths = journals.map((_, nth) => path.join(directory, `${nth}.journal`));
  await mkdir(directory, { recursive: true });
  for (const [nth, records] of journals.entries()) await journalOf(paths[nth] ?? '', records);
  const result = await merge(paths, path.join(directory, 'a.json'));
  assert.equal(await validateSeries(result.path), []);
  return { ...result, file: JSON.parse(await readFile(result.path, 'utf8')) };
}

const ticks = (samples: readonly { tick: number | null }[]) => samples.map(({ tick }) => tick);
const SECOND = {
  type: 'start',
  nth: 2,
  start: NOON,
  interval_ms: 1000,
  max_samples: 3600,
  on_full: 'thin',
} as const;
const alone = { expected: 1, hosts: ['node1'] };

test('ten thousand nodes with long names are named in one record', async ({ directory }) => {
  const hosts = Array.from(
    { length: 10_000 },
    (_, nth) => `compute-rack-07-node-${String(nth).padStart(5, '0')}`,
  );
  const one = new Scribe(0, hosts[0] ?? '');
  const { file, damage } = await merged(directory, [
    job({ expected: 10_000, hosts }),
    ...one.hello(),
    one.sample(null, 5n),
  ]);
  assert.equal([damage, Object.keys(file.host_status).length], [[], 10_000]);
});

test('what a rank kept for itself follows what the gather got, in whatever order they are given', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const got = [one.sample(0, 5n), one.sample(1, 6n)];
  const kept = [one.sample(2, 7n), one.sample(3, 9n), one.bye(3.5)];
  const gather = [job(alone), hello, layout, start(), ...got, stopAt(3.5)];
  const own = [job({ ...alone, kept_by: 0 }), start(), hello, layout, ...kept];
  for (const [nth, order] of [
    [gather, own],
    [own, gather],
  ].entries()) {
    const { file, unfinished } = await merged(path.join(directory, String(nth)), ...order);
    assert.equal(ticks(file.samples_by_host.node1), [0, 1, 2, 3]);
    assert.equal([file.host_status.node1.status, unfinished], ['complete', []]);
  }
});

test('who has not said bye may have kept something', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const { unfinished } = await merged(directory, [
    job(alone),
    ...one.hello(),
    start(),
    one.sample(0, 5n),
    stopAt(3),
  ]);
  assert.equal(unfinished, ['node1']);
});

test('another process of a rank on another host is another host', async ({ directory }) => {
  const one = new Scribe(0, 'alpha');
  const other = new Scribe(0, 'beta', 'def456');
  const { file } = await merged(directory, [
    job({ expected: 1, hosts: ['alpha'] }),
    ...one.hello(),
    start(),
    one.sample(0, 5n),
    ...other.hello(),
    other.sample(1, 6n),
    stopAt(1.5),
  ]);
  assert.equal([ticks(file.samples_by_host.alpha), ticks(file.samples_by_host.beta)], [[0], [1]]);
});

test('a process that follows another in the middle of a tick does not sample it again', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const other = new Scribe(0, 'node1', 'def456');
  const { file } = await merged(directory, [
    job(alone),
    ...one.hello(),
    start(),
    one.sample(0, 5n),
    one.sample(1, 5n),
    ...other.hello(),
    other.sample(1, 6n),
    other.sample(2, 6n),
    stopAt(2.5),
  ]);
  assert.equal(ticks(file.samples_by_host.node1), [0, 1, 2]);
});

test('a tick that is not behind the one before is left out, and told', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [
    job(alone),
    ...one.hello(),
    start(),
    one.sample(3, 5n),
    one.sample(3, 6n),
    one.sample(2, 6n),
  ];
  const { file, damage } = await merged(directory, [...records, stopAt(4)]);
  assert.equal(ticks(file.samples_by_host.node1), [3]);
  assert.equal(
    damage.map(({ problem }) => problem),
    ['tick 3 comes after 3', 'tick 2 comes after 3'],
  );
});

test('a tick in a far future costs that host its ledger, and no memory', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const far = 2 ** 31 - 1;
  const { file } = await merged(directory, [
    job(alone),
    ...one.hello(),
    start(),
    one.sample(far, 5n),
    stopAt(4),
  ]);
  const { ticks_expected, ticks_sampled, gaps } = file.host_status.node1;
  assert.equal([ticks_expected, ticks_sampled], [far + 1, 1]);
  assert.equal(gaps, [{ from_tick: 0, to_tick: far - 1, reason: 'its collector was not there yet' }]);
});

test('a tick that no date can be told of is left out, and told', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const far = 2 ** 31;
  const daily = bareRecord({
    type: 'start',
    nth: 2,
    start: 0,
    interval_ms: 86_400_000,
    max_samples: 4,
    on_full: 'thin',
  });
  const records = [job(alone), ...one.hello(), daily, one.sample(0, 5n), one.sample(far, 5n)];
  const { file, damage } = await merged(directory, records);
  assert.equal(ticks(file.samples_by_host.node1), [0]);
  assert.equal(
    damage.map(({ problem }) => problem),
    [`tick ${far} is beyond all dates`],
  );
});

test('without the schedule as many ticks were expected as were sampled', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const { file } = await merged(directory, [
    job(alone),
    ...one.hello(),
    one.sample(7, 5n),
    one.sample(8, 5n),
  ]);
  const { ticks_expected, ticks_missed, gaps } = file.host_status.node1;
  assert.equal([ticks_expected, ticks_missed, gaps], [2, 0, []]);
});

test('a host whose samples depend on one that is lost has no good sample', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  one.sample(null, 5n, { kind: 'baseline' }); // It is not in the journal.
  const lost = [one.sample(0, 5n), one.sample(1, 5n)];
  const { file } = await merged(directory, [job(alone), ...hello, start(), ...lost, stopAt(2)]);
  assert.equal(file.hosts_collected, []);
  assert.equal(file.samples_by_host.node1, []);
  assert.is(file.host_status.node1.status, 'missing');
  assert.match(
    file.host_status.node1.reason,
    /; 2 of 2 ticks missing; 1 of its records are not in the journals/,
  );
});

test('a host of which a layout is lost has no good sample', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const [hello] = one.hello() as [RecordBytes, RecordBytes];
  const { file } = await merged(directory, [job(alone), hello, start(), one.sample(0, 5n), stopAt(1)]);
  assert.equal(file.hosts_collected, []);
  const lost = 'what its numbers are is lost: the journal is damaged';
  assert.equal(file.samples_by_host.node1[0].errors, { meminfo: lost });
  const { status, reason, sources } = file.host_status.node1;
  assert.is(status, 'partial');
  assert.match(
    reason,
    /^no word from it after .*; no source could be read: none is there; 1 of 1 ticks missing; /,
  );
  assert.equal(sources, { meminfo: { ticks_expected: 1, ticks_sampled: 0, ticks_missed: 1, reason: lost } });
});

test('ticks of a rank that never found rank 0 are those of the job', async ({ directory }) => {
  const [zero, never] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const gather = [
    job(),
    start(),
    ...zero.hello(),
    ...[0, 1, 2, 3, 4, 5].map((tick) => zero.sample(tick, 5n)),
  ];
  const late = bareRecord({ ...SECOND, start: NOON + 3000 });
  const at = (tick: number) => never.sample(tick, 5n, { time: NOON + (tick + 3) * 1000 });
  const own = [job({ kept_by: 1 }), late, ...never.hello(), at(0), at(1), never.bye(4.5)];
  const { file } = await merged(directory, [...gather, zero.bye(5.5), stopAt(5.5)], own);
  assert.equal(ticks(file.samples_by_host.node1), [0, 1, 2, 3, 4, 5]);
  assert.equal(ticks(file.samples_by_host.node2), [3, 4]);
  assert.equal(file.host_status.node2.gaps, [
    { from_tick: 0, to_tick: 2, reason: 'its collector was not there yet' },
    { from_tick: 5, to_tick: 5, reason: 'its collector had ended' },
  ]);
});

test('a start of its own at the end of all dates changes no tick', async ({ directory }) => {
  const [zero, never] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const gather = [job(), start(), ...zero.hello(), zero.sample(0, 5n), zero.bye(0.5), stopAt(0.5)];
  const last = bareRecord({ ...SECOND, start: 253_402_300_799_999 });
  const own = [job({ kept_by: 1 }), last, ...never.hello(), never.sample(0, 5n), never.bye(0.5)];
  const { file } = await merged(directory, gather, own);
  assert.equal(ticks(file.samples_by_host.node2), [0]);
});

/** MemTotal, which is 2^64 - 1, and one more. */
const BEYOND = Buffer.from([2, 0, 0]);

test('a number beyond 64 bits costs its record, and what depends on it, not the file', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const two = new Scribe(1, 'node2');
  const own = [...one.hello(), one.sample(0, 5n), one.sample(1, 6n)];
  const { head } = one.sample(2, 7n);
  const bad = { head, body: BEYOND };
  // Its copy is no better.
  const records = [...own, bad, bad, one.sample(3, 8n), one.bye(3.5), ...two.hello(), two.sample(0, 5n)];
  const { file, damage } = await merged(directory, [job(), start(), ...records, stopAt(3.5)]);
  assert.equal(ticks(file.samples_by_host.node1), [0, 1]);
  assert.equal(ticks(file.samples_by_host.node2), [0]);
  const { status, ticks_expected, ticks_sampled, gaps, reason } = file.host_status.node1;
  assert.equal([status, ticks_expected, ticks_sampled], ['partial', 4, 2]);
  assert.equal(gaps, [{ from_tick: 2, to_tick: 3, reason: 'its record is damaged or lost in the journal' }]);
  assert.match(reason, /1 of its records are damaged or lost in the journal/);
  const problem = 'a packed number is beyond 64 bits';
  assert.equal(
    damage.map((one) => one.problem),
    [problem, problem],
  );
});

test('a record that lies out of order and cannot be unpacked costs no more than one that lies in order', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const first = [...one.hello(), one.sample(0, 5n)];
  const [second, { head }] = [one.sample(1, 6n), one.sample(2, 7n)];
  const cut = { head, body: Buffer.from([0]) };
  const { file, damage } = await merged(directory, [
    job(alone),
    start(),
    ...first,
    cut,
    second,
    one.bye(2.5),
    stopAt(2.5),
  ]);
  assert.equal(ticks(file.samples_by_host.node1), [0, 1]);
  assert.is(file.host_status.node1.ticks_missed, 1);
  assert.is(damage[0]?.problem, 'the packed body ends within a number');
});

test('a copy that says something else changes nothing of what depends on the first', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const [first, second, third] = [one.sample(0, 5n), one.sample(1, 6n), one.sample(2, 7n)];
  const facts = JSON.parse(String(Buffer.from(second.head)));
  const wider = { ...facts, base: 0, layouts: [['loadavg', 'AAAAAAAAAAA', 3]] };
  const other = { head: Buffer.from(JSON.stringify(wider)), body: Buffer.from([0, 2]) };
  const records = [hello, layout, first, second, other, third, one.bye(2.5)];
  const { file, damage } = await merged(directory, [job(alone), start(), ...records, stopAt(2.5)]);
  assert.equal([damage, ticks(file.samples_by_host.node1)], [[], [0, 1, 2]]);
});

test('a sample that has a source twice, or more numbers than any host, is refused', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const { head } = one.sample(0, 5n);
  const facts = JSON.parse(String(Buffer.from(head)));
  const [[source, key]] = facts.layouts;
  const of = (layouts: unknown[], numbers: number[]) => ({
    head: Buffer.from(JSON.stringify({ ...facts, layouts })),
    body: Buffer.from(numbers),
  });
  const twice = of([...facts.layouts, ...facts.layouts], [0, 3]);
  // Two times two million zeros, less one.
  const most = ['cpu', source].map((name) => [name, key, 2_000_000]);
  const large = of(most, [0, 0xff, 0x91, 0xf4, 0x01]);
  const records = [job(alone), start(), ...hello, twice, large, one.bye(0.5), stopAt(0.5)];
  const { damage } = await merged(directory, records);
  assert.equal(
    damage.map(({ problem }) => problem),
    ['layouts: a source is there twice', 'a sample has 4000000 numbers'],
  );
});

test.run();
