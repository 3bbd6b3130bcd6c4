import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OtherRankParts, otherRank } from '../../src/job/rank-other.ts';
import type { FoundGather } from '../../src/launch/rendezvous/found-gather.ts';
import { RankZeroFailed } from '../../src/launch/rendezvous/rank-zero-failed.ts';
import type { Collector } from '../../src/rank/collector.ts';
import { ManualClock } from '../manual-clock.ts';
import { collectorOf, deadConnection, keptLog } from './fakes.ts';

const FOUND = { secret: 'x', endpoints: [{ host: '198.18.0.1', port: 1 }] };
const PATH = '/results/benchmark_rank1_node1_timeseries.journal';

/** A rank whose rank 0 is found and never answers; and what it did. */
function rig(more: Partial<OtherRankParts> = {}) {
  const clock = new ManualClock(1_750_000_000_000);
  const log = keptLog();
  const connection = deadConnection();
  const did: string[] = [];
  let signal: (name: string) => void = () => {};
  let gone = () => {};
  let collector: Collector | undefined;
  const parts: OtherRankParts = {
    clock,
    log,
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 5000,
    durationMs: undefined,
    lookEveryMs: 2000,
    isAttended: () => true,
    isRendezvousGone: async () => false,
    onSignal: (handle) => {
      signal = handle;
    },
    collector: (events) => {
      collector = collectorOf(1, clock, events);
      return collector;
    },
    lookUp: async () => FOUND,
    connect: () => connection,
    clearUpAfter: async ({ secret }) => void did.push(`clears up after ${secret}`),
    broker: undefined,
    watch: (whom, onGone) => {
      did.push(`watches ${whom.host}:${whom.port}`);
      gone = onGone;
      return { notice: () => {}, end: () => did.push('watches no more') };
    },
    ownSchedule: () => ({ start: clock.wall(), interval_ms: 1000, max_samples: 3600, on_full: 'thin' }),
    remove: async (path) => void did.push(`removes ${path}`),
    ownJournal: async () => ({
      path: PATH,
      keep: () => void did.push('keeps'),
      write: async () => void did.push('writes'),
      close: async () => void did.push('closes'),
    }),
    ...more,
  };
  return {
    clock,
    log,
    connection,
    did,
    parts,
    signal: (name: string) => signal(name),
    gone: () => gone(),
    collector: () => collector!,
  };
}

