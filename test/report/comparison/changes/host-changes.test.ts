import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostChangesOf } from '../../../../src/report/comparison/changes/host-changes.ts';
import { hosts, pairedPhase } from '../paired.ts';

const TIMES = [60, 60] as const;

/** Hosts, by what they do, differ by up to 2 % in either run, each in its own way. */
const steady = (before: number, after: number) => (host: number) =>
  [before * (1 + ((host * 7) % 5) / 250), after * (1 + ((host * 3) % 5) / 250)] as const;

function found(...pairs: Parameters<typeof pairedPhase>[1][]): string[] {
  const phases = pairs.map((one, nth) => pairedPhase(`p${nth}`, one, TIMES));
  return hostChangesOf(phases).map(({ host, metric, phase }) => `${phase} ${host} ${metric}`);
}

test('the host that waits for I/O while the others wait less', () => {
  const waiting = hosts(40, steady(23, 8), { n27: [23, 58] });
  const [change, ...more] = hostChangesOf([pairedPhase('write', { cpu_iowait_percent: waiting }, TIMES)]);
  assert.is(more.length, 0);
  assert.equal([change?.host, change?.before, change?.after, change?.others], ['n27', 23, 58, 39]);
  assert.is(change?.othersBefore.toFixed(1), '23.2');
  assert.is(change?.othersAfter.toFixed(1), '8.1');
  assert.is(change?.isSure, true);
});

test('all the same, or all changed alike: nobody', () => {
  assert.equal(found({ cpu_iowait_percent: hosts(40, steady(23, 23)) }), []);
  assert.equal(found({ disk_write_mb_per_s: hosts(40, steady(1400, 1000)) }), []);
});

test('one that does little in both runs is not unlike the others where all become slower', () => {
  const idle = hosts(40, steady(1400, 900), { n0: [0, 0], n1: [700, 450] });
  assert.equal(found({ disk_write_mb_per_s: idle }), []);
  // And one that was not slow and is now, is.
  const slow = hosts(40, steady(1400, 900), { n0: [1400, 300] });
  assert.equal(found({ disk_write_mb_per_s: slow }), ['p0 n0 disk_write_mb_per_s']);
});

test('what differs between hosts in both runs is no change', () => {
  const mixed = (host: number) => (host % 2 === 0 ? ([50, 50] as const) : ([100, 100] as const));
  assert.equal(found({ cpu_busy_percent: hosts(40, mixed) }), []);
  assert.equal(found({ cpu_busy_percent: hosts(40, mixed, { n3: [100, 60] }) }), ['p0 n3 cpu_busy_percent']);
});

test('a change that is negligible, or a small part of what the host does, is none', () => {
  assert.equal(found({ cpu_iowait_percent: hosts(40, () => [1, 1], { n5: [1, 5.9] }) }), []);
  assert.equal(found({ cpu_iowait_percent: hosts(40, () => [1, 1], { n5: [1, 6.1] }) }).length, 1);
  // 15 % of 1000.
  assert.equal(found({ disk_write_mb_per_s: hosts(40, () => [1000, 1000], { n5: [1000, 851] }) }), []);
  assert.is(found({ disk_write_mb_per_s: hosts(40, () => [1000, 1000], { n5: [1000, 849] }) }).length, 1);
});

test('of two or three hosts one that changed twice as much as the others; it is not sure', () => {
  const of = (...pairs: (readonly [number, number])[]) =>
    hostChangesOf([
      pairedPhase(
        'p',
        { cpu_iowait_percent: Object.fromEntries(pairs.map((one, at) => [`n${at}`, one])) },
        TIMES,
      ),
    ]).map(({ host, isSure }) => [host, isSure]);
  assert.equal(of([23, 58], [23, 8]), [['n0', false]]);
  assert.equal(of([23, 58], [23, 5]), []); // 35 and 18.
  assert.equal(of([23, 21], [22, 24], [10, 70]), [['n2', false]]);
  assert.equal(of([50, 68], [50, 50]), []); // 40 % of 68 are 27.
  assert.equal(of([23, 58]), []);
});

test('a host of one name in one run only is not asked', () => {
  const pairs = { cpu_iowait_percent: hosts(6, () => [1, 1]) };
  const phase = pairedPhase('p', pairs, TIMES);
  const after = {
    ...phase.after,
    hosts: () => [...phase.after.hosts('cpu_iowait_percent'), { host: 'x', value: 99 }],
  };
  assert.equal(hostChangesOf([{ ...phase, after }]), []);
});

test('even hosts with noise alone are nothing in 95 % of cases or more, with 4, 40 and 300 hosts', () => {
  // Sums of twelve: as good as normal. Every host differs by 4 % of its level in each run.
  let state = 1;
  const uniform = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);
  for (const count of [4, 40, 300]) {
    let alarms = 0;
    const runs = count === 300 ? 20 : 60;
    for (let nth = 0; nth < runs; nth++) {
      const noisy = (level: number) =>
        hosts(count, () => [level * (1 + 0.04 * normal()), level * (1 + 0.04 * normal())]);
      const pairs = () => ({
        ...{ cpu_busy_percent: noisy(60), cpu_iowait_percent: noisy(20), disk_read_mb_per_s: noisy(900) },
        ...{ disk_write_mb_per_s: noisy(400), net_rx_mb_per_s: noisy(1000), net_tx_mb_per_s: noisy(30) },
      });
      if (found(pairs(), pairs(), pairs()).length > 0) alarms++;
    }
    assert.ok(alarms <= runs / 20, `${count} hosts: ${alarms} of ${runs}`);
  }
});

test.run();
