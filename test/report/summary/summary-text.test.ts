import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding, Findings } from '../../../src/report/findings/finding.ts';
import type { HostSummary, MetricSummaries, Summary } from '../../../src/report/summary/summary.ts';
import { renderSummary } from '../../../src/report/summary/summary-text.ts';
import type { BenchmarkResult } from '../../../src/result/result.ts';
import { printable } from '../../../src/system/text/printable.ts';
import { blockDevice, exampleHeader, exampleInfo, noonPlus } from '../../series/example.ts';
import { nothingObserved } from '../example-observed.ts';

const NOTHING = {
  ...{ diskRead: null, diskWritten: null, nfsRead: null, nfsWritten: null, nfsAppRead: null },
};
/** What happened is for other tests. */
const findings: Findings = {
  ...{ verdict: ['Nothing stands out.'], verdictOf: [null], findings: [], limits: [] },
};
const PLAIN = { width: 100, color: 'never', findings } as const;

function metrics(more: MetricSummaries): MetricSummaries {
  return {
    cpu_busy_percent: null,
    cpu_iowait_percent: null,
    memory_used_kb: null,
    disk_read_mb_per_s: null,
    disk_write_mb_per_s: null,
    net_rx_mb_per_s: null,
    net_tx_mb_per_s: null,
    ...more,
  };
}

function hostSummary(host: string, more: Partial<HostSummary> = {}): HostSummary {
  const cells = metrics({ cpu_busy_percent: { mean: 50, max: 70 } });
  return { host, status: 'complete', reason: null, samples: 5, overhead: undefined, metrics: cells, ...more };
}

function summary(hosts: HostSummary[], more: Partial<Summary['header']> = {}): Summary {
  const spacing = { least: 10, most: 10 };
  const header = exampleHeader({ num_samples: 5, ...more });
  return {
    header,
    window: 'benchmark',
    spacing,
    hosts,
    moved: NOTHING,
    cache: { windows: [], silent: [] },
    observed: nothingObserved(header),
    phases: [],
    morePhases: 0,
  };
}

test('a host whose network is not known is named, with the interface', () => {
  const lines = renderSummary(
    summary([hostSummary('node1'), hostSummary('node2', { unknownInterfaces: ['eth1', 'ens\u001b7'] })]),
    PLAIN,
  ).split('\n');
  assert.equal(
    lines.filter((line) => line.includes('network')),
    [`  network of node2 not known: /sys did not say what ${printable('eth1, ens\u001b7')} is`],
  );
  const many = Array.from({ length: 12 }, (_, nth) =>
    hostSummary(`n${nth}`, { unknownInterfaces: ['eth1'] }),
  );
  assert.match(renderSummary(summary(many), PLAIN), /network of n9 not known: .*\n {2}and of 2 more hosts\n/);
});

test('that processes of the job were killed for want of memory is told, with the hosts', () => {
  const told = (...hosts: HostSummary[]) =>
    renderSummary(summary(hosts), { ...PLAIN, width: 200 })
      .split('\n')
      .filter((line) => line.includes('OOM'));
  assert.equal(told(hostSummary('node1'), hostSummary('node2', { oomKills: 0 })), []);
  assert.equal(told(hostSummary('n1', { oomKills: 2 }), hostSummary('n\u001b7', { oomKills: 1 })), [
    `  the job's memory was full, and processes of it were killed (OOM): 2 on n1, 1 on ${printable('n\u001b7')}`,
  ]);
  const many = Array.from({ length: 12 }, (_, nth) => hostSummary(`n${nth}`, { oomKills: 1 }));
  assert.match(told(...many)[0] ?? '', /1 on n9, and some on 2 more hosts$/);
});

test('NFS has columns where a host has NFS', () => {
  const heads = (hosts: HostSummary[]) =>
    renderSummary(summary(hosts), { ...PLAIN, width: 200 })
      .split('\n')
      .find((line) => line.startsWith('mean/max'))
      ?.split(/ {2,}/)
      .slice(-2);
  assert.equal(heads([hostSummary('node1')]), ['rx MB/s', 'tx MB/s']);
  const cells = metrics({ nfs_read_mb_per_s: { mean: 5, max: 7 } });
  const heading = heads([hostSummary('node1'), hostSummary('node2', { metrics: cells })]);
  assert.equal(heading, ['tx MB/s', 'NFS rd MB/s']);
});

