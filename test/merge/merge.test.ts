import { truncateSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from '../../src/merge/merge.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { job, journalOf, NOON, note, Scribe, start, stopAt } from '../gather/scribe.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ directory: string }>('merge');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-merge-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Merges a journal of these records; gives the file's text and what `merge` said. */
async function merged(directory: string, records: readonly RecordBytes[]) {
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, records);
  const result = await merge([journal], path.join(directory, 'a.json'));
  return { ...result, text: await readFile(result.path, 'utf8') };
}

/** Two hosts with ticks 0 to 3, both as they should be. */
function twoHosts(): RecordBytes[] {
  const one = new Scribe(0, 'node1');
  const two = new Scribe(1, 'node2');
  const records = [job(), ...one.hello(), ...two.hello()];
  records.push(one.sample(null, 500n, { kind: 'baseline' }), two.sample(null, 900n, { kind: 'baseline' }));
  records.push(start());
  for (const tick of [0, 1, 2, 3]) {
    records.push(two.sample(tick, 900n - BigInt(tick)), one.sample(tick, 500n + BigInt(tick)));
  }
  records.push(stopAt(3.6));
  records.push(one.sample(null, 600n, { kind: 'final', time: NOON + 3610 }), one.clock(0, 0), one.bye(3.61));
  records.push(
    two.sample(null, 800n, { kind: 'final', time: NOON + 3611 }),
    two.clock(-3.5, 0.2),
    two.bye(3.62),
  );
  return records;
}

test('two hosts: one line a sample, every digit of the numbers, ledger and header', async ({ directory }) => {
  const { text, damage } = await merged(directory, twoHosts());
  assert.equal(damage, []);
  const lines = text.split('\n');
  const from = lines.indexOf('"node1": [');
  assert.is(
    lines[from + 1],
    '{"timestamp":"2026-11-25T11:59:59.000Z","hostname":"node1","tick":null,"kind":"baseline",' +
      '"meminfo":{"MemTotal":18446744073709551615,"MemFree":500}},',
  );
  assert.is(
    lines[from + 3],
    '{"timestamp":"2026-11-25T12:00:01.000Z","hostname":"node1","tick":1,"late_ms":0.25,' +
      '"meminfo":{"MemTotal":18446744073709551615,"MemFree":501}},',
  );
  assert.is(lines[from + 7], '],');
  const file = JSON.parse(text);
  assert.is(file.num_samples, 12);
  assert.is(file.collection_interval_seconds, 1);
  assert.is(file.collection_method, 'mpi');
  assert.is(file.start_time, '2026-11-25T11:59:58.500Z');
  assert.is(file.end_time, '2026-11-25T12:00:03.600Z');
  assert.equal(file.hosts_requested, ['node1', 'node2']);
  assert.equal(file.hosts_collected, ['node1', 'node2']);
  assert.equal(
    file.samples_by_host.node2.map((sample: { meminfo: { MemFree: number } }) => sample.meminfo.MemFree),
    [900, 900, 899, 898, 897, 800],
  );
  assert.equal(file.host_status.node2, {
    status: 'complete',
    reason: null,
    rank: 1,
    first_sample: '2026-11-25T11:59:59.000Z',
    last_sample: '2026-11-25T12:00:03.611Z',
    samples: 6,
    ticks_expected: 4,
    ticks_sampled: 4,
    ticks_missed: 0,
    gaps: [],
    sources: { meminfo: { ticks_expected: 4, ticks_sampled: 4, ticks_missed: 0, reason: null } },
    clock_offset_ms: -3.5,
    clock_error_ms: 0.2,
    clock_steps: [],
    utc_offset_minutes: 60,
    late_ms: { p50: 0.25, p90: 0.25, p99: 0.25, max: 0.25 },
  });
  assert.equal(await readdir(directory), ['a.journal', 'a.json']);
});

test('a host that was killed is partial up to its last sample, one that never came is missing', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const two = new Scribe(1, 'node2');
  const records = [
    job({ expected: 3, hosts: ['node1', 'node2', 'node3'] }),
    ...one.hello(),
    ...two.hello(),
    start(),
  ];
  for (const tick of [0, 1, 2, 3]) {
    records.push(one.sample(tick, 5n));
    if (tick < 2) records.push(two.sample(tick, 7n));
  }
  records.push(stopAt(3.5), one.sample(null, 5n, { kind: 'final', time: NOON + 3500 }), one.bye(3.5));
  const { header, text } = await merged(directory, records);
  assert.equal(Object.keys(JSON.parse(text).samples_by_host), ['node1', 'node2']);
  assert.equal(header.hosts_requested, ['node1', 'node2', 'node3']);
  assert.equal(header.hosts_collected, ['node1', 'node2']);
  assert.is(header.host_status.node1?.status, 'complete');
  assert.is(header.host_status.node2?.status, 'partial');
  assert.is(
    header.host_status.node2?.reason,
    'no word from it after 2026-11-25T12:00:01.000Z: killed or cut off; 2 of 4 ticks missing',
  );
  assert.equal(header.host_status.node2?.gaps, [
    { from_tick: 2, to_tick: 3, reason: 'its collector had ended' },
  ]);
  assert.is(header.host_status.node3?.status, 'missing');
});

