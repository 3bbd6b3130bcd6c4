import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findingsOf } from '../../../src/report/findings/findings.ts';
import { madeObserved, nodeName } from './made-observed.ts';

/** A healthy run: hosts differ by some percent, the way that host and minute say. */
const wave = (host: number, piece: number) =>
  1 + 0.03 * Math.sin(host * 7 + piece) + 0.02 * Math.cos(host * 3);
const HEALTHY = {
  cpu_busy_percent: (host: number, piece: number) => 60 * wave(host, piece),
  cpu_user_percent: (host: number, piece: number) => 50 * wave(host, piece),
  cpu_system_percent: (host: number, piece: number) => 9 * wave(host, piece),
  cpu_irq_percent: 1,
  cpu_steal_percent: 0,
  disk_write_mb_per_s: (host: number, piece: number) => 200 * wave(host, piece + 5),
};

test('of hosts that all do alike nothing is found', () => {
  for (const hosts of [1, 2, 3, 40, 300]) {
    const { findings, verdict } = findingsOf(madeObserved({ hosts, does: HEALTHY }));
    assert.equal(findings, [], `${hosts} hosts`);
    assert.match(
      verdict[0] ?? '',
      hosts === 1 ? /^Nothing stands out\.$/ : /^Nothing stands out: all \d+ hosts did alike\.$/,
    );
  }
});

test('stolen CPU time is told of the host, with what the others lost', () => {
  const does = { ...HEALTHY, cpu_steal_percent: (host: number) => (host === 26 ? 34 : 0) };
  const { verdict, findings } = findingsOf(madeObserved({ hosts: 40, does }));
  assert.is(
    verdict[0],
    'node27 lost a third of its CPU time to its hypervisor: steal 34 %, the other 39 hosts 0.',
  );
  assert.is(findings[0]?.cause, 'steal');
  assert.equal(findings[0]?.chart, { metric: 'cpu_steal_percent', hosts: ['node27'], time: null });
});

test('what is made up for in a moment after a stall is not what is usual', () => {
  const write = (piece: number) => (piece < 20 || piece > 25 ? 100 : 0);
  const does = {
    ...HEALTHY,
    cpu_user_percent: (_: number, piece: number) => (write(piece) === 0 ? 2 : 50),
    disk_write_mb_per_s: (_: number, piece: number) => (piece === 26 ? 5000 : write(piece)),
  };
  const [first] = findingsOf(madeObserved({ hosts: 3, does })).findings;
  assert.equal([first?.cause, first?.hosts, first?.normal], ['stall', [], 300]);
  assert.match(first?.text ?? '', /for 6:00, from 20:00 to 26:00: before and after that 300 MB\/s\.$/);
});

test('a silence is told that is long for its run', () => {
  const whoIsSilent = (minutes: number, ticks: number) => {
    const gaps = [{ from_tick: 2, to_tick: 1 + ticks, reason: 'its collector did not run' }];
    const status = (host: number) => (host === 2 ? { gaps } : {});
    const made = madeObserved({ hosts: 3, minutes, does: HEALTHY, status });
    const header = { ...made.header, collection_interval_seconds: 1 };
    return findingsOf({ ...made, header }).findings.map(({ cause, hosts }) => [cause, ...hosts]);
  };
  assert.equal(whoIsSilent(60, 20), [['silent', 'node3']]);
  assert.equal(whoIsSilent(60, 19), []);
  assert.equal(whoIsSilent(1, 9), [['silent', 'node3']]);
  assert.equal(whoIsSilent(1, 8), []);
});

test('over some seconds the kernel’s smallest piece of stolen time is nothing', () => {
  const stolen = (percent: number) => {
    const does = { ...HEALTHY, cpu_steal_percent: (host: number) => (host === 1 ? percent : 0) };
    const made = madeObserved({ hosts: 3, minutes: 10, does });
    // The same numbers, a second each.
    const [whole] = made.phases;
    assert.ok(whole);
    const phases = [{ ...whole, end: whole.start + 10_000 }];
    const short = { ...made, phases, pieces: { ...made.pieces, seconds: 1 } };
    return findingsOf(short).findings.map(({ cause, hosts }) => [cause, ...hosts]);
  };
  assert.equal(stolen(0.7), []);
  assert.equal(stolen(0.9), [['steal', 'node2']]);
});

