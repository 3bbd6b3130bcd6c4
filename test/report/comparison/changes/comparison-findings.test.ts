import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { comparisonFindings } from '../../../../src/report/comparison/changes/comparison-findings.ts';
import type { HostChange } from '../../../../src/report/comparison/changes/host-changes.ts';
import type { ComparedPhase } from '../../../../src/report/comparison/compared-phase.ts';
import type { Throughput } from '../../../../src/report/comparison/throughput.ts';
import type { Finding } from '../../../../src/report/findings/finding.ts';
import type { Metric } from '../../../../src/series/rates.ts';

type Known = Parameters<typeof comparisonFindings>[0];

function phase(
  label: string,
  beforeSeconds: number,
  afterSeconds: number,
  more: Partial<ComparedPhase> = {},
) {
  const nothing = { beforeLimit: null, afterLimit: null, throughput: [], metrics: [] };
  return { label, beforeSeconds, afterSeconds, ...nothing, ...more };
}

function median(metric: Metric, before: number, after: number) {
  const spread = (value: number) => ({ min: value, q1: value, median: value, q3: value, max: value });
  const both = { before: spread(before), after: spread(after) };
  return { metric, ...both, changePercent: 0, isBeyondSpread: true };
}

function finding(more: Partial<Finding>): Finding {
  const nothing = { phase: null, time: null, evidence: [], chart: null, value: null, normal: null };
  return { cause: 'steal', severity: 'severe', hosts: ['node027'], text: 'What it is.', ...nothing, ...more };
}

const waits: HostChange = {
  ...{ host: 'node027', metric: 'cpu_iowait_percent', phase: 'write', before: 23, after: 58 },
  ...{ othersBefore: 23, othersAfter: 8, others: 39, size: 5, isSure: true },
};
const SAME = [phase('whole run', 3600, 3610), phase('write', 1080, 1085), phase('read', 1200, 1190)];
/** 18:00 → 23:34. */
const LONGER = [phase('whole run', 3600, 3934), phase('write', 1080, 1414), phase('read', 1200, 1190)];

function said(known: Partial<Known>) {
  const problems = { come: [], gone: [], ...known.problems };
  const nothing = { phases: SAME, facts: [], onlyBefore: [], hostChanges: [], time: () => null };
  return comparisonFindings({ ...nothing, ...known, problems });
}

test('which phase took longer, and the host that changed otherwise than the others; then the whole run', () => {
  const { verdict, verdictOf, findings } = said({ phases: LONGER, hostChanges: [waits] });
  assert.equal(verdict, [
    'write took 31 % longer (18:00 → 23:34): node027 waited for I/O 58 % of the time, 23 before; the other 39 hosts 23 → 8.',
    'The whole run took 9.3 % longer (1:00:00 → 1:05:34).',
  ]);
  assert.equal(
    verdictOf.map((change) => change?.kind),
    ['host', 'duration'],
  );
  assert.equal(findings[0]?.chart, { metric: 'cpu_iowait_percent', hosts: ['node027'], time: null });
});

test('a problem that is new is the reason, before all else', () => {
  const come = [finding({ text: 'node003 lost a third of its CPU time: steal 34 %, the other 39 hosts 0.' })];
  const { verdict, verdictOf } = said({
    phases: LONGER,
    hostChanges: [waits],
    problems: { come, gone: [] },
  });
  assert.is(
    verdict[0],
    'write took 31 % longer (18:00 → 23:34): node003 lost a third of its CPU time: steal 34 %, the other 39 hosts 0.',
  );
  assert.equal([verdictOf[0]?.kind, verdictOf[0]?.cause], ['problem', 'steal']);
});

test('less time: what is gone is the reason; a problem that is new is said, but is none', () => {
  const shorter = [phase('whole run', 3600, 3266), phase('write', 1414, 1080)];
  const gone = [finding({ text: 'One core of node3 was full.' })];
  assert.is(
    said({ phases: shorter, problems: { come: [], gone } }).verdict[0],
    'write took 24 % less time (23:34 → 18:00): what was before is gone: one core of node3 was full.',
  );
  assert.is(
    said({ phases: shorter, problems: { come: gone, gone: [] } }).verdict[0],
    'write took 24 % less time (23:34 → 18:00), and new is: one core of node3 was full.',
  );
  const come = [finding({ cause: 'page cache', text: 'All of it came from the page cache.' })];
  assert.match(
    said({ phases: shorter, problems: { come, gone } }).verdict[0] ?? '',
    /18:00\): all of it came/,
  );
});

test('no phase took longer: what is new, else the host, else nothing stands out', () => {
  const come = [finding({ text: 'The clock of n1 is 3 s off.' })];
  assert.is(
    said({ hostChanges: [waits], problems: { come, gone: [] } }).verdict[0],
    'New: the clock of n1 is 3 s off.',
  );
  assert.match(
    said({ hostChanges: [waits] }).verdict[0] ?? '',
    /^Changed most: in write node027 waited for I\/O 58 %/,
  );
  assert.equal(said({}).verdict, [
    'Nothing stands out: no change is more than hosts and runs differ by anyway (1:00:00 → 1:00:10).',
  ]);
  // What was found in the first run only has made no difference.
  assert.match(said({ problems: { come: [], gone: come } }).verdict[0] ?? '', /^Nothing stands out/);
  assert.is(said({ problems: { come: [], gone: come } }).findings[0]?.kind, 'gone');
});