/** Lets everything run that waits for nothing but its turn. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('it waits for rank 0 to have everything, and keeps what it has not got', async () => {
  const { parts, signal, clock, did, log, connection } = rig();
  const copies: number[] = [];
  const code = otherRank({
    ...parts,
    ownJournal: async (from) => {
      copies.push(from.undelivered.length);
      return await parts.ownJournal(from);
    },
  });
  await turn();
  signal('SIGUSR1');
  await turn();
  assert.equal(did, ['watches 198.18.0.1:1', 'watches no more']);
  clock.advance(999);
  await turn();
  assert.equal(copies, []);
  clock.advance(1); // Its launcher may kill it before it gives up.
  await turn();
  assert.equal(copies, [4]);
  clock.advance(4000);
  assert.is(await code, 0);
  assert.equal(did.slice(2), ['closes', 'watches no more']);
  assert.equal(log.lines, [`what rank 0 has not got is in ${PATH}: give it to rankstat recover, too`]);
  assert.ok(connection.isClosed());
});

test('what rank 0 comes to have after all is left in no other journal', async () => {
  const { parts, signal, clock, did, log, collector } = rig();
  const code = otherRank(parts);
  await turn();
  signal('SIGUSR1');
  await turn();
  clock.advance(1000);
  await turn();
  assert.is(collector().undelivered.length, 4, 'the copy has delivered nothing');
  collector().delivered(99);
  assert.is(await code, 0);
  assert.equal(did.slice(2), ['closes', `removes ${PATH}`, 'watches no more']);
  assert.equal(log.lines, []);
});

test('a journal of its own that cannot be written at the end does not keep it', async () => {
  const { parts, gone, did, log, connection } = rig({
    ownJournal: async () => ({
      path: PATH,
      keep: () => {},
      write: () => Promise.reject(new Error('ENOSPC: no space left on device')),
      close: () => Promise.reject(new Error('EIO: i/o error')),
    }),
  });
  const code = otherRank(parts);
  await turn();
  gone();
  assert.is(await code, 0);
  // The hello, the baseline and the final sample, and the bye.
  assert.equal(log.lines, [
    `cannot write ${PATH}: ENOSPC: no space left on device; 4 records are lost, what was written before is there`,
    `${PATH}: EIO: i/o error`,
  ]);
  assert.ok(connection.isClosed());
  assert.is(did.at(-1), 'watches no more');
});

test('a journal that cannot be begun: it goes on, and tries once more at its end', async () => {
  let tries = 0;
  const { parts, signal, log, clock, collector } = rig({
    lookUp: async () => undefined,
    ownJournal: () => Promise.reject(new Error(`EACCES: try ${++tries}`)),
  });
  const code = otherRank(parts);
  await turn();
  clock.advance(3000);
  signal('SIGTERM');
  assert.is(await code, 0);
  // Of a rank alone the ticks 0 to 3, between the baseline and the final sample; hello and bye.
  assert.is(collector().undelivered.length, 8);
  assert.equal(log.lines, [
    'rank 0 was not found, and no journal can be kept: EACCES: try 1',
    '8 records are lost: EACCES: try 2',
  ]);
});

test('a look-up that fails is said, and the rank keeps a journal of its own, and watches over run', async () => {
  const { parts, gone, did, log } = rig({
    lookUp: () => Promise.reject(new Error('PMI: not all ranks came')),
    broker: { host: '198.18.0.9', port: 7 },
  });
  const code = otherRank(parts);
  await turn();
  gone();
  assert.is(await code, 0);
  assert.equal(log.lines.slice(0, 2), [
    'looking for rank 0: PMI: not all ranks came',
    `rank 0 was not found; samples go to ${PATH} for rankstat recover`,
  ]);
  assert.equal(did, [
    'keeps',
    'watches 198.18.0.9:7',
    'watches no more',
    'writes',
    'watches no more',
    'closes',
  ]);
});

test('what a rank 0 that is gone has left, by which others would look for it, goes', async () => {
  const { parts, gone, did } = rig();
  const code = otherRank(parts);
  await turn();
  gone();
  assert.is(await code, 0);
  assert.equal(did.slice(1), ['watches no more', 'writes', 'clears up after x', 'watches no more', 'closes']);
});

test('a rank that rank 0 does not take says why, and waits for nothing', async () => {
  let reject: (reason: string) => void = () => {};
  const { parts, log, clock, did } = rig();
  const code = otherRank({
    ...parts,
    collector: (events) => {
      reject = events.onReject;
      return collectorOf(1, clock, events);
    },
  });
  await turn();
  reject('rank 1 is of another version of rankstat');
  assert.is(await code, 0);
  assert.equal(log.lines, [
    'rank 0 does not take this rank: rank 1 is of another version of rankstat',
    `what rank 0 has not got is in ${PATH}: give it to rankstat recover, too`,
  ]);
  assert.is(did.at(-1), 'closes');
});

test('a signal while it looks for rank 0 ends the search', async () => {
  const { parts, signal, did } = rig({
    lookUp: async (signal) =>
      await new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
  });
  const code = otherRank(parts);
  signal('SIGINT');
  assert.is(await code, 0);
  assert.equal(did, ['keeps', 'writes', 'closes']);
});

for (const [elsewhere, ms] of [
  ['goes on', 2000],
  ['is over', 1000],
] as const) {
  test(`a benchmark that has ended before rank 0 was found, and ${elsewhere} elsewhere: it is looked for a while`, async () => {
    let find: (found: FoundGather | undefined) => void = () => {};
    const end = { reason: 'the benchmark has ended', benchmark: {} as never, elsewhere };
    const job = () =>
      rig({
        hosted: { ended: Promise.resolve(end) },
        lookUp: async (signal) =>
          await new Promise((resolve) => {
            find = resolve;
            signal.addEventListener('abort', () => resolve(undefined));
          }),
      });
    const [late, early] = [job(), job()];
    const left = otherRank(late.parts);
    await turn();
    late.clock.advance(ms - 1);
    await turn();
    assert.equal(late.did, []);
    late.clock.advance(1);
    assert.is(await left, 0);
    assert.equal(late.did, ['keeps', 'writes', 'closes']);

    const code = otherRank(early.parts);
    await turn();
    early.clock.advance(ms - 1);
    find(FOUND);
    await turn();
    assert.equal(early.did, ['watches 198.18.0.1:1', 'watches no more']);
    early.collector().delivered(99);
    assert.is(await code, 0);
    assert.equal(early.log.lines, []);
  });
}

/** A rank that finds nobody, and that nobody tells anything. */
async function alone(more: Partial<OtherRankParts> = {}) {
  const job = rig({ lookUp: async () => undefined, ...more });
  const code = otherRank(job.parts);
  await turn();
  return { ...job, code };
}

