import { constants } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS, diagnosed } from '../../src/doctor/checks.ts';
import type { Line } from '../../src/doctor/report.ts';
import type { HostSeen, LaunchSeen, Seen } from '../../src/doctor/seen.ts';
import { diagnosisJson } from '../../src/doctor/views.ts';
import { healthy, LAUNCH, site } from './a-site.ts';

const NODES = ['node1', 'node2', 'node3'];

function troubles(seen: Seen): Line[] {
  return diagnosed(seen).lines.filter(({ level }) => level !== 'ok');
}

test('a healthy site has no trouble, and each check says something', () => {
  const { lines, verdict, exitCode } = diagnosed(
    site({
      commandProblem: null,
      configuration: {
        settings: ['interval = 5 (/etc/rankstat.conf:1)'],
        faults: [],
        file: '/etc/rankstat.conf is read',
      },
    }),
  );
  assert.equal(
    lines.filter(({ level }) => level !== 'ok'),
    [],
  );
  assert.equal(
    [...new Set(lines.map(({ check }) => check))],
    CHECKS.map(([name]) => name),
  );
  assert.equal([verdict, exitCode], ['A run would work: 3 hosts would be recorded.', 0]);
  assert.equal(lines.find(({ check }) => check === 'node')?.hosts, NODES);
});

/** What is wrong with node3; its level, a part of what is said, and the exit code. */
const OF_A_HOST: Record<string, [wrong: Partial<HostSeen>, level: string, said: RegExp, exitCode: number]> = {
  addon: [
    { addon_problem: 'wrong ELF class' },
    'fault',
    /does not load in Node\.js 24\.1\.0 \(x64, glibc 2\.34\): wrong ELF/,
    75,
  ],
  installation: [
    { installation: { root: '/opt/r', wrong: ['dist/a', 'bin/b'] } },
    'fault',
    /in \/opt\/r .*: dist\/a, bin\/b$/,
    75,
  ],
  'installation of another version': [{ version: '0.1.0' }, 'warning', /0\.1\.0 here, and 0\.2\.0 where/, 0],
  'network to run': [
    { to_asker: [{ host: 'fd00::1', port: 25_000, problem: 'refused' }] },
    'fault',
    /cannot reach node1, where run is started, \(TCP ports 25000-25009\): \[fd00::1\]:25000: refused/,
    75,
  ],
  'network to rank 0': [
    { to_rank0: [{ host: '10.0.0.1', port: 25_001, problem: 'no answer' }] },
    'fault',
    /node1 of rank 0/,
    75,
  ],
  'clock of 1 s': [
    { clock: { offset_ms: -999.5, error_ms: 0.6 } },
    'warning',
    /1\.000 s ± 0\.60 ms behind of node1/,
    0,
  ],
  'clock of 5 s': [
    { clock: { offset_ms: 4999.9, error_ms: 0.2 } },
    'fault',
    /5\.000 s ± 0\.20 ms ahead of node1/,
    75,
  ],
  sources: [
    { sources: [{ name: 'vmstat', outcome: 'denied: no permission' }] },
    'fault',
    /^vmstat cannot be read: no permission/,
    75,
  ],
  mounts: [
    { blind_mounts: [{ target: '/gpfs', type: 'gpfs', tested: true }] },
    'warning',
    /under test is on \/gpfs \(gpfs\)/,
    0,
  ],
  'limits of descriptors': [
    { limits: { ...healthy('x').limits, open_files: 47 } },
    'fault',
    /-n is 47: a collector needs 48/,
    75,
  ],
  'limits of addresses': [
    { limits: { ...healthy('x').limits, address_space_bytes: 9e8 } },
    'fault',
    /-v is 900 MB/,
    75,
  ],
  'limits of addresses, near': [
    { limits: { ...healthy('x').limits, address_space_bytes: 16e8 } },
    'warning',
    /-v is 1600 MB: Node.js reserves some 1\.3 GB/,
    0,
  ],
  'limits of addresses, for the Node.js of the tarball': [
    { limits: { ...healthy('x').limits, address_space_bytes: 14e8 } },
    'fault',
    /-v is 1400 MB/,
    75,
  ],
  'limits of addresses, for an older Node.js': [
    {
      node: { ...healthy('x').node, version: '22.17.1' },
      limits: { ...healthy('x').limits, address_space_bytes: 14e8 },
    },
    'warning',
    /-v is 1400 MB: Node.js reserves some 900 MB/,
    0,
  ],
  'limits of files': [
    { limits: { ...healthy('x').limits, file_size_bytes: 4096 } },
    'fault',
    /-f is 0\.00 MB/,
    75,
  ],
  'limits of threads': [
    { limits: { ...healthy('x').limits, processes: 32 } },
    'warning',
    /-u is 32, and this user has 20/,
    0,
  ],
  variables: [{ variables: ['NODE_OPTIONS', 'SSL_CERT_FILE'] }, 'warning', /^NODE_OPTIONS is set/, 0],
  signals: [
    { signals: { blocked: [], ignored: [constants.signals.SIGUSR1] } },
    'warning',
    /^SIGUSR1 is blocked or ignored/,
    0,
  ],
  'results that are not shared': [
    { results: { ...healthy('x').results, shared: false } },
    'warning',
    /not the one where doctor/,
    0,
  ],
  'results that cannot be written': [
    { results: { ...healthy('x').results, problem: 'EACCES' } },
    'warning',
    /could keep nothing/,
    0,
  ],
};