test('time that nothing explains is told from a tenth on', () => {
  const took = (after: number) => said({ phases: [phase('whole run', 1000, after)] }).verdict[0] ?? '';
  assert.match(took(1090), /^Nothing stands out/);
  assert.is(took(1110), 'The whole run took 11 % longer (16:40 → 18:30); no host and no metric tells why.');
  assert.match(took(2500), /took 2\.5 times as long \(16:40 → 41:40\)/);
});

test('more was moved, or all hosts did something else', () => {
  const written: Throughput = {
    ...{ direction: 'written', of: 'hosts', by: 'disks', before: 400, after: 400 },
    ...{ movedBefore: 47_000, movedAfter: 62_000, hostsBefore: 40, hostsAfter: 40 },
  };
  const more = [LONGER[0]!, { ...LONGER[1]!, throughput: [written] }];
  assert.is(
    said({ phases: more }).verdict[0],
    'write took 31 % longer (18:00 → 23:34): more was written, 47 → 62 GB.',
  );
  // Other numbers of hosts move other amounts.
  const fewer = [LONGER[0]!, { ...LONGER[1]!, throughput: [{ ...written, hostsAfter: 50 }] }];
  assert.match(said({ phases: fewer }).verdict[0] ?? '', /; no host and no metric tells why\.$/);
  const all = [LONGER[0]!, { ...LONGER[1]!, metrics: [median('disk_write_mb_per_s', 1400, 1070)] }];
  assert.is(
    said({ phases: all }).verdict[0],
    'write took 31 % longer (18:00 → 23:34): the median host wrote 1.07 GB/s to disks, 1.4 before.',
  );
});

test('what got better is not why a phase took longer, and the other way round', () => {
  const faster: HostChange = {
    ...waits,
    metric: 'disk_write_mb_per_s',
    before: 5,
    after: 20,
    othersAfter: 21,
  };
  assert.match(
    said({ phases: LONGER, hostChanges: [faster] }).verdict[0] ?? '',
    /; no host and no metric tells why/,
  );
  const slower = { ...faster, before: 20, after: 5 };
  assert.match(
    said({ phases: LONGER, hostChanges: [slower] }).verdict[0] ?? '',
    /: node027 wrote 5 MB\/s to disks, 20 /,
  );
  const shorter = [phase('whole run', 3600, 3266), phase('write', 1414, 1080)];
  assert.match(
    said({ phases: shorter, hostChanges: [waits] }).verdict[0] ?? '',
    /; no host and no metric tells why/,
  );
  assert.match(
    said({ phases: shorter, hostChanges: [faster] }).verdict[0] ?? '',
    /: node027 wrote 20 MB\/s to disks, 5 /,
  );
});

test('facts: of the host that is the reason before those of all; a failed benchmark and lost phases before both', () => {
  const facts: Known['facts'] = [
    { what: 'exit code', before: '0', after: '137', of: 'run', hosts: [] },
    { what: 'kernel', before: '6.1', after: '6.2', of: 'all hosts', hosts: [] },
    { what: 'CPUs', before: '64', after: '32', of: 'some hosts', hosts: ['node001'] },
    {
      ...{
        what: 'interface eth0',
        before: '100000 Mb/s, mlx5, MTU 9000',
        after: '10000 Mb/s, mlx5, MTU 9000',
      },
      ...{ of: 'some hosts', hosts: ['node027'] },
    },
  ];
  const { verdict } = said({ phases: LONGER, hostChanges: [waits], facts: facts.slice(1) });
  assert.equal(verdict.slice(1), [
    'Only on node027: interface eth0: 100000 Mb/s → 10000 Mb/s.',
    'The whole run took 9.3 % longer (1:00:00 → 1:05:34).',
  ]);
  assert.equal(said({ facts, onlyBefore: ['read'] }).verdict.slice(1), [
    'The benchmark ended with 137, 0 before.',
    'Not there any more: read.',
  ]);
});

test('hosts that did the same are one change, the worst first; each is told of once, by what tells why', () => {
  const changes: HostChange[] = [
    {
      ...waits,
      metric: 'disk_write_mb_per_s',
      before: 100,
      after: 20,
      othersBefore: 100,
      othersAfter: 90,
      size: 9,
    },
    waits,
    { ...waits, host: 'node028', after: 50, size: 4 },
  ];
  const { findings } = said({ hostChanges: changes });
  assert.equal(
    findings.map(({ hosts }) => hosts),
    [['node027', 'node028']],
  );
  assert.is(
    findings[0]?.text,
    'in write node027 waited for I/O 58 % of the time, 23 before (the most of 2 hosts: node027, node028); the other 38 hosts 23 → 8.',
  );
  assert.equal(findings[0]?.evidence, [
    'write: node027 Disk write 100 → 20 MB/s, others 100 → 90 MB/s',
    'write: node027 CPU iowait 23 → 58 %, others 23 → 8',
  ]);
});

test('two hosts: it is not sure', () => {
  const change = { ...waits, others: 1, isSure: false };
  assert.match(
    said({ hostChanges: [change] }).verdict[0] ?? '',
    /23 before; the other host 23 → 8: too few hosts to be sure\.$/,
  );
});

test.run();