test('a rank that never found rank 0 ends when its launcher is gone, though no tick is due', async () => {
  let isAttended = true;
  const { clock, code, did } = await alone({
    isAttended: () => isAttended,
    ownSchedule: () => ({ start: 9e15, interval_ms: 1000, max_samples: 3600, on_full: 'thin' }),
  });
  clock.advance(10_000);
  await turn();
  assert.equal(did, ['keeps']);
  isAttended = false;
  clock.advance(2000);
  assert.is(await code, 0);
  assert.equal(did, ['keeps', 'writes', 'closes']);
});

test('a rank that never found rank 0 ends when its rendezvous file is gone', async () => {
  let isGone = false;
  const { clock, code, did } = await alone({ isRendezvousGone: async () => isGone });
  for (let looks = 0; looks < 5; looks++) {
    clock.advance(2000);
    await turn();
  }
  assert.equal(did, ['keeps']);
  isGone = true;
  clock.advance(2000);
  assert.is(await code, 0);
  assert.equal(did, ['keeps', 'writes', 'closes']);
});

test('a rank that never found rank 0 ends after the duration of the job', async () => {
  const { clock, code, did } = await alone({ durationMs: 60_000 });
  clock.advance(59_999);
  await turn();
  assert.equal(did, ['keeps']);
  clock.advance(1);
  assert.is(await code, 0);
});

test('a short duration does not end the search for a rank 0 that comes later than this one', async () => {
  let find = (_: typeof FOUND) => {};
  const found = new Promise<typeof FOUND>((resolve) => {
    find = resolve;
  });
  const { parts, clock, did } = rig({ durationMs: 1000, lookUp: async () => await found });
  const code = otherRank(parts);
  clock.advance(5000);
  await turn();
  find(FOUND);
  await turn();
  assert.equal(did, ['watches 198.18.0.1:1']);
  clock.advance(6000); // The duration, and the stop timeout: it does not hear rank 0.
  await turn();
  clock.advance(5000);
  assert.is(await code, 0);
});

test('rank 0 comes first where a job has a duration; a rank that does not hear it ends all the same', async () => {
  const { parts, clock, did, log } = rig({ durationMs: 60_000 });
  const code = otherRank(parts);
  await turn();
  clock.advance(64_999);
  await turn();
  assert.equal(did, ['watches 198.18.0.1:1']);
  clock.advance(1);
  await turn();
  clock.advance(5000); // It waits for an answer to its bye.
  assert.is(await code, 0);
  assert.is(log.lines.length, 1);
});

test('a rank that is cut off ends when the rendezvous file is gone; one that hears rank 0 does not look', async () => {
  let looks = 0;
  let connected: (state: 'up' | 'down') => void = () => {};
  const { parts, clock, did } = rig({
    isRendezvousGone: async () => {
      looks++;
      return true;
    },
  });
  const code = otherRank({
    ...parts,
    connect: () => ({
      ...deadConnection(),
      onConnection: (handle) => {
        connected = handle;
      },
    }),
  });
  await turn();
  connected('up');
  clock.advance(60_000);
  await turn();
  assert.is(looks, 0);
  connected('down');
  clock.advance(2000);
  await turn();
  assert.is(looks, 1);
  assert.is(await code, 0);
  assert.ok(did.includes('writes'));
});

test('a search that hangs does not keep a rank from sampling into a journal of its own', async () => {
  const { clock, did, log, signal, code } = await alone({ lookUp: () => new Promise(() => {}) });
  clock.advance(32_999);
  await turn();
  assert.equal(did, []);
  clock.advance(3001);
  await turn();
  assert.equal(did, ['keeps']);
  assert.equal(log.lines, [`rank 0 was not found; samples go to ${PATH} for rankstat recover`]);
  signal('SIGUSR1');
  assert.is(await code, 0);
});

test('what rank 0 itself has said of its failure is not said by every rank', async () => {
  const { log, signal, code } = await alone({
    lookUp: () => Promise.reject(new RankZeroFailed('no port is free')),
  });
  assert.equal(log.lines, [`rank 0 failed; samples go to ${PATH} for rankstat recover`]);
  signal('SIGUSR1');
  assert.is(await code, 0);
});

test.run();
