import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { excesses } from '../../../../src/report/findings/rules/excess.ts';
import { EXCESSES } from '../../../../src/report/findings/rules/excess-table.ts';
import type { Metric } from '../../../../src/series/rates.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

const HOSTS = 8;

/**
 * Of eight hosts of which seven have nothing: farFor(8) = √(2 ln(8 · 60 / 0.02)) · (1 + 8/8) = 4.491 · 2 = 8.983 spreads
 * of healthy hosts, or the least that is worth a word. `below` is just less than the greater of the two; `severe` is where
 * that begins. An hour has 3600 s.
 */
const CASES: readonly {
  metric: Metric;
  cause: string;
  value: number;
  text: string;
  /** 8.983 × spread, all of which are more than the least of the entry. */
  below: number;
  enough: number;
  /** Just less than `least`: of two hosts there is no spread. */
  belowOfTwo: number;
  enoughOfTwo: number;
  severe: number;
}[] = [
  {
    ...{ metric: 'cpu_steal_percent', cause: 'steal', value: 34 },
    text: 'node3 lost a third of its CPU time to its hypervisor: steal 34 %, the other 7 hosts 0.',
    // 0.05 → 0.449
    ...{ below: 0.44, enough: 0.45, belowOfTwo: 0.39, enoughOfTwo: 0.4, severe: 10 },
  },
  {
    ...{ metric: 'job_throttled_percent', cause: 'quota', value: 12 },
    text: 'node3 was held back by its CPU quota 12 % of the time: throttled 12 %, the other 7 hosts 0.',
    // 0.5 → 4.49
    ...{ below: 4.4, enough: 4.5, belowOfTwo: 1.9, enoughOfTwo: 2, severe: 20 },
  },
  {
    ...{ metric: 'cpu_thermal_percent', cause: 'thermal', value: 40 },
    text: 'node3 was too hot: a core ran slower 40 % of the time: thermal throttling 40 %, the other 7 hosts 0.',
    // 0.1 → 0.898
    ...{ below: 0.89, enough: 0.9, belowOfTwo: 0.49, enoughOfTwo: 0.5, severe: 20 },
  },
  {
    ...{ metric: 'swap_out_mb_per_s', cause: 'swap', value: 2 },
    // 2 MB/s · 3600 s
    text: 'node3 swapped 7.20 GB: in and out 2.00 MB/s, the other 7 hosts 0.',
    // 0.02 → 0.180
    ...{ below: 0.179, enough: 0.18, belowOfTwo: 0.099, enoughOfTwo: 0.1, severe: 5 },
  },
  {
    ...{ metric: 'pressure_memory_percent', cause: 'memory', value: 20 },
    text: 'programs on node3 waited for memory 20 % of the time (the other 7 hosts 0).',
    // 0.5 → 4.49
    ...{ below: 4.4, enough: 4.5, belowOfTwo: 2.9, enoughOfTwo: 3, severe: 30 },
  },
  {
    ...{ metric: 'net_drops_per_s', cause: 'drops', value: 2 },
    text: 'node3 threw away 7,200 packets of the network: drops 2.00 packets/s, the other 7 hosts 0.',
    // 0.1 → 0.898
    ...{ below: 0.89, enough: 0.9, belowOfTwo: 0.49, enoughOfTwo: 0.5, severe: 100 },
  },
  {
    ...{ metric: 'net_errors_per_s', cause: 'errors', value: 0.5 },
    text: 'node3 had 1,800 damaged packets on its network: errors 0.50 packets/s, the other 7 hosts 0.',
    // 0.01 → 0.0898
    ...{ below: 0.089, enough: 0.09, belowOfTwo: 0.019, enoughOfTwo: 0.02, severe: 10 },
  },
  {
    ...{ metric: 'rdma_errors_per_s', cause: 'errors', value: 0.5 },
    text: 'node3 had 1,800 errors of its RDMA ports: errors 0.50 1/s, the other 7 hosts 0.',
    ...{ below: 0.089, enough: 0.09, belowOfTwo: 0.019, enoughOfTwo: 0.02, severe: 10 },
  },
  {
    ...{ metric: 'nfs_retransmits_per_s', cause: 'retransmits', value: 3 },
    text: 'node3 sent 10,800 requests of NFS again: retransmits 3.00 1/s, the other 7 hosts 0.',
    // 0.05 → 0.449
    ...{ below: 0.44, enough: 0.45, belowOfTwo: 0.19, enoughOfTwo: 0.2, severe: 5 },
  },
  {
    ...{ metric: 'tcp_retransmits_per_s', cause: 'retransmits', value: 30 },
    text: 'node3 sent 108,000 segments of TCP again: retransmits 30.0 1/s, the other 7 hosts 0.',
    // 0.5 → 4.49
    ...{ below: 4.4, enough: 4.5, belowOfTwo: 1.9, enoughOfTwo: 2, severe: 100 },
  },
];

function excessOf(metric: Metric) {
  const found = EXCESSES.find(({ metrics }) => metrics[0] === metric);
  if (found === undefined) throw new Error(`no excess of ${metric}`);
  return found;
}

test('each entry has a case here', () => {
  assert.equal(
    CASES.map(({ metric }) => metric),
    EXCESSES.map(({ metrics: [first] }) => first),
  );
});

for (const { metric, cause, value, text, below, enough, belowOfTwo, enoughOfTwo, severe } of CASES) {
  const excess = excessOf(metric);
  const rule = (look: Parameters<typeof excesses>[0]) => excesses(look, excess);
  const of = (own: number, hosts = HOSTS) => ({ hosts, does: { [metric]: third(own, 0) } });

  test(`${metric}: who has it is told, with how much the others have`, () => {
    const [first, ...more] = foundBy(rule, of(value));
    assert.equal(more, []);
    assert.is(first?.text, text);
    assert.equal(
      [first?.cause, first?.hosts, first?.value, first?.normal, first?.time, first?.phase],
      [cause, ['node3'], value, 0, null, null],
    );
    assert.equal(first?.chart, { metric, hosts: ['node3'], time: null });
  });

  test(`${metric}: so little is nothing, of many and of few`, () => {
    assert.equal(textsBy(rule, of(below)), []);
    assert.is(textsBy(rule, of(enough)).length, 1);
    assert.equal(textsBy(rule, of(belowOfTwo, 3)), []);
    assert.is(textsBy(rule, of(enoughOfTwo, 3)).length, 1);
  });

  test(`${metric}: from so much on it is severe`, () => {
    const severities = [severe * 0.99, severe].map((own) => foundBy(rule, of(own))[0]?.severity);
    assert.equal(severities, ['warning', 'severe']);
  });

  test(`${metric}: of what is not known nothing is said`, () => {
    const does = { [metric]: (host: number) => (host === 2 ? undefined : 0) };
    assert.equal(textsBy(rule, { hosts: HOSTS, does }), []);
    assert.equal(textsBy(rule, { hosts: HOSTS }), []);
  });
}

test('swap in and out are taken together', () => {
  const rule = (look: Parameters<typeof excesses>[0]) => excesses(look, excessOf('swap_out_mb_per_s'));
  // 1 + 2 MB/s over 3600 s.
  const does = { swap_out_mb_per_s: third(1, 0), swap_in_mb_per_s: third(2, 0) };
  assert.match(
    textsBy(rule, { hosts: HOSTS, does })[0] ?? '',
    /^node3 swapped 10\.8 GB: in and out 3\.00 MB/,
  );
});

test.run();
