import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import { LiveJob } from '../../../src/top/live/live-job.ts';
import { StandingOut, verdictLately } from '../../../src/top/live/standing-out.ts';
import { topState } from '../../../src/top/state-of-job.ts';
import { job, NOON, Scribe, start } from '../../gather/scribe.ts';
import { exampleStatus } from '../../wire/example-status.ts';

const NOTHING = { timestamp: '', hostname: '', tick: null };
const NAMES = Array.from({ length: 10 }, (_, rank) => `node${rank}`);

/** A job of ten hosts, of which one, if any, has lost a third of its CPU time to its hypervisor. */
function jobWith(robbed: string | undefined) {
  const live = new LiveJob();
  live.take(job({ expected: 10, hosts: NAMES }), 'openings', 0);
  live.take(start(), 'openings', 0);
  for (const [rank, name] of NAMES.entries())
    for (const record of new Scribe(rank, name).hello()) live.take(record, 'openings', 0);
  return { live, pass: (from: number, to: number) => pass(live, robbed, from, to) };
}

/** Lets seconds pass in which nothing else happens. */
function pass(live: LiveJob, robbed: string | undefined, from: number, to: number): void {
  for (const [rank, name] of NAMES.entries()) {
    const steal = name === robbed ? 34 : 0;
    const busy = {
      cpu_busy_percent: 90 + (rank % 3),
      cpu_user_percent: 88 - steal,
      cpu_steal_percent: steal,
    };
    const rates = { ...ratesBetween(NOTHING, NOTHING, undefined, 1), ...busy };
    for (let second = from; second < to; second++) {
      const [begin, end] = [second * 1000, (second + 1) * 1000];
      live.host(rank)?.recent.add({ before: NOTHING, after: NOTHING, start: begin, end, rates });
    }
  }
}

const hostsOf = (live: LiveJob) =>
  topState(live, { status: exampleStatus(), time: NOON, mono: 0 }, null).hosts;

test('who lost CPU time in the last minutes is named, once half a minute was seen', () => {
  const { live, pass } = jobWith('node7');
  pass(0, 30);
  assert.is(verdictLately(live, hostsOf(live)), null);
  pass(30, 31);
  const verdict = verdictLately(live, hostsOf(live));
  assert.equal([verdict?.over_ms, verdict?.isAllWell], [30_000, false]);
  assert.match(verdict?.sentences[0] ?? '', /^node7 lost a third of its CPU time to its hypervisor/);
});

test('where nothing stands out, that is said', () => {
  const { live, pass } = jobWith(undefined);
  pass(0, 61);
  const verdict = verdictLately(live, hostsOf(live));
  assert.equal([verdict?.over_ms, verdict?.isAllWell], [60_000, true]);
  assert.match(verdict?.sentences[0] ?? '', /^Nothing stands out/);
});

test('it is over four minutes at most', () => {
  const { live, pass } = jobWith(undefined);
  pass(0, 601);
  assert.is(verdictLately(live, hostsOf(live))?.over_ms, 240_000);
});

test('it is made anew when ten seconds are over, no more often than every five, and in parts where it takes long', () => {
  const { live, pass } = jobWith('node7');
  const hosts = hostsOf(live);
  // Each look at the clock is so much later.
  let [now, each] = [0, 0];
  const standingOut = new StandingOut(() => {
    now += each;
    return now;
  });
  const over = () => standingOut.verdict(live, hosts)?.over_ms;
  pass(0, 31);
  assert.is(over(), 30_000);
  pass(31, 41);
  assert.is(over(), 30_000); // No five seconds later.
  now += 5000;
  assert.is(over(), 40_000);
  pass(41, 51);
  now += 5000;
  each = 60;
  const seen = [over(), over(), over(), over()];
  assert.equal([seen[0], seen.at(-1)], [40_000, 50_000]);
  pass(51, 61);
  // That took 60 ms several times, of which 20 times as much is to pass before.
  each = 0;
  assert.is(over(), 50_000);
});

test.run();
