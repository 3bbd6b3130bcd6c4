import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { ask } from '../../src/wire/client.ts';
import { readFrame } from '../../src/wire/journal/frames.ts';
import { JournalClient } from '../../src/wire/journal-client.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { MAX_PIECE_BYTES, parseIncoming, parseJournalHead } from '../../src/wire/records.ts';
import { type GatherJob, startCollector, untilStatus, withGather } from './rig.ts';

const test = suite<GatherJob>('a gather with ranks, over real sockets into a real file');
withGather(test);

const TIMEOUT_MS = 5000;

/** Has two hosts sample some ticks. */
async function sampling(job: GatherJob) {
  const ranks = [
    startCollector(job, { rank: 0, hostname: 'a' }),
    startCollector(job, { rank: 1, hostname: 'b' }),
  ];
  await untilStatus(job, ({ samples }) => samples >= 10);
  return ranks;
}

/** The types of the records that these bytes are. */
function typesIn(bytes: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const frame = readFrame(bytes, at);
    assert.ok(typeof frame === 'object', `no record at ${at}`);
    types.push(parseJournalHead(frame.head).type);
    at += frame.length;
  }
  return types;
}

test('two ranks sample until the stop, and all they have is in the file', async (job) => {
  const ranks = await sampling(job);
  const stopped = await ask(
    { context: new Context(), keys: job.keys, to: job.to },
    { op: 'stop', reason: 'test' },
    TIMEOUT_MS,
  );
  assert.ok(stopped !== undefined);
  assert.is(await job.gather.finished, 'done');
  assert.equal(await Promise.all(ranks.map(({ delivered }) => delivered)), [true, true]);
  for (const { close } of ranks) close();
  const file = JSON.parse(await readFile(job.file, 'utf8'));
  assert.equal(file.hosts_collected, ['a', 'b']);
  for (const host of ['a', 'b']) {
    const ticks: (number | null)[] = file.samples_by_host[host].map(
      (sample: { tick: number | null }) => sample.tick,
    );
    assert.is(ticks.at(0), null, 'the baseline');
    assert.is(ticks.at(-1), null, 'the final sample');
    const between = ticks.slice(1, -1);
    assert.ok(between.length > 0);
    assert.ok(between.every((tick, nth) => tick !== null && (nth === 0 || tick > Number(between[nth - 1]))));
    assert.is(file.overhead[host].samples, ticks.length, 'as many as it has taken');
  }
  // Both share this machine's clock.
  assert.ok(Math.abs(file.host_status.b.clock_offset_ms) <= file.host_status.b.clock_error_ms);
  assert.equal(job.logged, []);
});

test('a record that does not come, though no connection breaks, is asked for and comes', async (job) => {
  let lost = 0;
  job.loses = ([head]) => {
    const record = parseIncoming(head!);
    const loses =
      lost === 0 && record.type === 'samples' && record.rank === 1 && record.taken[0]?.tick !== null;
    if (loses) lost++;
    return loses;
  };
  const ranks = await sampling(job);
  await untilStatus(job, ({ hosts }) => hosts?.every(({ samples }) => samples >= 5) === true);
  assert.is(lost, 1);
  job.gather.stop('test');
  assert.is(await job.gather.finished, 'done');
  assert.equal(await Promise.all(ranks.map(({ delivered }) => delivered)), [true, true]);
  for (const { close } of ranks) close();
  const file = JSON.parse(await readFile(job.file, 'utf8'));
  assert.is(file.overhead.b.samples, file.samples_by_host.b.length, 'as many as it has taken');
  assert.is(job.gather.status('left out').refused, 0);
  assert.equal(job.logged, []);
});

test('pieces are the bytes of the journal, and the guide leads to whole records', async (job) => {
  const ranks = await sampling(job);
  const client = new JournalClient({ context: new Context(), keys: job.keys, to: job.to });
  const guide = await client.guide(TIMEOUT_MS);
  assert.ok(guide !== undefined);
  const file = await readFile(job.file.replace(/json$/, 'journal'));
  const openings = guide.openings.flatMap(([from, to]) => typesIn(file.subarray(from, to)));
  const count = (type: string) => openings.filter((one) => one === type).length;
  assert.equal([count('job'), count('start'), count('hello'), count('layout')], [1, 1, 2, 2]);
  const first = await client.piece(guide.recent, TIMEOUT_MS, guide.written - guide.recent);
  assert.is(typesIn(first!.bytes)[0], 'samples');
  assert.equal(first?.bytes, file.subarray(guide.recent, guide.written));
  const few = await client.piece(1, TIMEOUT_MS, 7);
  assert.equal(few?.bytes, file.subarray(1, 8));
  assert.is(few?.status.hosts, null);
  const beyond = await client.piece(2 ** 52, TIMEOUT_MS);
  assert.equal([beyond?.bytes.length, beyond?.failure], [0, null]);
  const all = await client.piece(0, TIMEOUT_MS, 2 ** 31);
  assert.ok(all!.bytes.length <= MAX_PIECE_BYTES);
  assert.is(all!.bytes.length, all!.written);
  job.gather.stop('test');
  await job.gather.finished; // The journal is closed then.
  const late = await client.piece(0, TIMEOUT_MS);
  assert.is(late?.bytes.length, 0);
  assert.match(late?.failure ?? '', /closed|EBADF/);
  assert.is(late?.status.phase, 'done');
  client.close();
  for (const { close } of ranks) close();
});

test('without the key there is no answer', async (job) => {
  const stranger = new JournalClient({ context: new Context(), keys: jobKeys(newSecret()), to: job.to });
  assert.is(await stranger.guide(500), undefined);
  stranger.close();
  assert.is(job.gather.status('left out').refused, 0);
});

test.run();
