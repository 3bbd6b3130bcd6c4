import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unlikes } from '../../../../src/report/findings/rules/unlike.ts';
import { UNLIKES } from '../../../../src/report/findings/rules/unlike-table.ts';
import type { Metric } from '../../../../src/series/rates.ts';
import type { MadeObserved } from '../made-observed.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

type Made = NonNullable<MadeObserved['does']>;

interface Case {
  readonly metric: Metric;
  readonly cause: string;
  /** What the others do of the metrics that are taken together, of each. */
  readonly others: number;
  /** What else all do. */
  readonly rest?: Made;
  /** Just enough, and just not enough, of the first metric. */
  readonly enough: number;
  readonly below: number;
  readonly severe: number;
  /** Of `enough`. */
  readonly text: string;
  /** With that besides, it is something else. */
  readonly but: Readonly<Record<string, Made>>;
}

const BEHIND: Case['but'] = {};

/** Less moved by a disk, NFS or Lustre: 200 MB/s of the others. 8.983 · 2 % of 200 are 35.9 MB/s; 40 % are 80. */
function less(metric: Metric, cause: string, verb: string, rest: string): Case {
  return {
    ...{ metric, cause, others: 200, enough: 164, below: 164.2, severe: 120, but: BEHIND },
    text: `node3 ${verb} 82 % of what the others ${verb}${rest} 164 MB/s, the other 7 hosts 200 MB/s.`,
  };
}

/** Eight hosts, seven of which do the same: farFor(8) = 8.983 spreads, or the least of the entry. */
const CASES: readonly Case[] = [
  {
    ...{ metric: 'disk_busy_percent', cause: 'slow disk', others: 50 },
    rest: { disk_read_mb_per_s: 60, disk_write_mb_per_s: 40 },
    // 7 points are more than 5 % of 50 and than 8.983 · 0.5.
    ...{ enough: 57, below: 56.9, severe: 75 },
    text: "the disk of node3 was slow and moved no more than the others': busy 57 %, the other 7 hosts 50 %.",
    but: {
      // 106 MB/s are more than 1.05 · 100, 29 less than 0.3 · 100.
      'moves more': { disk_read_mb_per_s: third(66, 60), disk_write_mb_per_s: 40 },
      'moves much less': { disk_read_mb_per_s: third(0, 60), disk_write_mb_per_s: third(29, 40) },
      'nothing is moved': { disk_read_mb_per_s: 0, disk_write_mb_per_s: 0.9 },
      'it is not known what is moved': {},
    },
  },
  {
    ...{ metric: 'disk_await_ms', cause: 'slow disk', others: 2 },
    rest: { disk_reads_per_s: 100, disk_writes_per_s: 0, disk_busy_percent: third(53, 50) },
    // 8.983 · 0.1 ms = 0.898 ms are more than 0.5 ms. Severe: twice the median, away from it.
    ...{ enough: 2.9, below: 2.89, severe: 6 },
    text: 'the disk of node3 was slow, a request took ×1.5 as long: a request took 2.90 ms, the other 7 hosts 2.00 ms.',
    but: {
      'its disk is no busier': {
        disk_reads_per_s: 100,
        disk_writes_per_s: 0,
        disk_busy_percent: third(52.9, 50),
      },
      'it has more requests': {
        disk_reads_per_s: third(121, 100),
        disk_writes_per_s: 0,
        disk_busy_percent: third(53, 50),
      },
      'it has hardly any requests': {
        disk_reads_per_s: third(19, 100),
        disk_writes_per_s: 0,
        disk_busy_percent: third(53, 50),
      },
    },
  },
  {
    ...{ metric: 'nfs_await_ms', cause: 'slow storage', others: 2 },
    rest: { nfs_read_mb_per_s: 100, nfs_write_mb_per_s: 0 },
    ...{ enough: 2.9, below: 2.89, severe: 6 },
    text: 'the storage of node3 was slow, NFS took ×1.5 as long to answer: an operation took 2.90 ms, the other 7 hosts 2.00 ms.',
    but: {
      'it moves more': { nfs_read_mb_per_s: third(121, 100), nfs_write_mb_per_s: 0 },
      'it moves hardly anything': { nfs_read_mb_per_s: third(19, 100), nfs_write_mb_per_s: 0 },
    },
  },
  {
    ...{ metric: 'cpu_user_percent', cause: 'busy', others: 40 },
    rest: { cpu_system_percent: 9, cpu_irq_percent: 1 },
    // All together 50: 8.983 · 2 % of 50 = 8.98 points.
    ...{ enough: 49, below: 48.9, severe: 65 },
    text: 'node3 was busy with more than the others: CPU busy 59 %, the other 7 hosts 50 %.',
    but: {
      // More than 1.1 · 100.
      'its disk moves more': {
        ...{ cpu_system_percent: 9, cpu_irq_percent: 1 },
        ...{ disk_read_mb_per_s: 0, disk_write_mb_per_s: third(111, 100) },
      },
      'its network carries more': {
        ...{ cpu_system_percent: 9, cpu_irq_percent: 1 },
        ...{ net_rx_mb_per_s: third(111, 100), net_tx_mb_per_s: 0 },
      },
    },
  },
  less('disk_write_mb_per_s', 'slow writer', 'wrote', ': disks wrote'),
  less('nfs_write_mb_per_s', 'slow writer', 'wrote', ' to NFS: wrote'),
  less('lustre_write_mb_per_s', 'slow writer', 'wrote', ' to Lustre: wrote'),
  less('disk_read_mb_per_s', 'slow reader', 'read', ': disks read'),
  less('nfs_read_mb_per_s', 'slow reader', 'read', ' of NFS: read'),
  less('lustre_read_mb_per_s', 'slow reader', 'read', ' of Lustre: read'),
  {
    ...{ metric: 'cpu_iowait_percent', cause: 'slow storage', others: 20 },
    // 8.983 · 10 % of 20 = 17.97 points.
    ...{ enough: 38, below: 37.9, severe: 45 },
    text: 'node3 waited for its storage more than the others: waiting for I/O 38 %, the other 7 hosts 20 %.',
    but: { 'it moves more': { disk_read_mb_per_s: third(111, 100), disk_write_mb_per_s: 0 } },
  },
  {
    ...{ metric: 'net_rx_mb_per_s', cause: 'slow network', others: 100 },
    rest: { net_tx_mb_per_s: 100 },
    // Both together 200: 8.983 · 3 % of 200 = 53.9 MB/s. Severe: half of 200.
    ...{ enough: 46, below: 46.2, severe: 0 },
    text: "the network of node3 carried 73 % of what the others' did: received and sent 146 MB/s, the other 7 hosts 200 MB/s.",
    but: BEHIND,
  },
  {
    ...{ metric: 'cpu_busy_percent', cause: 'idle', others: 80 },
    // 8.983 · 3 % of 80 = 21.6 points.
    ...{ enough: 58.4, below: 58.5, severe: 40 },
    text: 'node3 did less than the others: CPU busy 58 %, the other 7 hosts 80 %.',
    but: {},
  },
];

