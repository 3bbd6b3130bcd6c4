import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { identify } from '../../src/launch/identity/identity.ts';
import { RANKSTAT, seriesFile } from '../jobs/site.ts';
import * as environments from '../launch/environments.ts';

const test = suite<{ directory: string }>('rankstat wrap on one host');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-wrap-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

function wrap(directory: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, signal, stdout, stderr } = spawnSync(RANKSTAT, ['wrap', ...args], {
    encoding: 'utf8',
    cwd: directory,
    env: { PATH: process.env.PATH, ...env },
    timeout: 60_000,
  });
  const files = readdirSync(directory).sort();
  return { status, signal, stdout, stderr, files };
}

/** What a benchmark waits for: that its collector has begun, or that it has ended. */
const BEGUN = 'until ls *.journal >/dev/null 2>&1; do sleep 0.05; done; sleep 0.3';
const ENDED = 'until [ $(wc -w </proc/$PPID/task/$PPID/children) -le 1 ]; do sleep 0.05; done';

const series = (files: readonly string[]) => files.filter((name) => name.endsWith('_timeseries.json'));

test('one process alone: it is recorded, and its streams and its exit code are its own', async ({
  directory,
}) => {
  const script = `${BEGUN}; echo out; echo "RANKSTAT: $(env | grep -c RANKSTAT)" >&2; exit 3`;
  const { status, stdout, stderr, files } = wrap(directory, ['--interval=0.2', '--', 'sh', '-c', script]);
  assert.equal([status, stdout], [3, 'out\n']);
  assert.match(stderr, /^RANKSTAT: 0\nrankstat\[[^\]]+\]: 1 hosts; \S+_timeseries\.json\n$/);
  assert.is(files.length, 1, files.join());
  const { benchmark } = await seriesFile(path.join(directory, files[0] ?? ''));
  assert.equal([benchmark.command, benchmark.exit_code], [['sh', '-c', script], 3]);
  const [begin, end] = [benchmark.start_time, benchmark.end_time].map((time) => Date.parse(time ?? ''));
  assert.ok((end ?? 0) - (begin ?? 0) >= 300 && (end ?? 0) - (begin ?? 0) < 10_000);
});

test('a signal that ends the benchmark ends this as it would have ended that', ({ directory }) => {
  const { signal, files } = wrap(directory, ['--interval=0.2', '--', 'sh', '-c', `${BEGUN}; kill -TERM $$`]);
  assert.is(signal, 'SIGTERM');
  assert.is(series(files).length, 1);
});

test('options that are set for all runs count, those of run alone do not', ({ directory }) => {
  const env = { RANKSTAT_OPTIONS: '--benchmark site --launcher slurm --interval 0.2 --strict' };
  const { status, stderr, files } = wrap(directory, ['--verbose', '--', 'sh', '-c', BEGUN], env);
  assert.is(status, 0);
  assert.match(stderr, 'interval = 0.2, set by RANKSTAT_OPTIONS\n');
  assert.not.match(stderr, /launcher =|strict =/);
  assert.match(series(files).join(), /^site_.*_timeseries\.json$/);
});

test('under Hydra, which has no name for a launch, other processes of the node are waited for', async ({
  directory,
}) => {
  const rank = (nth: number) => `PMI_RANK=${nth} PMI_SIZE=2 MPI_LOCALRANKID=${nth} MPI_LOCALNRANKS=2`;
  const launch = `${rank(1)} sleep 2 & ${rank(0)} "$0" wrap --interval=0.2 -- sh -c '${BEGUN}'; wait`;
  const proxy = `exec -a hydra_pmi_proxy bash -c "$0" "$1" --control-port node1:${process.pid}`;
  const { status, stderr } = spawnSync('bash', ['-c', proxy, launch, RANKSTAT], {
    encoding: 'utf8',
    cwd: directory,
    env: { PATH: process.env.PATH },
  });
  const [name = ''] = series(readdirSync(directory));
  assert.equal([status, stderr.match(/1 hosts;/g)?.length], [0, 1], stderr);
  const [samples = []] = Object.values((await seriesFile(path.join(directory, name))).samples_by_host);
  const times = samples.map(({ timestamp }) => Date.parse(timestamp));
  assert.ok(Math.max(...times) - Math.min(...times) > 1000, stderr);
});

test('one that has failed before its collector was there: this host is in the file', async ({
  directory,
}) => {
  const { status, stderr, files } = wrap(directory, ['--', 'sh', '-c', 'exit 3']);
  assert.is(status, 3);
  // Where the machine is so busy that the collector has not begun within 2 s, there is none.
  if (files.length === 0) return;
  assert.match(stderr, /: 1 hosts; /);
  assert.equal(series(files), files);
});

test('PMI and rankstat run around it are none of its business', ({ directory }) => {
  const rendezvous = path.join(directory, 'of-run');
  const env = { RANKSTAT_RENDEZVOUS: `file:${rendezvous}`, RANKSTAT_RANK: '0', RANKSTAT_SIZE: '2' };
  const hydra = { PMI_RANK: '0', PMI_SIZE: '1', PMI_FD: '9', MPI_LOCALRANKID: '0', MPI_LOCALNRANKS: '1' };
  const script = `${BEGUN}; echo $RANKSTAT_RENDEZVOUS`;
  for (const more of [env, hydra]) {
    const { status, stdout, stderr, files } = wrap(directory, ['--verbose', '--', 'sh', '-c', script], more);
    assert.equal([status, stdout.trim()], [0, more === env ? env.RANKSTAT_RENDEZVOUS : '']);
    assert.match(stderr, 'rank 0 is found by alone');
    assert.not.ok(files.includes('of-run'));
  }
});