test('amounts are never cut off: what is too long for the terminal goes on in the next line', () => {
  const moved = { diskRead: 10.2, diskWritten: 20.5, nfsRead: 2300, nfsWritten: 2500, nfsAppRead: 5300 };
  const remarks = ['x'.repeat(90)];
  const results: BenchmarkResult[] = [
    { format: 'fio', tool: 'fio', phases: [], operations: [], printed: [], remarks },
  ];
  const lines = renderSummary({ ...summary([hostSummary('node1')]), moved }, { ...PLAIN, width: 60, results })
    .split('\n')
    .filter((line) => /NFS|came|says|xx|seen|took/.test(line));
  assert.equal(lines, [
    '  NFS: applications read 5.30 GB, servers gave 2.30 GB;',
    '      3.00 GB came from the page cache',
    '  fio says: nothing of how much it has moved',
    `    ${'x'.repeat(55)}…`,
    '  hosts have seen: disks read 10.2 MB, wrote 20.5 MB; NFS',
    '      servers gave 2.30 GB, took 2.50 GB',
  ]);
});

test('what the benchmark says of its phases, and what hosts have seen meanwhile', () => {
  const bytes = (least: bigint, most = least) => ({ least, most, basis: 'counted' }) as const;
  const moved = { ...NOTHING, diskRead: 0, diskWritten: 7 };
  const at = { start: 1000, end: 3500 };
  const phases: Summary['phases'] = [
    { phase: { label: 'w', tool: 'fio', ...at, written: bytes(12_000_000n) }, moved },
    { phase: { label: 'mdtest', tool: 'mdtest', ...at }, moved: NOTHING },
  ];
  const marks = [{ time: noonPlus(1), label: 'mark' }];
  const told = { ...summary([hostSummary('node1')], { marks }), phases, morePhases: 3, moved };
  const lines = renderSummary(told, PLAIN)
    .split('\n')
    .filter((line) => /fio|more phases/.test(line));
  // 12 MB in 2.5 s
  assert.equal(lines, ['  fio, w: benchmark 4.80 MB/s written', '  and 3 more phases: see --json']);
});

test('what happened stands above the table, with whom it was; it is not said again below', () => {
  const finding = (cause: Finding['cause'], phase: string | null, text: string): Finding => ({
    ...{ cause, phase, text, severity: 'severe', hosts: ['node1'], time: null, evidence: [] },
    ...{ value: null, normal: null, chart: { metric: 'cpu_busy_percent', hosts: ['node1'], time: null } },
  });
  const oom = finding('oom', null, 'node1 killed a process.');
  const cache = finding('benchmark', 'w', 'It came from the page cache.');
  const moved = { ...NOTHING, diskRead: 0, diskWritten: 7 };
  const phase = {
    tool: 'fio',
    start: 1000,
    end: 2000,
    written: { least: 9n ** 9n, most: 9n ** 9n, basis: 'counted' },
  } as const;
  const phases = [
    { phase: { ...phase, label: 'w' }, moved },
    { phase: { ...phase, label: 'x' }, moved },
  ];
  const told = { ...summary([hostSummary('node2'), hostSummary('node1', { oomKills: 1 })]), phases };
  const text = (findings: readonly Finding[]) => {
    const found = { verdict: [oom.text], verdictOf: [oom], findings, limits: [] };
    return renderSummary({ ...told, moved }, { ...PLAIN, findings: found });
  };
  const start =
    '2 of 2 hosts complete\n\nnode1 killed a process.\n- It came from the page cache.\n\nmean/max';
  const lines = text([oom, { ...cache, phase: 'fio, w' }]);
  assert.ok(lines.includes(start), lines);
  assert.match(lines, /\n\*node1 +50\/70\* .*\nnode2 +50\/70 /);
  assert.not.match(lines, 'OOM');
  assert.not.match(lines, 'fio, w');
  assert.match(lines, '  fio, x: benchmark 387 MB/s written\n');
});