for (const [what, [wrong, level, said, exitCode]] of Object.entries(OF_A_HOST)) {
  test(`${what}, of one host`, () => {
    const seen = site({}, wrong);
    const [line, ...others] = troubles(seen);
    assert.equal(others, []);
    assert.ok(line);
    assert.is(line.check, what.split(' ')[0]);
    assert.is(line.level, level);
    assert.equal(line.hosts, ['node3']);
    assert.match(line.seen, said);
    assert.ok(line.todo);
    assert.is(diagnosed(seen).exitCode, exitCode);
  });
}

test('hosts that say the same are in one line, and a host without a name is one that would be missing', () => {
  const absent = ['node2', 'node3'].map((host) => ({ host, reason: 'no Node.js found' }));
  const two = site({ launch: { ...LAUNCH, answered: 1, absent }, hosts: [healthy('node1')] });
  assert.equal(
    troubles(two).map(({ hosts }) => hosts),
    [['node2', 'node3']],
  );
  assert.is(diagnosed(two).verdict, 'A run would work in part: not recorded would be node2, node3.');
  const all = site({ launch: { ...LAUNCH, answered: 0, absent }, hosts: [healthy('login')] });
  assert.equal([troubles(all).length, diagnosed(all).exitCode], [1, 69]);
  const unnamed = site({
    launch: { ...LAUNCH, answered: 2, silentCount: 1 },
    hosts: [healthy('node1'), healthy('node2', 1)],
  });
  assert.is(
    diagnosed(unnamed).verdict,
    'A run would work in part: not recorded would be hosts whose names are not known.',
  );
});

test('JSON: two hosts of one name are two', () => {
  const seen = site({ hosts: [healthy('node1'), healthy('node1', 1)] });
  assert.equal(Object.keys(JSON.parse(diagnosisJson(diagnosed(seen), seen)).hosts), ['node1', 'node1#1']);
});

test('what to do about the network, with a range of ports and without', () => {
  const problem = 'no answer in 3 s, as of a firewall';
  const cut = healthy('node2', 1, { to_asker: [{ host: '198.18.0.11', port: 40_001, problem }] });
  const said = (ports: string) => troubles(site({ ports, hosts: [healthy('node1'), cut] }))[0];
  assert.match(said('TCP ports 25000-25009')?.seen ?? '', /, \(TCP ports 25000-25009\): 198\.18/);
  assert.match(said('TCP ports 25000-25009')?.todo ?? '', /^let TCP ports 25000-25009 through/);
  assert.match(said('any TCP port')?.seen ?? '', /^cannot reach node1, where run is started: 198\.18/);
  assert.match(
    said('any TCP port')?.todo ?? '',
    /^let TCP connections through .* to any port or to some that/,
  );
});

test('a directory of another host that is not the same, and cannot be written: both are said', () => {
  const results = { ...healthy('x').results, shared: false, problem: 'EROFS' };
  const [line] = troubles(site({ hosts: [healthy('node1'), healthy('node2', 1, { results })] }));
  assert.match(line?.seen ?? '', /is not the one where doctor was asked \(EROFS\): what a host/);
});

/** What is wrong with the launch; a part of what is said, and the exit code. */
const OF_A_LAUNCH: Record<
  string,
  [wrong: Partial<LaunchSeen>, hosts: HostSeen[] | undefined, said: RegExp, exitCode: number]
