import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cgroupLinesOf } from '../../../src/procfs/cgroup/cgroup-lines.ts';
import { findJobCgroup } from '../../../src/procfs/cgroup/job-cgroup.ts';
import { jobPartsOf } from '../../../src/procfs/cgroup/job-parts.ts';
import { readHostInfo } from '../../../src/procfs/host/host-info.ts';
import { CLIENTS } from '../clients.ts';
import { tree } from '../parse.ts';

const test = suite('the cgroup of the job');

test('lines: controllers together, a hierarchy without any, version 2, colons in a path', () => {
  assert.equal(
    cgroupLinesOf('14:cpu,cpuacct:/a:b\n1:name=systemd:/c\n0::/d e\n\nx\n7:pids\nx1:cpu:/\n2:cpu:a\n'),
    [
      { version: 1, controllers: ['cpu', 'cpuacct'], path: '/a:b' },
      { version: 1, controllers: ['name=systemd'], path: '/c' },
      { version: 2, controllers: [], path: '/d e' },
    ],
  );
});

for (const [own, job] of [
  ['slurm/uid_1/job_7/step_0/task_0', 'slurm/uid_1/job_7'],
  ['slurm_node1/uid_1/job_7/step_batch/task_0', 'slurm_node1/uid_1/job_7'],
  ['system.slice/slurmstepd.scope/job_7/step_extern/user/task_0', 'system.slice/slurmstepd.scope/job_7'],
  [
    'system.slice/n1_slurmstepd.scope/sEKN/step_interactive/user/task_0/c1',
    'system.slice/n1_slurmstepd.scope/sEKN',
  ],
  // Of a job in a container in a job: the nearest.
  ['a/step_1/b/step_2/c', 'a/step_1/b'],
  ['pbs_jobs.service/jobid/7.srv', 'pbs_jobs.service/jobid/7.srv'],
  ['pbspro.slice/jobid/7/below', 'pbspro.slice/jobid/7'],
  ['pbs_jobs.service/jobid', undefined],
  ['other/jobid/7', undefined],
  ['jobid/7', undefined],
  ['pbs_jobs.service/other/7', undefined],
  // Its parent would be the whole node.
  ['step_0', undefined],
  ['user.slice/user-1000.slice/session-3.scope', undefined],
  ['', undefined],
] as const) {
  test(`the job of ${own || '/'}`, () => {
    assert.is(jobPartsOf(own.split('/').filter(Boolean))?.join('/'), job);
  });
}

for (const [name, expected] of [
  ['slurm-v1', { version: 1, level: 'job', path: '/slurm/uid_1000/job_77' }],
  ['slurm-v2-jobid', { version: 2, level: 'job', path: '/system.slice/slurmstepd.scope/job_4242' }],
  [
    'slurm-v2-sluid-no-io',
    { version: 2, level: 'job', path: '/system.slice/node1_slurmstepd.scope/sEKNKTV3WPV500' },
  ],
  ['cgroup-hybrid', { version: 1, level: 'own', path: '/process_api/27' }],
  ['cgroup-root-only', { version: 2, level: 'node', path: '/' }],
  ['pbs-v1', { version: 1, level: 'job', path: '/pbs_jobs.service/jobid/123.srv' }],
  ['namespace-hidden', { version: 2, level: 'hidden', path: '/../..' }],
  [
    'container-mount-root',
    { version: 1, level: 'own', path: '/slurm/uid_1000/job_9/step_0/task_0/c1/worker' },
  ],
] as const) {
  test(`${name}: what the host says of it`, () => {
    const roots = { procfs: path.join(CLIENTS, name, 'proc'), sysfs: path.join(CLIENTS, name, 'sys') };
    const info = readHostInfo({ ...roots, hostname: 'h', architecture: 'x86_64' });
    assert.equal(info.job_cgroup, expected);
  });
}

const CGROUP2 = (root: string, target: string) => `28 22 0:25 ${root} ${target} rw - cgroup2 cgroup2 rw\n`;
const CGROUP1 = (root: string, target: string, controllers: string) =>
  `29 22 0:26 ${root} ${target} rw - cgroup cgroup rw,${controllers}\n`;