test('mounts that nothing counts are named, with how many hosts have them', () => {
  const info = (mounts: [target: string, type: string][], sources = {}, settings?: Record<string, string>) =>
    exampleInfo({
      sources,
      settings,
      mounts: mounts.map(([target, type]) => ({ source: 's', target, type })),
    });
  const host_info = {
    node1: info(
      [
        ['/', 'ext4'],
        ['/scratch', 'lustre'],
        ['/home', 'nfs4'],
      ],
      { nfs: 'ok' },
    ),
    node2: info(
      [
        ['/scratch', 'lustre'],
        ['/home', 'nfs4'],
      ],
      { nfs: 'denied: no permission' },
    ),
    node3: info([
      ['/app', 'fuse.squashfuse'],
      ['/g\u001b', 'fuse.goofys'],
      ['/tmp', 'tmpfs'],
    ]),
    // Of a file of before nothing is said of NFS; of one that was to be made without it, that it was not seen.
    node4: info([['/old', 'nfs']]),
    node5: info([['/left-out', 'nfs']], { diskstats: 'ok' }, {}),
  };
  const lines = renderSummary(summary([hostSummary('node1')], { host_info }), { ...PLAIN, width: 200 })
    .split('\n')
    .filter((line) => line.includes('not seen'));
  const rest = 'what goes through it is in no number of a file system here';
  assert.equal(lines, [
    `  not seen: /scratch (lustre) of 2 hosts; ${rest}`,
    `  not seen: /home (nfs4) of 1 host; ${rest}`,
    `  not seen: ${printable('/g\u001b')} (fuse.goofys) of 1 host; ${rest}`,
    `  not seen: /left-out (nfs) of 1 host; ${rest}`,
  ]);
});

test('states of targets that nobody wants, with how many hosts have seen them', () => {
  const states = Array.from(
    { length: 12 },
    (_, nth) => [`Lustre fs${nth}: OSTs were evicted`, nth + 1] as const,
  );
  const text = renderSummary({ ...summary([hostSummary('node1')]), targetStates: states }, PLAIN);
  assert.match(text, '  Lustre fs0: OSTs were evicted, seen by 1 host\n');
  assert.match(text, '  Lustre fs9: OSTs were evicted, seen by 10 hosts\n  and 2 more states\n');
});

test('disks that are elsewhere are told of, and hosts that are seen from a network namespace', () => {
  const disk = { ...blockDevice('nvme3n1'), transport: 'nvme-tcp' };
  const host_info = {
    node1: exampleInfo({ block_devices: [disk] }),
    node2: exampleInfo({ block_devices: [disk, blockDevice('sda')], namespaces: ['mnt', 'pid', 'net'] }),
    node3: exampleInfo({ namespaces: ['mnt', 'user'] }),
  };
  const text = renderSummary(summary([hostSummary('node1')], { host_info }), { ...PLAIN, width: 200 });
  assert.match(
    text,
    '  over a network: disks nvme3n1 (nvme-tcp) of 2 hosts; what they carry is in the numbers of the network, too\n',
  );
  assert.match(
    text,
    "  the network of node2 is seen from a network namespace, as of a container: not all of the host's\n",
  );
});

function overhead(cpu: number, wall_seconds: number, max_rss_kb: number): HostSummary['overhead'] {
  const rest = { bytes_sent: 0, samples: 3, seconds_by_source: {} };
  return { cpu_user_seconds: cpu, cpu_system_seconds: cpu, wall_seconds, max_rss_kb, ...rest };
}

test('why there is no table', () => {
  const line = (samples: number) => {
    const nothing = hostSummary('node1', { samples, metrics: metrics({}) });
    return renderSummary(summary([nothing], { num_samples: samples }), PLAIN)
      .split('\n')
      .at(-3);
  };
  assert.is(line(0), 'there are no samples');
  assert.is(line(2), 'the run was too short for rates');
  assert.is(line(30), 'no rates: nothing that they are made of was sampled');
});

test('a host of which there are samples and no rates is named', () => {
  const none = (host: string, samples: number) => hostSummary(host, { samples, metrics: metrics({}) });
  const lines = (hosts: HostSummary[]) =>
    renderSummary(summary(hosts), PLAIN)
      .split('\n')
      .filter((line) => line.includes('no rates'));
  assert.equal(lines([hostSummary('node1'), none('node2', 1), none('node3', 0)]), ['  no rates of node2']);
  const many = Array.from({ length: 12 }, (_, nth) => none(`n${nth}`, 1));
  assert.equal(lines([hostSummary('node1'), ...many]), [
    '  no rates of n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more hosts',
  ]);
});

test('a run that ends before it begins has no length', () => {
  const benchmark = { ...exampleHeader().benchmark, end_time: noonPlus(-5) };
  const [, line] = renderSummary(summary([], { benchmark }), PLAIN).split('\n');
  assert.match(line ?? '', /^ended before it began, by the clocks, exit code 0, /);
});

