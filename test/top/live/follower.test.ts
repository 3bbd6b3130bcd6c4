import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { guideTo, Places } from '../../../src/gather/journal/places.ts';
import { Follower } from '../../../src/top/live/follower.ts';
import type { Guide } from '../../../src/wire/control.ts';
import { frame, JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import type { JournalPiece } from '../../../src/wire/journal-client.ts';
import type { RecordBytes } from '../../../src/wire/records.ts';
import { job, NOON, Scribe, start } from '../../gather/scribe.ts';
import { ManualClock } from '../../manual-clock.ts';
import { rejects } from '../../rejects.ts';
import { exampleStatus } from '../../wire/example-status.ts';

const STATUS = exampleStatus({
  hosts: [
    { host: 'node1', rank: 0, samples: 4, state: 'sampling', last_heard_ms_ago: 300 },
    { host: 'node2', rank: 1, samples: 4, state: 'sampling', last_heard_ms_ago: 5000 },
  ],
});

/** A rank 0 in this process: its journal, and what was asked of it. */
class Written {
  bytes = JOURNAL_MAGIC;
  guideIs: Guide | undefined;
  failure: string | null = null;
  status = STATUS;
  readonly asked: [from: number, most: number | undefined][] = [];
  readonly #pieceBytes: number;

  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
  }

  /** Appends records. @returns where they begin and end */
  write(...records: RecordBytes[]): [number, number] {
    const from = this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, ...records.map(frame)]);
    return [from, this.bytes.length];
  }

  async guide(): Promise<Guide | undefined> {
    return this.guideIs;
  }

  async piece(from: number, _: number, most = this.#pieceBytes): Promise<JournalPiece> {
    this.asked.push([from, most]);
    const { bytes, failure, status } = this;
    const piece = { type: 'piece', from, written: bytes.length, failure, time: NOON + 9000, status } as const;
    const length = failure === null ? Math.min(most, this.#pieceBytes) : 0;
    return { ...piece, bytes: bytes.subarray(from, from + length) };
  }
}

/** A job of two hosts, of which the second had begun long before the part that is looked at. */
function written(pieceBytes: number) {
  const rank0 = new Written(pieceBytes);
  const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const [own, first, second] = [new Places(), new Places(), new Places()];
  own.note('opening', ...rank0.write(job(), start()));
  first.note('opening', ...rank0.write(...one.hello()));
  second.note('opening', ...rank0.write(...two.hello()));
  first.note('key', ...rank0.write(one.sample(0, 100n)));
  second.note('key', ...rank0.write(two.sample(0, 100n)));
  rank0.write(one.sample(1, 100n), two.sample(1, 100n));
  rank0.write(two.lost(1)); // What follows is a key sample.
  second.note('key', ...rank0.write(two.sample(3, 100n)));
  rank0.write(one.lost(1));
  first.note('key', ...rank0.write(one.sample(3, 2n ** 63n)));
  rank0.write(one.sample(4, 2n ** 63n), two.sample(4, 5n));
  const places = [first, second];
  rank0.guideIs = guideTo([own, ...places], places, rank0.bytes.length);
  return { rank0, one, two };
}

for (const pieceBytes of [1, 7, 1_000_000]) {
  test(`from the middle on, in pieces of ${pieceBytes} bytes`, async () => {
    const { rank0, one, two } = written(pieceBytes);
    const clock = new ManualClock(NOON);
    const follower = new Follower(rank0, clock);
    const shares: number[] = [];
    assert.ok(await follower.begin(STATUS, (share) => shares.push(share)));
    assert.is(shares.at(-1), 1);
    const { live } = follower;
    assert.is(live.unknown, 0);
    assert.is(live.job?.benchmark_type, 'training');
    assert.is(live.schedule?.start, NOON);
    assert.equal(
      live.hosts.map(({ key }) => key),
      ['node1', 'node2'],
    );
    const [node1, node2] = [live.host(0)!, live.host(1)!];
    // From the first key samples on: one less than samples.
    assert.equal(
      node1.points.map(({ tick }) => tick),
      [1, 3, 4],
    );
    assert.is(node1.rates?.memory_used_kb, 2 ** 63);
    // As rank 0 has heard them: the journal does not say when a record came.
    assert.is(clock.mono() - node1.heard, 300);
    assert.is(clock.mono() - node2.heard, 5000);

    rank0.write(two.sample(5, 5n));
    assert.is((await follower.next())?.time, NOON + 9000);
    assert.is(node2.tick, 5);
    assert.is(node2.heard, clock.mono());
    assert.is(clock.mono() - node1.heard, 300);
    rank0.write(one.bye(6), new Scribe(1, 'node3', 'def456').hello()[0]!);
    await follower.next();
    assert.ok(node1.ended);
    // Another process has taken over rank 1.
    assert.equal(
      live.hosts.map(({ key }) => key),
      ['node1', 'node3'],
    );
  });
}

test('without the first key samples, where much has been written since', async () => {
  const { rank0 } = written(1_000_000);
  const { recent } = rank0.guideIs!;
  rank0.guideIs = { ...rank0.guideIs!, earlier: rank0.guideIs!.written - 33 * 1024 * 1024 };
  const follower = new Follower(rank0, new ManualClock(NOON));
  await follower.begin(STATUS);
  assert.ok(rank0.asked.some(([from]) => from === recent));
  assert.equal(
    follower.live.host(0)?.points.map(({ tick }) => tick),
    [4],
  );
});

test('a journal that cannot be read is an error, but for one that is closed because the file is there', async () => {
  const { rank0 } = written(1_000_000);
  const follower = new Follower(rank0, new ManualClock(NOON));
  await follower.begin(STATUS);
  rank0.failure = 'EIO';
  await rejects(follower.next(), /rank 0 cannot read its journal: EIO/);
  rank0.status = { ...STATUS, phase: 'done' };
  assert.is((await follower.next())?.status.phase, 'done');
});

test('bytes that are no record are an error, not a hang', async () => {
  const { rank0, one } = written(1_000_000);
  const follower = new Follower(rank0, new ManualClock(NOON));
  await follower.begin(STATUS);
  const [from] = rank0.write(one.sample(5, 1n));
  rank0.bytes[from + 20] = 0xff;
  await rejects(follower.next(), /the journal is damaged \d+ bytes before/);
});

test('nobody answers', async () => {
  const nobody = { guide: async () => undefined, piece: async () => undefined };
  const follower = new Follower(nobody, new ManualClock(NOON));
  assert.is(await follower.begin(STATUS), false);
  assert.is(await follower.next(), undefined);
});

test.run();