test('of hosts that never came, those that have said why have left nothing that could be looked for', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const schedule = { start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin' } as const;
  const absent = [{ host: 'node3', reason: 'no Node.js found' }];
  const { header, missing } = await merged(directory, [
    job({ expected: 3, hosts: ['node1', 'node2', 'node3'] }),
    ...one.hello(),
    note({ type: 'start', nth: 2, ...schedule, absent }),
  ]);
  assert.equal(missing, ['node2']);
  assert.is(header.host_status.node2?.reason, 'its collector never reached rank 0');
  assert.is(header.host_status.node3?.reason, 'its collector could not start: no Node.js found');
});

test('a host that came late, stopped for a while and dropped samples has gaps with their reasons', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const records = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start()];
  records.push(one.sample(2, 5n), one.sample(3, 5n), one.sample(6, 5n), one.lost(2), one.sample(9, 5n));
  records.push(stopAt(9.5), one.bye(9.5));
  const { header } = await merged(directory, records);
  assert.equal(header.host_status.node1?.gaps, [
    { from_tick: 0, to_tick: 1, reason: 'its collector was not there yet' },
    { from_tick: 4, to_tick: 5, reason: 'its collector did not run' },
    { from_tick: 7, to_tick: 8, reason: 'dropped: the outbox was full' },
  ]);
  assert.is(header.host_status.node1?.ticks_missed, 6);
  assert.is(header.host_status.node1?.status, 'partial');
});

test('two hosts of one name have keys of their own, and a host may be called __proto__', async ({
  directory,
}) => {
  const scribes = [new Scribe(0, 'node'), new Scribe(1, 'node', 'xyz789'), new Scribe(2, '__proto__')];
  const records = [job({ expected: 3, hosts: [] }), ...scribes.flatMap((scribe) => scribe.hello()), start()];
  for (const scribe of scribes) records.push(scribe.sample(0, 1n));
  const { header, text } = await merged(directory, records);
  assert.equal(header.hosts_collected, ['node', 'node#1', '__proto__']);
  assert.match(text, '\n"__proto__": [\n');
});

test('thinning: what came before the stride is thinned to it', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start('thin', 8)];
  for (const tick of [0, 1, 2, 3, 4, 5]) records.push(one.sample(tick, BigInt(tick)));
  for (const tick of [6, 8, 10]) records.push(one.sample(tick, BigInt(tick), { stride: 2 }));
  records.push(stopAt(10.5), one.bye(10.5));
  const { text, header } = await merged(directory, records);
  const ticks = JSON.parse(text).samples_by_host.node1.map((sample: { tick: number }) => sample.tick);
  assert.equal(ticks, [0, 2, 4, 6, 8, 10]);
  assert.is(header.num_samples, 6);
  assert.is(header.host_status.node1?.ticks_expected, 6);
  assert.is(header.host_status.node1?.status, 'complete');
});

test('a clock that is set in mid-run changes no count of ticks', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start()];
  for (const tick of [0, 1, 2]) records.push(one.sample(tick, 1n, { time: NOON + tick * 3_600_000 }));
  const reason = 'the benchmark has ended';
  records.push(
    note({ type: 'stop', nth: 9, time: NOON + 7_200_000, since_start_ms: 2500, reason }),
    one.bye(2.5),
  );
  const { header } = await merged(directory, records);
  assert.is(header.host_status.node1?.ticks_expected, 3);
  assert.is(header.host_status.node1?.status, 'complete');
});

test('ring: the last ticks stay', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [job({ expected: 1, hosts: ['node1'] }), ...one.hello(), start('ring', 5)];
  for (let tick = 0; tick < 10; tick++) records.push(one.sample(tick, 1n));
  records.push(stopAt(9.5), one.bye(9.5));
  const { text } = await merged(directory, records);
  const ticks = JSON.parse(text).samples_by_host.node1.map((sample: { tick: number }) => sample.tick);
  assert.equal(ticks, [7, 8, 9]);
});

test('samples that cannot be unpacked are not in the file, and missing with the reason', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello();
  const first = one.sample(0, 5n);
  const second = one.sample(1, 6n);
  const third = one.sample(2, 7n);
  assert.ok(first);
  const { text } = await merged(directory, [job(), hello!, layout!, start(), second, third]);
  const { samples_by_host, host_status } = JSON.parse(text);
  assert.equal(samples_by_host.node1, []);
  const { ticks_expected, ticks_sampled, ticks_missed, gaps } = host_status.node1;
  assert.equal([ticks_expected, ticks_sampled, ticks_missed], [3, 0, 3]);
  const reason = 'its record is damaged or lost in the journal';
  assert.equal(gaps, [{ from_tick: 0, to_tick: 2, reason }]);
});

