import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { exchange, newRequestId } from '../../src/wire/client.ts';
import { parseJournalAnswer, requestTopic } from '../../src/wire/control.ts';
import { readFrame } from '../../src/wire/journal/frames.ts';
import { JournalClient } from '../../src/wire/journal-client.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { MAX_PIECE_BYTES, parseJournalHead } from '../../src/wire/records.ts';
import { connectToGather } from '../../src/wire/sockets.ts';
import { type GatherJob, startCollector, untilStatus, withGather } from './rig.ts';

const test = suite<GatherJob>('requests for the journal');
withGather(test);

const TIMEOUT_MS = 5000;

/** Has two hosts sample some ticks. Gives what ends them. */
async function sampling(job: GatherJob) {
  const ranks = [
    startCollector(job, { rank: 0, hostname: 'a' }),
    startCollector(job, { rank: 1, hostname: 'b' }),
  ];
  await untilStatus(job, ({ samples }) => samples >= 10);
  const client = new JournalClient({ context: new Context(), keys: job.keys, to: job.to });
  const end = async () => {
    client.close();
    job.gather.stop('test');
    await job.gather.finished;
    for (const { close } of ranks) close();
  };
  return { client, end };
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

test('pieces are the bytes of the journal, and the guide leads to whole records', async (job) => {
  const { client, end } = await sampling(job);
  const guide = await client.guide(TIMEOUT_MS);
  assert.ok(guide !== undefined);
  const journal = job.file.replace(/json$/, 'journal');
  const file = await readFile(journal);
  const openings = guide.openings.flatMap(([from, to]) => typesIn(file.subarray(from, to)));
  const count = (type: string) => openings.filter((one) => one === type).length;
  assert.equal([count('job'), count('start'), count('hello'), count('layout')], [1, 1, 2, 2]);
  // Neither of the two has a second key sample yet.
  assert.is(guide.recent, guide.earlier);
  const first = await client.piece(guide.recent, TIMEOUT_MS, guide.written - guide.recent);
  assert.is(typesIn(first!.bytes)[0], 'sample');
  assert.equal(first?.bytes, file.subarray(guide.recent, guide.written));
  const few = await client.piece(1, TIMEOUT_MS, 7);
  assert.equal(few?.bytes, file.subarray(1, 8));
  assert.is(few?.status.hosts, null);
  assert.is(few?.failure, null);
  await end();
});

test('behind the end there is nothing, and nobody gets more than a piece at once', async (job) => {
  const { client, end } = await sampling(job);
  const beyond = await client.piece(2 ** 52, TIMEOUT_MS);
  assert.is(beyond?.bytes.length, 0);
  assert.is(beyond?.failure, null);
  assert.ok(beyond!.written > 0);
  const all = await client.piece(0, TIMEOUT_MS, 2 ** 31);
  assert.ok(all!.bytes.length <= MAX_PIECE_BYTES);
  assert.is(all!.bytes.length, all!.written);
  await end();
});

test('a request that makes no sense is refused and has no answer; the next one has', async (job) => {
  const { end } = await sampling(job);
  const id = newRequestId();
  const sockets = connectToGather(new Context(), job.keys, job.to, [requestTopic(id)]);
  const send = async (more: object) =>
    await sockets.send([JSON.stringify({ type: 'request', id, op: 'piece', ...more }), '']);
  await send({ from: -1, most: 10 });
  await send({ from: 0, most: 0 });
  await send({ from: 0, most: 2 ** 40 });
  await send({ from: 0.5, most: 10 });
  await send({ from: '0', most: 10 });
  await untilStatus(job, ({ refused }) => refused === 5);
  const head = Buffer.from(JSON.stringify({ type: 'request', id, op: 'piece', from: 3, most: 10 }));
  const accept = ([answer]: readonly Buffer[]) => parseJournalAnswer(answer!);
  const answer = await exchange(sockets, { head, againMs: 100, timeoutMs: TIMEOUT_MS, accept });
  assert.is(answer?.type === 'piece' && answer.from, 3);
  sockets.close();
  await end();
});

test('without the key there is no answer', async (job) => {
  const { end } = await sampling(job);
  const stranger = new JournalClient({ context: new Context(), keys: jobKeys(newSecret()), to: job.to });
  assert.is(await stranger.guide(500), undefined);
  assert.is(await stranger.piece(0, 500), undefined);
  stranger.close();
  assert.is(job.gather.status('left out').refused, 0);
  await end();
});

test('a journal that cannot be read is an answer that says so', async (job) => {
  const { client, end } = await sampling(job);
  job.gather.stop('test');
  await job.gather.finished; // The journal is closed then.
  const piece = await client.piece(0, TIMEOUT_MS);
  assert.is(piece?.bytes.length, 0);
  assert.match(piece?.failure ?? '', /closed|EBADF/);
  assert.is(piece?.status.phase, 'done');
  await end();
});

test.run();
