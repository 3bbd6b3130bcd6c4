import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../src/gather/journal/batch.ts';
import { Roster } from '../../src/gather/roster.ts';
import { Outbox } from '../../src/rank/outbox.ts';
import { systemClock } from '../../src/system/clock.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import { parseIncoming } from '../../src/wire/records.ts';
import { note, Scribe } from './scribe.ts';

const test = suite('memory over a long run');

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Heap in use, bytes. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const RECORDS = 100_000;
const MEBIBYTE = 1024 * 1024;

test('rank 0 holds nothing of a hundred thousand records that are in the journal', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rankstat-memory-'));
  const journal = await JournalWriter.create(path.join(directory, 'a.journal'));
  const roster = new Roster(1, 1000);
  const nothing = () => {};
  const batch = new Batch({
    clock: systemClock(),
    journal,
    onWritten: nothing,
    onProblem: nothing,
    onFault: nothing,
  });
  const scribe = new Scribe(0, 'node1');
  const take = (bytes: ReturnType<Scribe['bye']>) => {
    const record = parseIncoming(bytes.head);
    if (record.type === 'request' || record.type === 'ping') throw new Error('not a record');
    assert.is(roster.judge(record, bytes.body, 0), 'accepted');
    const member = roster.member(0);
    batch.add(bytes, member && { member, seq: record.seq });
  };
  for (const record of scribe.hello()) take(record);
  const run = async (from: number, to: number) => {
    for (let tick = from; tick < to; tick++) {
      take(scribe.sample(tick, BigInt(tick)));
      if (tick % 1000 === 0) await batch.flush();
    }
    await batch.flush();
  };
  await run(0, 10_000);
  const before = heap();
  await run(10_000, RECORDS);
  const grown = heap() - before;
  assert.ok(grown < MEBIBYTE, `${grown} bytes more`);
  assert.is(roster.member(0)?.written, RECORDS + 2);
  await batch.close();
  await journal.close();
  await rm(directory, { recursive: true });
});

test('a rank holds nothing of a hundred thousand records that were acknowledged, and no more than its bound', () => {
  const outbox = new Outbox(MEBIBYTE, (from, seq, samples) => ({
    ...note({ type: 'lost', rank: 0, id: 'abc123', seq, from, samples }),
    seq,
    role: 'kept',
    samples: 0,
  }));
  const record = (seq: number) => ({
    seq,
    role: seq % 16 === 0 ? ('key' as const) : ('delta' as const),
    samples: 1,
    head: Buffer.alloc(100),
    body: Buffer.alloc(200),
  });
  const run = (from: number, to: number, acknowledge: (seq: number) => void) => {
    for (let seq = from; seq < to; seq++) {
      outbox.push(record(seq));
      outbox.next();
      if (seq % 8 === 0) acknowledge(seq);
    }
  };
  run(1, 10_000, (seq) => outbox.acknowledge(seq));
  const before = heap();
  run(10_000, RECORDS, (seq) => outbox.acknowledge(seq));
  const grown = heap() - before;
  assert.ok(grown < MEBIBYTE, `${grown} bytes more`);
  run(RECORDS, 2 * RECORDS, () => {});
  assert.ok(outbox.bytes <= MEBIBYTE);
  assert.ok(outbox.dropped > 90_000);
});

test.run();