> = {
  'nothing can be chosen': [
    { launcher: null, why: 'no srun in PATH', tried: 'nothing' },
    undefined,
    /nothing can start the collectors: no srun in PATH/,
    69,
  ],
  'no launcher': [
    { launcher: 'local', why: 'none', lacksLauncher: true, tried: 'nothing', command: null },
    undefined,
    /collectors on 3 nodes of it: none/,
    75,
  ],
  'a starter that fails': [
    { tried: 'a trivial program', wentWell: false, end: 'exit code 1', said: ['srun: error'], answered: 0 },
    undefined,
    /cannot start a trivial program on the nodes: it ended with exit code 1; it said: srun: error/,
    69,
  ],
  'a starter that hangs': [
    { wentWell: false, answered: 0 },
    undefined,
    /cannot start doctor on the nodes: it has not ended in 30 s; it said nothing/,
    69,
  ],
  'a starter that starts too few': [
    { tried: 'a trivial program', answered: 2 },
    undefined,
    /was started on 2 of 3 nodes only/,
    75,
  ],
  'a host that is silent': [
    { answered: 2, silent: ['node3'], silentCount: 1, said: ['node3: down'] },
    [healthy('node1'), healthy('node2', 1)],
    /^no answer in 30 s; the launcher said: node3: down/,
    75,
  ],
  'a host without a name that is silent': [
    { answered: 2, silentCount: 1 },
    [healthy('node1'), healthy('node2', 1)],
    /^a host whose name is not known: no answer/,
    75,
  ],
  'a host that says that it cannot': [
    { answered: 2, absent: [{ host: 'node3', reason: 'no Node.js found' }] },
    [healthy('node1'), healthy('node2', 1)],
    /^no collector can start here: no Node\.js found/,
    75,
  ],
  'rank 0 that is silent': [
    { answered: 2, silent: ['node1'], silentCount: 1 },
    [healthy('node2', 1), healthy('node3', 2)],
    /rank 0, which gathers, is among/,
    69,
  ],
};

for (const [what, [wrong, hosts, said, exitCode]] of Object.entries(OF_A_LAUNCH)) {
  test(what, () => {
    const seen = site({ launch: { ...LAUNCH, ...wrong }, ...(hosts && { hosts }) });
    const lines = troubles(seen);
    assert.ok(
      lines.some((line) => line.level === 'fault' && said.test(line.seen)),
      lines.map((line) => line.seen).join('\n'),
    );
    assert.is(diagnosed(seen).exitCode, exitCode);
  });
}

test('what is wrong with rank 0, or with all hosts, or where it is asked, is wrong with the run', () => {
  const problem = 'EROFS';
  const results = { ...healthy('x').results, problem };
  const rank0 = site({ hosts: [healthy('node1', 0, { addon_problem: problem }), healthy('node2', 1)] });
  const all = site({ hosts: [1, 2].map((rank) => healthy(`node${rank}`, rank, { addon_problem: problem })) });
  const writes = site({ hosts: [healthy('node4', 0, { results }), healthy('node2', 1)] });
  const asks = site({ here: healthy('login', 0, { results }) });
  for (const seen of [
    rank0,
    all,
    writes,
    asks,
    site({ portsProblem: 'no' }),
    site({ commandProblem: 'x is not in PATH' }),
  ]) {
    const { verdict, exitCode } = diagnosed(seen);
    assert.equal([verdict, exitCode], ['A run would not work.', 69]);
  }
});

test('room for the files: by what a host takes', () => {
  const room = (free_bytes: number) =>
    troubles(
      site({
        hosts: [
          healthy('node1', 0, { results: { ...healthy('x').results, free_bytes } }),
          healthy('node2', 1),
        ],
      }),
    );
  assert.equal(room(90e6), []);
  assert.match(room(89e6)[0]?.seen ?? '', /89\.0 MB free: 2 hosts with 3600 samples each need 90\.0 MB/);
  assert.is(room(9e6)[0]?.level, 'warning');
  assert.equal([room(8.9e6)[0]?.level, diagnosed(site()).exitCode], ['fault', 0]);
});

test('worst comes first; where nothing but this host was looked at the verdict says so', () => {
  const { lines, verdict } = diagnosed(
    site(
      { launch: { ...LAUNCH, tried: 'a trivial program' } },
      { variables: ['NODE_OPTIONS'], addon_problem: 'no' },
    ),
  );
  assert.equal(
    lines.slice(0, 3).map(({ level }) => level),
    ['fault', 'warning', 'ok'],
  );
  assert.is(verdict, 'A run would work in part: not recorded would be node3.');
  const alone = diagnosed(site({ launch: { ...LAUNCH, tried: 'a trivial program' } }));
  assert.is(
    alone.verdict,
    'A run would work: as far as can be told here; rankstat doctor --nodes looks at all nodes.',
  );
});

test('what is wrong with what is set elsewhere is no fault: a run works without it', () => {
  const seen = site({
    configuration: {
      settings: [],
      faults: ['/etc/rankstat.conf:1: no'],
      file: '/etc/rankstat.conf is left out',
    },
  });
  assert.equal(
    troubles(seen).map(({ level, seen: said }) => [level, said]),
    [['warning', '/etc/rankstat.conf:1: no']],
  );
});

test.run();