test('a burst is told with its time, to the minute', () => {
  const does = {
    ...HEALTHY,
    swap_in_mb_per_s: (host: number, piece: number) => (host === 2 && piece >= 30 && piece < 34 ? 12 : 0),
    swap_out_mb_per_s: 0,
  };
  const [first] = findingsOf(madeObserved({ hosts: 8, does })).findings;
  assert.is(first?.cause, 'swap');
  assert.equal(first?.hosts, ['node3']);
  assert.match(first?.text ?? '', /^node3 swapped 2\.88 GB from 30:00 to 34:00: in and out 12\.0 MB\/s/);
});

test('what all of the hosts have is told of all', () => {
  const does = { ...HEALTHY, cpu_steal_percent: (host: number) => 12 + (host % 3) };
  const [first] = findingsOf(madeObserved({ hosts: 12, does })).findings;
  assert.equal(first?.hosts, []);
  assert.match(first?.text ?? '', /^All 12 hosts lost 14 % of their CPU time/);
});

test('a slow writer among a thousand is named, and in which phase', () => {
  const slow = (host: number, piece: number) => (host === 776 && piece < 20 ? 0.5 : 1);
  const does = {
    ...HEALTHY,
    disk_write_mb_per_s: (host: number, piece: number) => 200 * wave(host, piece) * slow(host, piece),
  };
  const phases = { write: [0, 20], read: [20, 60] } as const;
  const [first] = findingsOf(madeObserved({ hosts: 1000, does, phases })).findings;
  assert.is(first?.cause, 'slow writer');
  assert.equal([first?.hosts, first?.phase], [[nodeName(776)], 'write']);
});

test('of two hosts one that differs is named, and that nobody can be sure', () => {
  const does = {
    ...HEALTHY,
    cpu_iowait_percent: (host: number) => (host === 1 ? 70 : 0),
  };
  const [first] = findingsOf(madeObserved({ hosts: 2, does })).findings;
  assert.equal(first?.hosts, ['node2']);
  assert.match(first?.text ?? '', /waiting for I\/O 70 %, the other host 0: too few hosts to be sure\.$/);
});

test('what follows from a cause on the same host is evidence for it', () => {
  const does = {
    ...HEALTHY,
    cpu_steal_percent: (host: number) => (host === 5 ? 40 : 0),
    disk_write_mb_per_s: (host: number, piece: number) => (host === 5 ? 90 : 200 * wave(host, piece)),
  };
  const { findings } = findingsOf(madeObserved({ hosts: 20, does }));
  assert.is(findings.length, 1);
  assert.match(findings[0]?.evidence.join('\n') ?? '', /node6 wrote 45 % of what the others wrote/);
});

test('names of hosts stay as they are, also where they begin like a word', () => {
  for (const name of ['a-001', 'the.node', 'one']) {
    const observed = madeObserved({
      hosts: 40,
      does: { ...HEALTHY, cpu_steal_percent: (host: number) => (host === 26 ? 34 : 0) },
    });
    const hosts = observed.hosts.map((host, at) => (at === 26 ? name : host));
    const [said = ''] = findingsOf({ ...observed, hosts }).verdict;
    assert.ok(said.startsWith(`${name} lost a third`), said);
  }
});

test('of one host nothing is said of others', () => {
  const full = { ...HEALTHY, cpu_busy_percent: 99, net_busiest_percent: 97 };
  for (const does of [HEALTHY, full, { ...full, net_busiest_percent: 1 }, { cpu_busiest_percent: 99 }]) {
    const { verdict, limits } = findingsOf(madeObserved({ hosts: 1, does }));
    const said = [...verdict, ...limits.map(({ text }) => text)].join(' ');
    assert.match(said, /the host/);
    assert.not.match(said, /median|each host/);
  }
});

test.run();