test('of how many collectors the cost is known, if not of all that came', () => {
  const hosts = [
    hostSummary('node1', { overhead: overhead(0.01, 20, 46 * 1024) }),
    hostSummary('node2', { status: 'partial', reason: 'killed' }),
    hostSummary('node3', { status: 'missing', reason: 'its collector never reached rank 0' }),
  ];
  const lastLine = (of: HostSummary[]) => renderSummary(summary(of), PLAIN).split('\n').at(-2);
  assert.match(
    lastLine(hosts) ?? '',
    /^collectors: at most 0\.10 % .* 46 MiB resident, known of 1 of 2 hosts$/,
  );
  assert.match(lastLine([hosts[0]!, hosts[2]!]) ?? '', /46 MiB resident$/);
});

test('what took no time has no share', () => {
  const text = renderSummary(summary([hostSummary('node1', { overhead: overhead(1e12, 1e-320, 1) })]), PLAIN);
  assert.match(text, /collectors: what they cost is not known/);
});

test('the whole text of two hosts', () => {
  const cells = {
    cpu_busy_percent: { mean: 50, max: 70.4 },
    cpu_iowait_percent: { mean: 0, max: 3 },
    memory_used_kb: { mean: 1024 * 1024, max: 12.5 * 1024 * 1024 },
    disk_read_mb_per_s: { mean: 0, max: 0.256 },
    disk_write_mb_per_s: { mean: 999.6, max: 1024 },
    net_rx_mb_per_s: { mean: 3, max: 10.26 },
  };
  const text = renderSummary(
    summary([
      hostSummary('node1', { metrics: metrics(cells), overhead: overhead(0.01, 20, 46 * 1024) }),
      hostSummary('n2', {
        status: 'partial',
        reason: 'ticks 3 to 5: late',
        overhead: overhead(0.02, 20, 45 * 1024),
      }),
    ]),
    PLAIN,
  );
  assert.is(
    text,
    [
      'training: dlio_benchmark workload=unet3d',
      '20.0 s, exit code 0, 5 samples, every 10 s, means over benchmark, collectors by slurm',
      '1 of 2 hosts complete',
      '  n2 is partial: ticks 3 to 5: late',
      '',
      'Nothing stands out.',
      '',
      'mean/max  CPU %  iowait %    mem GiB  read MB/s  write MB/s    rx MB/s  tx MB/s',
      'node1     50/70       0/3  1.00/12.5     0/0.26   1000/1024  3.00/10.3        -',
      'n2        50/70         -          -          -           -          -        -',
      'collectors: at most 0.20 % of one core with their start, 46 MiB resident', // 2 × 0.02 s in 20 s
      '',
    ].join('\n'),
  );
});

test('a run on this host alone, whose benchmark is not known', () => {
  const { benchmark } = exampleHeader();
  const unknown = { command: null, start_time: null, end_time: null, exit_code: null, launcher: 'none' };
  const text = renderSummary(
    summary([], { benchmark: { ...benchmark, ...unknown }, collection_method: 'local' }),
    PLAIN,
  );
  assert.is(
    text,
    [
      'training',
      '20.0 s, 5 samples, every 10 s, means over benchmark, this host alone',
      '0 of 0 hosts complete',
      '',
      'Nothing stands out.',
      '',
      'the run was too short for rates',
      'collectors: what they cost is not known',
      '',
    ].join('\n'),
  );
});

test('more than forty hosts are their spread; none is named that nothing is found of', () => {
  // Host n waits n %, at most n + 100 %, in an order that is not sorted.
  const hosts = Array.from({ length: 41 }, (_, index) => (index * 7) % 41).map((n) =>
    hostSummary(`node${n}`, { metrics: metrics({ cpu_iowait_percent: { mean: n, max: n + 100 } }) }),
  );
  const lines = renderSummary(summary(hosts), PLAIN).split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('mean/max')) + 1, -2);
  assert.equal(
    table.map((line) =>
      line
        .trim()
        .split(/\s+/)
        .filter((cell) => cell !== '-')
        .join(' '),
    ),
    ['(least) 0/100', '(median) 20/120', '(most) 40/140'],
  );
});

test('of an even number of hosts the median is between the two in the middle', () => {
  const hosts = Array.from({ length: 42 }, (_, n) => {
    const mean = n === 20 ? 116.2 : n === 21 ? 177 : n < 20 ? n : 200 + n;
    return hostSummary(`node${n}`, { metrics: metrics({ disk_read_mb_per_s: { mean, max: mean } }) });
  });
  const lines = renderSummary(summary(hosts), PLAIN).split('\n');
  assert.match(lines.find((line) => line.startsWith('(median)')) ?? '', /^\(median\)[ -]* 147\/147[ -]*$/);
});