test('each entry has a case here', () => {
  assert.equal(
    CASES.map(({ metric, cause }) => [metric, cause]),
    UNLIKES.map(({ metrics: [first], cause }) => [first, cause]),
  );
});

for (const [nth, { metric, cause, others, rest = {}, enough, below, severe, text, but }] of CASES.entries()) {
  const unlike = UNLIKES[nth]!;
  const rule = (look: Parameters<typeof unlikes>[0]) => unlikes(look, unlike);
  const of = (own: number, more: Made = rest, hosts = 8): MadeObserved => ({
    hosts,
    does: { ...more, [metric]: third(own, others) },
  });

  test(`${cause} (${metric}): who is far enough from the others is told`, () => {
    const [first, ...more] = foundBy(rule, of(enough));
    assert.equal(more, []);
    assert.is(first?.text, text);
    assert.equal([first?.cause, first?.hosts, first?.severity], [cause, ['node3'], 'warning']);
    assert.equal(first?.chart, { metric, hosts: ['node3'], time: null });
  });

  test(`${cause} (${metric}): who is a little less far is not`, () => {
    assert.equal(textsBy(rule, of(below)), []);
  });

  test(`${cause} (${metric}): who is as far on the other side is not`, () => {
    assert.equal(textsBy(rule, of(2 * others - severe)), []);
  });

  test(`${cause} (${metric}): from there on it is severe`, () => {
    assert.is(foundBy(rule, of(severe))[0]?.severity, 'severe');
  });

  for (const [why, does] of Object.entries(but)) {
    test(`${cause} (${metric}): not if ${why}`, () => assert.equal(textsBy(rule, of(enough, does)), []));
  }

  if (but === BEHIND) {
    test(`${cause} (${metric}): not who has done its part before the others`, () => {
      // It moves half as much again in the first half of the hour, and half less in the other.
      const does = {
        ...rest,
        [metric]: (host: number, piece: number) =>
          host === 2 ? (piece < 30 ? 1.5 * others : others / 2) : others,
      };
      assert.equal(textsBy(rule, { hosts: 8, does }), []);
    });
  }

  test(`${cause} (${metric}): of three hosts nobody is sure`, () => {
    const [first] = foundBy(rule, {
      hosts: 3,
      does: { ...rest, [metric]: third(severe, others) },
    });
    assert.match(first?.text ?? '', /, the other 2 hosts [^:]+: too few hosts to be sure\.$/);
    assert.is(first?.severity, 'warning');
  });

  test(`${cause} (${metric}): of what is not known nothing is said`, () => {
    const unknown = unlike.metrics.map((one) => [
      one,
      third(undefined, rest[one] === undefined ? others : 50),
    ]);
    const does = { ...rest, ...Object.fromEntries(unknown) };
    assert.equal(textsBy(rule, { hosts: 8, does }), []);
    assert.equal(textsBy(rule, { hosts: 8, does: rest }), []);
  });
}

test.run();