test('a journal that a kill cut off gives all that is whole, and says where it ends', async ({
  directory,
}) => {
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, twoHosts());
  const whole = await merge([journal], path.join(directory, 'whole.json'));
  const { length } = await readFile(journal);
  await truncate(journal, length - 5);
  const cut = await merge([journal], path.join(directory, 'cut.json'));
  assert.is(whole.header.num_samples, 12);
  assert.is(cut.header.num_samples, 12); // Only the last record, a bye, is gone.
  assert.is(cut.damage.length, 1);
  assert.is(cut.header.host_status.node2?.status, 'partial');
});

test('what a rank left behind is merged with the journal of the gather, nothing twice', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const all = [...one.hello(), ...[0, 1, 2, 3].map((tick) => one.sample(tick, BigInt(tick)))];
  await journalOf(path.join(directory, 'gather.journal'), [job(), start(), ...all.slice(0, 4)]);
  await journalOf(path.join(directory, 'left.journal'), [
    job(),
    start(),
    ...all.slice(0, 2),
    ...all.slice(3),
  ]);
  const paths = ['gather.journal', 'left.journal'].map((name) => path.join(directory, name));
  const { header } = await merge(paths, path.join(directory, 'a.json'));
  assert.is(header.host_status.node1?.ticks_sampled, 4);
});

test('marks and the benchmark are in the header', async ({ directory }) => {
  const command = ['fio', '--name=x'];
  const records = [
    ...twoHosts(),
    note({ type: 'mark', nth: 3, time: NOON + 500, label: 'epoch 1' }),
    note({ type: 'benchmark', nth: 4, command, start: NOON, end: null, exit_code: null }),
    note({ type: 'benchmark', nth: 5, command, start: NOON, end: NOON + 3000, exit_code: 7 }),
  ];
  const { header } = await merged(directory, records);
  assert.equal(header.marks, [{ time: '2026-11-25T12:00:00.500Z', label: 'epoch 1' }]);
  assert.equal(header.benchmark, {
    type: 'training',
    command,
    start_time: '2026-11-25T12:00:00.000Z',
    end_time: '2026-11-25T12:00:03.000Z',
    exit_code: 7,
    launcher: 'slurm',
    job_id: '7',
    step_id: '0',
  });
});

test('a file that cannot be written leaves nothing behind', async ({ directory }) => {
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, twoHosts());
  await rejects(merge([journal], path.join(directory, 'not/there.json')), /ENOENT/);
  await writeFile(path.join(directory, 'empty.journal'), 'rankstat journal 1\n');
  await rejects(
    merge([path.join(directory, 'empty.journal')], path.join(directory, 'b.json')),
    /what the job was/,
  );
  assert.equal(await readdir(directory), ['a.journal', 'empty.journal']);
});

/** Which files of a folder this process has open. */
async function openIn(directory: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(directory));
}

test('a journal that is cut off while it is merged: no file, not even half of one, and nothing is open', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const records = [job(), ...one.hello(), start()];
  for (let tick = 0; tick < 600; tick++) records.push(one.sample(tick, 500n));
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, records);
  const cut = async () =>
    await merge([journal], path.join(directory, 'a.json'), () => truncateSync(journal, 10_000));
  await rejects(cut(), /a\.journal changed at byte \d+ while it was read$/);
  assert.equal(await readdir(directory), ['a.journal']);
  assert.equal(await openIn(directory), []);
});

test('nothing is open when it is done', async ({ directory }) => {
  await merged(directory, twoHosts());
  assert.equal(await openIn(directory), []);
});

test('a host has not finished if one of its processes has not: that can have left more', async ({
  directory,
}) => {
  const killed = new Scribe(0, 'node1');
  const again = new Scribe(0, 'node1', 'def456');
  const other = new Scribe(1, 'node2');
  const { unfinished } = await merged(directory, [
    ...[job(), start(), ...killed.hello(), killed.sample(0, 5n)],
    ...[...again.hello(), again.sample(1, 5n), again.bye(2)],
    ...[...other.hello(), other.sample(0, 5n), other.bye(2)],
  ]);
  assert.equal(unfinished, ['node1']);
});

test('a long merge tells how far it is, in bytes of samples', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [job(), ...one.hello(), start()];
  for (let tick = 0; tick < 1500; tick++) records.push(one.sample(tick, 500n));
  const journal = path.join(directory, 'a.journal');
  await journalOf(journal, records);
  const shares: number[] = [];
  await merge([journal], path.join(directory, 'a.json'), (share) => shares.push(Math.round(30 * share)));
  // After each 500 samples, all of nearly the same size: a third, two thirds, all.
  assert.equal(shares, [10, 20, 30]);
});

test.run();