const REFUSED: readonly (readonly [string, string])[] = [
  ['--intervall=5', 'there is no option "--intervall"; did you mean --interval? (see rankstat wrap --help)'],
  ['--interval=often', '--interval is not a number: it takes seconds from 0.001 to 86400'],
  ['--rendezvous=tcp://node1:5555', '--rendezvous "tcp://node1:5555": wrap takes file:PATH alone'],
  ['--results-dir=/proc/nowhere', 'cannot write to /proc/nowhere on '],
];
for (const [option, why] of REFUSED) {
  test(`${option}: is told, and the benchmark is as without us`, ({ directory }) => {
    const { status, stdout, stderr, files } = wrap(directory, [
      option,
      '--',
      'sh',
      '-c',
      `${ENDED}; echo out; exit 3`,
    ]);
    assert.equal([status, stdout, files], [3, 'out\n', []]);
    assert.match(stderr, why);
    assert.match(stderr, /^rankstat\[[^\]]+\]: [^\n]+\n$/);
  });
}

test('a benchmark that ends before its collector has begun is not held for long', ({ directory }) => {
  const began = performance.now();
  const { status, stderr } = wrap(directory, ['--', 'sh', '-c', 'exit 3']);
  assert.is(status, 3);
  assert.ok(performance.now() - began < 8000);
  assert.not.match(stderr, /recorder|Error/);
});

test('--skip-timeseries: nothing is recorded, nothing is said', ({ directory }) => {
  const { status, stderr, files } = wrap(directory, [
    '--skip-timeseries',
    '--',
    'sh',
    '-c',
    `${ENDED}; exit 3`,
  ]);
  assert.equal([status, stderr, files], [3, '', []]);
});

test('a command is needed', ({ directory }) => {
  for (const args of [[], ['--'], ['--interval', '1'], ['true']]) {
    const { status, stderr } = wrap(directory, args);
    assert.is(status, 64, stderr);
    assert.match(stderr, /^rankstat: [^\n]+\n$/);
  }
});

/** What other launchers set, after their documentation. */
const OTHERS: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  mvapich: { MV2_COMM_WORLD_RANK: '0', MV2_COMM_WORLD_SIZE: '4', MV2_COMM_WORLD_LOCAL_RANK: '0' },
  'mvapich 3': { MVP_COMM_WORLD_RANK: '0', MVP_COMM_WORLD_SIZE: '4', MVP_COMM_WORLD_LOCAL_RANK: '0' },
  pals: { PALS_RANKID: '0', PMI_SIZE: '4', PALS_LOCAL_RANKID: '0', PALS_APID: 'a' },
  'pals by PMI': { PALS_RANKID: '0', PMI_SIZE: '4', PMI_LOCAL_RANK: '0', PALS_APID: 'a' },
  flux: { FLUX_TASK_RANK: '0', FLUX_JOB_SIZE: '4', FLUX_TASK_LOCAL_ID: '0', FLUX_JOB_ID: 'f' },
  jsrun: { PMIX_RANK: '0', JSM_NAMESPACE_SIZE: '4', JSM_NAMESPACE_LOCAL_RANK: '0', PMIX_NAMESPACE: 'a' },
  'hydra with -pmi-port': { PMI_ID: '0', PMI_PORT: 'node1:1', MPI_LOCALRANKID: '0', MPI_LOCALNRANKS: '2' },
  'another PMI': { PMI_RANK: '1', PMI_SIZE: '2' },
  'what the user says': { ...environments.ompi4Rank0, RANKSTAT_RANK: '3', RANKSTAT_LOCAL_RANK: '0' },
  'what the user says of the rank alone': {
    ...environments.srunRank3,
    SLURM_LOCALID: '1',
    RANKSTAT_RANK: '3',
  },
};

test('which process is not the first of its node is told by the same variables as by identify()', ({
  directory,
}) => {
  const known = Object.entries<NodeJS.ProcessEnv>({ ...environments, ...OTHERS });
  const places = known.flatMap(([name, env]) => {
    const { localRank } = identify(env);
    // The next one of the same node, where the launcher says which one it is.
    const second = Object.entries(env).map(([key, value]) => [
      key,
      /LOCAL|_LOCALID/.test(key) && value === '0' ? '1' : value,
    ]);
    const next: NodeJS.ProcessEnv = Object.fromEntries(second);
    return [
      { name, env, localRank },
      { name: `the next after ${name}`, env: next, localRank: identify(next).localRank },
    ];
  });
  assert.ok(places.filter(({ localRank }) => (localRank ?? 0) > 0).length > 8);
  for (const { name, env, localRank } of places) {
    const { status, stderr } = wrap(directory, ['--', 'sh', '-c', 'exit 3'], {
      ...env,
      RANKSTAT_NODE: '/nowhere',
    });
    assert.is(status, 3, name);
    assert.is(stderr === '', (localRank ?? 0) > 0, `${name}: ${localRank}, ${stderr}`);
    if (stderr !== '')
      assert.match(stderr, `rankstat[${os.hostname()}]: nothing is recorded, the benchmark runs`);
  }
});

test('all options of wrap are in its help, and those of run alone are not', ({ directory }) => {
  const { stdout } = wrap(directory, ['--help']);
  assert.match(stdout, /--interval/);
  assert.not.match(stdout, /--launcher|--strict/);
  const page = readFileSync(path.join(path.dirname(RANKSTAT), '../docs/launching.md'), 'utf8');
  assert.match(page, /^## One step only$/m);
});

test.run();