/** What is found, with these files below sysfs. */
async function found(cgroup: string, mountinfo: string, files: Record<string, string> = {}) {
  const below = Object.fromEntries(Object.entries(files).map(([name, text]) => [`sys/${name}`, text]));
  const { root, remove } = await tree({
    'proc/self/cgroup': cgroup,
    'proc/self/mountinfo': mountinfo,
    'sys/x': '',
    ...below,
  });
  const job = findJobCgroup({ procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') });
  remove();
  return job && [job.version, job.level, job.path, job.folders.join(' ') || job.trouble];
}

test('none: no cgroups, none mounted, or none of them read', async () => {
  assert.is(await found('', CGROUP2('/', '/sys/fs/cgroup')), undefined);
  assert.is(await found('0::/a\n4:memory:/a\n', ''), undefined);
  assert.is(await found('5:cpuset:/a\n', CGROUP1('/', '/sys/fs/cgroup/cpuset', 'cpuset')), undefined);
});

test('a root of version 1 is the node, that of a namespace is not', async () => {
  const mounts =
    CGROUP1('/', '/sys/fs/cgroup/memory', 'memory') + CGROUP1('/', '/sys/fs/cgroup/pids', 'pids');
  const lines = '4:memory:/\n3:pids:/\n';
  assert.equal(
    await found(lines, mounts, { 'fs/cgroup/memory/release_agent': '', 'fs/cgroup/pids/release_agent': '' }),
    [1, 'node', '/', 'fs/cgroup/memory fs/cgroup/pids'],
  );
  const folders = 'fs/cgroup/memory fs/cgroup/pids';
  assert.equal(await found(lines, mounts, { 'fs/cgroup/memory/memory.stat': '' }), [
    1,
    'hidden',
    '/',
    folders,
  ]);
  // Version 2: only what is not the root has events.
  const two = { 'fs/cgroup/cgroup.events': 'populated 1\n' };
  assert.equal(await found('0::/\n', CGROUP2('/', '/sys/fs/cgroup'), two), [2, 'hidden', '/', 'fs/cgroup']);
});

test('a hierarchy whose process is elsewhere does not count; the one where the job is says which', async () => {
  const mounts =
    CGROUP1('/', '/sys/fs/cgroup/memory', 'memory') +
    CGROUP1('/', '/sys/fs/cgroup/cpu,cpuacct', 'cpu,cpuacct');
  const job = '/slurm/uid_1/job_7';
  assert.equal(
    await found(`4:memory:/system.slice/slurmd.service\n3:cpu,cpuacct:${job}/step_0/task_1\n`, mounts),
    [1, 'job', job, `fs/cgroup/cpu,cpuacct${job}`],
  );
});

test('of other hierarchies only what has the same path: another cgroup is of other processes, too', async () => {
  const folder = (name: string) => CGROUP1('/', `/sys/fs/cgroup/${name}`, name);
  const mounts = ['memory', 'cpuacct', 'cpu', 'blkio', 'pids'].map(folder).join('');
  const lines = '9:memory:/a/b\n8:cpuacct:/a\n7:cpu:/a/b\n6:blkio:/a/b\n5:pids:/\n';
  assert.equal(await found(lines, mounts, { 'fs/cgroup/pids/release_agent': '' }), [
    1,
    'own',
    '/a/b',
    'fs/cgroup/memory/a/b fs/cgroup/cpu/a/b fs/cgroup/blkio/a/b',
  ]);
  const named = '9:name=systemd:/\n8:cpuacct:/a\n';
  assert.equal(await found(named, mounts), [1, 'own', '/a', 'fs/cgroup/cpuacct/a']);
  // Mounts of anything else, whatever their options say.
  const other = '29 22 0:26 / /sys/x rw - tmpfs x rw,cpuacct\n';
  assert.equal(await found(`0::/a\n${named}`, mounts + other), [1, 'own', '/a', 'fs/cgroup/cpuacct/a']);
});

test('without memory in version 1 it is version 2', async () => {
  const mounts = CGROUP1('/', '/sys/fs/cgroup/net_cls', 'net_cls') + CGROUP2('/', '/sys/fs/cgroup/unified');
  const expected = [2, 'own', '/a', 'fs/cgroup/unified/a'];
  assert.equal(await found('3:net_cls:/\n1:name=systemd:/a\n0::/a\n', mounts), expected);
});

test('a mount that is not below /sys cannot be read, which is said', async () => {
  const mounts = CGROUP2('/', '/cgroup');
  const why = 'the cgroups are mounted at /cgroup, which is not below /sys';
  assert.equal(await found('0::/a/job_7/step_0\n', mounts), [2, 'job', '/a/job_7', why]);
  assert.equal(await found('0::/a\n', mounts), [2, 'own', '/a', why]);
  const both = mounts + CGROUP2('/', '/sys/fs/cgroup');
  assert.equal(await found('0::/a\n', both), [2, 'own', '/a', 'fs/cgroup/a']);
});

test('what is mounted of a hierarchy: the widest part that has the process, of equals the last', async () => {
  const own = '0::/p/job_7/step_0/user/task_0\n';
  const mounts = ['/p/job_7/step_0', '/p', '/q'].map((root, nth) => CGROUP2(root, `/sys/m${nth}`)).join('');
  assert.equal(await found(own, mounts), [2, 'job', '/p/job_7', 'm1/job_7']);
  assert.equal(await found(own, mounts + CGROUP2('/p', '/sys/m4')), [2, 'job', '/p/job_7', 'm4/job_7']);
  // The job itself is what is mounted.
  assert.equal(await found(own, CGROUP2('/p/job_7', '/sys/m')), [2, 'job', '/p/job_7', 'm']);
  // A folder whose name only begins alike is another.
  assert.is((await found(own, CGROUP2('/p/job', '/sys/m')))?.[1], 'hidden');
});

test('in a namespace: above its root there are no names, but what is below what is mounted can be found', async () => {
  const hides = /^a namespace hides which cgroup the job has: \/proc\/self\/cgroup says \//;
  const two = (own: string, root: string) =>
    found(`0::${own}\n`, CGROUP2(root, '/sys/m'), { 'm/cgroup.events': '' });
  for (const [own, root] of [
    ['/', '/..'],
    ['/../..', '/'],
    ['/../..', '/..'],
    ['/../../a', '/'],
  ] as const) {
    const [, level, said, why] = (await two(own, root)) ?? [];
    assert.equal([level, said], ['hidden', own]);
    assert.match(String(why), hides);
  }
  assert.equal(await two('/..', '/..'), [2, 'hidden', '/..', 'm']);
  assert.equal(await two('/../a', '/..'), [2, 'own', '/../a', 'm/a']);
  assert.equal(await two('/../job_7/step_0/user', '/..'), [2, 'job', '/../job_7', 'm/job_7']);
});

test.run();