test('forty hosts have a row each', () => {
  const hosts = Array.from({ length: 40 }, (_, n) => hostSummary(`node${n}`));
  const lines = renderSummary(summary(hosts), PLAIN).split('\n');
  assert.is(lines.filter((line) => line.startsWith('node')).length, 40);
});

test('ten incomplete hosts are named, the others counted', () => {
  const hosts = Array.from({ length: 13 }, (_, n) =>
    hostSummary(`node${n}`, { status: 'missing', reason: 'never said hello', metrics: metrics({}) }),
  );
  const lines = renderSummary(summary(hosts), PLAIN).split('\n');
  assert.is(lines.filter((line) => line.endsWith(' is missing: never said hello')).length, 10);
  assert.ok(lines.includes('  and 3 more hosts'));
  assert.ok(lines.includes('0 of 13 hosts complete'));
});

test('escape sequences from elsewhere are shown, not obeyed', () => {
  const { benchmark } = exampleHeader();
  const bad = '\u001b]0;x\u0007';
  const text = renderSummary(
    summary([hostSummary(`a${bad}`, { status: 'partial', reason: `b${bad}` })], {
      benchmark: { ...benchmark, type: `c${bad}`, command: [`d${bad}`], launcher: `e${bad}` },
    }),
    PLAIN,
  );
  assert.not.match(text, /[^\P{Cc}\n]/u);
  const shown = '\\u{1b}]0;x\\u{7}';
  for (const letter of 'abcde') assert.ok(text.includes(`${letter}${shown}`), letter);
  assert.ok(
    text.split('\n').some((line) => line.startsWith(`a${shown}  `)),
    'in the table',
  );
});

test('no line is longer than 100 columns, whatever the names', () => {
  const { benchmark } = exampleHeader();
  const high = { mean: 12_345, max: 12_345 };
  const cells = { ...metrics({}), disk_read_mb_per_s: high, net_rx_mb_per_s: high };
  const long = 'x'.repeat(300);
  const hosts = [hostSummary(long, { status: 'partial', reason: long, metrics: cells })];
  const header = { benchmark: { ...benchmark, command: [long], launcher: long } };
  const lines = renderSummary(summary(hosts, header), PLAIN).split('\n');
  assert.equal(
    lines.filter((line) => line.length > 100),
    [],
  );
  // The run, its facts, the host's reason and its row.
  assert.is(lines.filter((line) => line.includes('…')).length, 4);
});

test('a collector that ran for no time is not divided by', () => {
  const none = hostSummary('node1', { overhead: overhead(0, 0, 1024) });
  assert.match(renderSummary(summary([none]), PLAIN), 'collectors: what they cost is not known');
  const other = hostSummary('node2', { overhead: overhead(0.1, 20, 40 * 1024) });
  assert.match(
    renderSummary(summary([none, other]), PLAIN),
    'at most 1.00 % of one core with their start, 40 MiB',
  );
});

test('color is the one thing that colored text has more', () => {
  const colored = renderSummary(summary([hostSummary('node1')]), { ...PLAIN, color: 'always' });
  assert.match(colored, '\u001b[1mNothing stands out.\u001b[0m\n');
  assert.is(
    colored.replace('\u001b[1m', '').replace('\u001b[0m', ''),
    renderSummary(summary([hostSummary('node1')]), PLAIN),
  );
});

test('hosts of which the file does not say how complete they are', () => {
  const lines = (...hosts: HostSummary[]) => renderSummary(summary(hosts), PLAIN).split('\n').slice(2, 5);
  const unknown = hostSummary('renamed', { status: 'unknown' });
  const nothing = hostSummary('none', { status: 'unknown', samples: 0, metrics: metrics({}) });
  // A file of another program: there is no ledger.
  assert.equal(lines(unknown, nothing).slice(0, 2), [
    '2 hosts; how complete they are is not in the file',
    '  none is unknown: there is no sample of it',
  ]);
  // One of ours in which somebody has renamed one host and dropped another.
  assert.equal(lines(hostSummary('a'), unknown, nothing), [
    '1 of 3 hosts complete',
    '  renamed is unknown: host_status has nothing of it',
    '  none is unknown: there is no sample of it',
  ]);
});

test.run();
