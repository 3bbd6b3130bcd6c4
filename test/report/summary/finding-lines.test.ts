import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding, Findings, PhaseLimit } from '../../../src/report/findings/finding.ts';
import { findingLines, limitLines, shownFindings } from '../../../src/report/summary/finding-lines.ts';
import { hostsToLookAt } from '../../../src/report/summary/odd-hosts.ts';
import { paintFor } from '../../../src/report/summary/paint.ts';

const PLAIN = paintFor('never');

function finding(more: Partial<Finding>): Finding {
  return {
    ...{ cause: 'steal', severity: 'severe', hosts: [], phase: null, time: null, text: 'It was slow.' },
    ...{ evidence: [], chart: null, value: null, normal: null },
    ...more,
  };
}

function limit(phase: string, seconds: number, more: Partial<PhaseLimit> = {}): PhaseLimit {
  const time = { start: 0, end: 1000 * seconds };
  return {
    ...{ phase, time, limit: 'storage', host: null, short: 'storage', text: '', evidence: [], chart: null },
    ...more,
  };
}

const STEAL = finding({
  hosts: ['node\u001b7'],
  text: 'node\u001b7 lost a third of its CPU time to its hypervisor: steal 34 %, the other 39 hosts 0.',
  evidence: ['not shown: it is in the verdict'],
  chart: { metric: 'cpu_busy_percent', hosts: ['node\u001b7'], time: null },
});
const SWAP = finding({
  ...{ cause: 'swap', severity: 'warning', hosts: ['n2', 'n3'], text: 'n2 and n3 swapped.' },
  evidence: ['n2 read 3.0 MB/s back', 'and more'],
  chart: { metric: 'memory_used_kb', hosts: ['n2'], time: null },
});
const FOUND: Findings = {
  verdict: [STEAL.text, 'Storage was not the limit.'],
  verdictOf: [STEAL, null],
  findings: [STEAL, SWAP],
  limits: [],
};

test('the verdict, then the other findings with what argues most for them', () => {
  assert.equal(findingLines(FOUND, 60, PLAIN), [
    'node\\u{1b}7 lost a third of its CPU time to its hypervisor:',
    '  steal 34 %, the other 39 hosts 0.',
    'Storage was not the limit.',
    '- n2 and n3 swapped.',
    '    n2 read 3.0 MB/s back',
  ]);
});

test('colour by how much it matters', () => {
  assert.equal(findingLines({ ...FOUND, verdict: ['a', 'b'] }, 60, paintFor('always')), [
    '\u001b[1;31ma\u001b[0m',
    '\u001b[1mb\u001b[0m',
    '\u001b[1;33m- n2 and n3 swapped.\u001b[0m',
    '    n2 read 3.0 MB/s back',
  ]);
});

test('five findings with those of the verdict, and how many more there are', () => {
  const more = Array.from({ length: 6 }, (_, nth) => finding({ text: `It was ${nth}.` }));
  const found = { ...FOUND, findings: [...more, STEAL] };
  assert.equal(findingLines(found, 100, PLAIN).slice(2), [
    ...['- It was 0.', '- It was 1.', '- It was 2.', '- It was 3.'],
    '  and 2 more findings: see rankstat report, or --json',
  ]);
  assert.equal(
    shownFindings(found).map(({ text }) => text.slice(0, 8)),
    [
      'node\u001b7 l',
      ...Array(4)
        .fill('It was 0')
        .map((text, nth) => text.replace('0', String(nth))),
    ],
  );
});

const limited = (limits: readonly PhaseLimit[], width: number) => limitLines({ ...FOUND, limits }, width);

test('what each phase was limited by, without the whole run; cut with an ellipsis', () => {
  const whole = limit('whole run', 100);
  assert.equal(limited([whole], 100), []);
  const compute = limit('compute', 900, { short: 'CPU, node027', evidence: ['the others waited', 'x'] });
  assert.equal(limited([whole, limit('load', 5.25), compute], 44), [
    'limited by:',
    '  load, 5.3 s: storage',
    '  compute, 15:00: CPU, node027 (the others …',
  ]);
  const many = limited([whole, ...Array.from({ length: 22 }, () => limit('p', 60))], 100);
  assert.equal([many.length, many.at(-1)], [22, '  and 2 more phases: see --json']);
});

test('what is said above does not argue once more', () => {
  const host = limit('a', 60, { short: 'n2', evidence: [STEAL.text, SWAP.text] });
  const other = limit('b', 60, { evidence: [SWAP.text, 'disks were busy'] });
  assert.equal(limited([limit('whole run', 100), host, other], 100), [
    ...['limited by:', '  a, 1:00: n2', '  b, 1:00: storage (disks were busy)'],
  ]);
});

test('odd hosts are those of findings, the worst first, each with the metrics that show it', () => {
  const again = finding({
    hosts: ['n3'],
    severity: 'note',
    chart: { ...SWAP.chart!, metric: 'disk_read_mb_per_s' },
  });
  assert.equal(
    hostsToLookAt([SWAP, again]).map(({ host, severity, metrics }) => [host, severity, [...metrics]]),
    [
      ['n2', 'warning', [['memory_used_kb', 'warning']]],
      [
        'n3',
        'warning',
        [
          ['memory_used_kb', 'warning'],
          ['disk_read_mb_per_s', 'note'],
        ],
      ],
    ],
  );
});

test.run();
