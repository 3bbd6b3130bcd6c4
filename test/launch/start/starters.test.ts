import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STARTERS } from '../../../src/launch/start/starters.ts';
import { installationRoot } from '../../../src/system/installation.ts';
import { runProgram, testWith } from './programs.ts';

/** Each script of the table. */
const SCRIPTS = STARTERS.map(({ script }) => script);
const EXAMPLES = [
  'run-srun.sbatch',
  'run-mpirun.sbatch',
  'explicit.sbatch',
  'run.pbs',
  'run.lsf',
  'run.flux',
].map((name) => `examples/${name}`);
const folder = path.join(installationRoot(), 'scripts', 'mpirun');
const starter = (name: string) => path.join(folder, name);
const AS_ROOT = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };

let scratch = '';
let recorder = '';

test.before(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'rankstat-starters-'));
  // Hydra gives other ranks than 0 neither input nor its end.
  recorder = await executable(
    'recorder',
    'echo "overlap=$SLURM_OVERLAP secret=$RANKSTAT_SECRET args=$*"; [ "$PMI_RANK" = "" ] || [ "$PMI_RANK" = 0 ] && cat; exit 0',
  );
});
test.after(async () => {
  await rm(scratch, { recursive: true, force: true });
});

async function executable(name: string, script: string): Promise<string> {
  const file = path.join(scratch, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

testWith('shellcheck')('the wrapper, the starters and examples pass shellcheck', async () => {
  const { code, stdout } = await runProgram(
    'shellcheck',
    [...SCRIPTS, 'slurm-settings', 'remote-shells', 'bcast', ...EXAMPLES, '../../bin/rankstat'].map(starter),
  );
  assert.is(code, 0, stdout);
});

for (const name of SCRIPTS) {
  test(`${name} --help says how to use it`, async () => {
    const { code, stdout, stderr } = await runProgram(starter(name), ['--help']);
    assert.is(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Usage: ${name} \\[rank\\]`, 'm'));
    assert.match(stdout, /^RANKSTAT_LAUNCHER_ARGS /m);
    assert.not.match(stdout, /^#/m);
  });

  test(`${name} without its launcher says what to do`, async () => {
    const env = {
      RANKSTAT_LAUNCHER_PROGRAM: '/no/such',
      SLURM_JOB_NUM_NODES: '1',
      PBS_NODEFILE: '/dev/null',
      LSB_HOSTS: 'a',
      FLUX_URI: 'x',
    };
    const { code, stderr } = await runProgram(starter(name), ['rank'], env);
    assert.is(code, 69);
    assert.is(
      stderr,
      'rankstat: /no/such is not in PATH: load its module or set RANKSTAT_LAUNCHER_PROGRAM\n',
    );
  });
}

testWith('mpiexec.hydra')(
  'mpich starts rankstat once on each host of the options, without stdin',
  async () => {
    const hosts = path.join(scratch, 'hosts');
    await writeFile(hosts, '# two hosts\nlocalhost:4\n\n127.0.0.1\nlocalhost\n');
    const env = {
      RANKSTAT_BIN: recorder,
      RANKSTAT_SECRET: 'hush',
      RANKSTAT_LAUNCHER_ARGS: `-launcher fork -f ${hosts}`,
    };
    const two = await runProgram(starter('mpich'), ['rank', '--interval', '1', '--benchmark', 'a b'], env);
    const line = 'overlap=1 secret=hush args=rank --interval 1 --benchmark a b\n';
    assert.is(two.stdout, line + line, two.stderr);
    const one = await runProgram(starter('mpich'), ['--interval', '1'], {
      RANKSTAT_BIN: recorder,
      RANKSTAT_LAUNCHER_ARGS: '-launcher fork',
    });
    assert.is(one.stdout, 'overlap=1 secret= args=rank --interval 1\n', one.stderr);
  },
);

test('mpich counts the nodes of the allocation, and does not start with a host file that is missing', async () => {
  const launcher = await executable('show', 'echo "$@"');
  const nodes = path.join(scratch, 'nodes');
  await writeFile(nodes, 'n1\nn1\nn2\nn2\nn3\n');
  const counted = async (env: NodeJS.ProcessEnv) => {
    const all = { RANKSTAT_BIN: 'rankstat', RANKSTAT_LAUNCHER_PROGRAM: launcher, ...env };
    const { stdout, stderr, code } = await runProgram(starter('mpich'), [], all);
    return code === 0 ? stdout : `${code} ${stderr}`;
  };
  assert.is(await counted({ PBS_NODEFILE: nodes }), '-ppn 1 -n 3 rankstat rank\n');
  assert.is(await counted({ SLURM_JOB_NUM_NODES: '4' }), '-ppn 1 -n 4 rankstat rank\n');
  assert.is(await counted({ LSB_HOSTS: 'a a b' }), '-ppn 1 -n 2 rankstat rank\n');
  assert.is(await counted({ RANKSTAT_NODES: '5', PBS_NODEFILE: nodes }), '-ppn 1 -n 5 rankstat rank\n');
  assert.is(await counted({ I_MPI_HYDRA_HOSTS_GROUP: 'a[08-11],b,c[1,3-4]' }), '-ppn 1 -n 8 rankstat rank\n');
  assert.match(await counted({ RANKSTAT_LAUNCHER_ARGS: '-hosts-group a,b[1-2]' }), /^-ppn 1 -n 3 /);
  const args = '-hosts a:2,b -iface *';
  assert.is(await counted({ RANKSTAT_LAUNCHER_ARGS: args }), `-ppn 1 -n 2 ${args} rankstat rank\n`);
  assert.is(
    await counted({ HYDRA_HOST_FILE: '/no/hosts' }),
    '66 rankstat: cannot read the host file /no/hosts\n',
  );
});

testWith('mpirun.openmpi')(
  'openmpi starts rankstat on this host, and no secret is on its command line',
  async () => {
    const spy = await executable('spy', 'echo "argv: $*"; exec mpirun.openmpi "$@"');
    const env = {
      ...AS_ROOT,
      RANKSTAT_BIN: recorder,
      RANKSTAT_SECRET: 'hush',
      RANKSTAT_LAUNCHER_PROGRAM: spy,
    };
    const { stdout, stderr } = await runProgram(starter('openmpi'), ['rank', '--interval', '1'], env);
    assert.match(stdout, /^argv: --bind-to none --map-by ppr:1:node sh -c /);
    assert.is(stdout.match(/hush/g)?.length, 1, stdout);
    assert.match(stdout, /^overlap=1 secret=hush args=rank --interval 1$/m, stderr);
  },
);

testWith('mpirun.openmpi')(
  'openmpi where rankstat is missing on a node: that node is told, no other ends',
  async () => {
    const env = {
      ...AS_ROOT,
      RANKSTAT_BIN: '/no/such/rankstat',
      RANKSTAT_LAUNCHER_PROGRAM: 'mpirun.openmpi',
    };
    const { code, stderr } = await runProgram(starter('openmpi'), ['rank'], env);
    assert.is(code, 0, stderr);
    assert.is(
      stderr,
      `rankstat[${os.hostname()}]: this host is not recorded: /no/such/rankstat is not there, or cannot be run\n`,
    );
  },
);

testWith('mpirun.openmpi')('openmpi says if it knows one node only of a job that has several', async () => {
  // That of Debian 12 is built with Slurm and Grid Engine, not with PBS.
  const { stdout: found } = await runProgram('sh', ['-c', 'command -v mpirun.openmpi']);
  const folder = path.dirname(await realpath(found.trim()));
  const mpirun = await executable('other/mpirun', 'exit 0');
  for (const info of ['ompi_info', 'prte_info']) {
    await writeFile(`${path.dirname(mpirun)}/${info}`, `#!/bin/sh\nexec ${folder}/${info} "$@"\n`, {
      mode: 0o755,
    });
  }
  const nodes = path.join(scratch, 'nodes-of-pbs');
  await writeFile(nodes, 'n1\nn1\nn2\n');
  const said = async (env: NodeJS.ProcessEnv) =>
    (await runProgram(starter('openmpi'), ['rank'], { RANKSTAT_LAUNCHER_PROGRAM: mpirun, ...env })).stderr;
  const line = (system: string) =>
    `rankstat[${os.hostname()}]: ${mpirun} was built without this batch system and knows this node only: ` +
    `for collectors on all nodes: --launcher ${system}\n`;
  assert.is(await said({ PBS_NODEFILE: nodes }), line('pbs'));
  assert.is(await said({ LSB_MCPU_HOSTS: 'a 2 b 2' }), line('lsf'));
  assert.is(await said({ LSB_MCPU_HOSTS: 'a 4' }), '');
  assert.is(await said({ PBS_NODEFILE: nodes, RANKSTAT_LAUNCHER_ARGS: '--hostfile x' }), '');
  assert.is(await said({}), '');
  const tm = 'MCA ras: tm (MCA v2.1.0, API v2.0.0, Component v4.1.4)';
  await executable('other/ompi_info', `echo "                 ${tm}"`);
  assert.is(await said({ PBS_NODEFILE: nodes }), '');
});

test('srun refuses to start outside an allocation', async () => {
  const { code, stderr } = await runProgram(starter('srun'), ['rank'], {
    RANKSTAT_LAUNCHER_PROGRAM: recorder,
  });
  assert.is(code, 64);
  assert.match(stderr, /^rankstat: no Slurm allocation: SLURM_JOB_NUM_NODES is not set; .*\n$/);
});

test('srun gives all three counts, takes no resources, and chooses PMI-2 only where rank 0 must be found', async () => {
  const launcher = await executable(
    'slurm',
    'if [ "$1" = --mpi=list ]; then echo pmi2 >&2; else env; echo "$@"; fi',
  );
  const env = { RANKSTAT_BIN: 'rankstat', RANKSTAT_LAUNCHER_PROGRAM: launcher, SLURM_JOB_NUM_NODES: '3' };
  const argv = async (more: NodeJS.ProcessEnv) => {
    const { stdout, stderr } = await runProgram(starter('srun'), ['--interval', '1'], { ...env, ...more });
    assert.match(stdout, /^SLURM_OVERLAP=1$/m, stderr);
    assert.not.match(stdout, /^SLURM_CPUS_PER_TASK=/m);
    return stdout.trimEnd().split('\n').at(-1);
  };
  const line = (pmi: string, more = '') =>
    '-N 3 -n 3 --ntasks-per-node=1 -c 1 --mem=0 --gres=none --cpu-bind=none ' +
    `--mpi=${pmi} --wait=0 --kill-on-bad-exit=0 --no-kill --export=ALL --input=none ` +
    '--job-name=rankstat ' +
    `${more}rankstat rank --interval 1`;
  assert.is(await argv({ SLURM_CPUS_PER_TASK: '8' }), line('pmi2'));
  assert.is(await argv({ RANKSTAT_RENDEZVOUS: 'tcp://198.18.0.11:4000' }), line('none'));
  assert.is(await argv({ RANKSTAT_LAUNCHER_ARGS: '--mpi=none -A x' }), line('pmi2', '--mpi=none -A x '));
});

test('flux exec: a process on each node, which asks its broker for its number; signals are passed on', async () => {
  const says = 'getattr) case $2 in rank) echo 4 ;; size) echo 16 ;; esac ;;';
  const does = 'exec) echo "argv $1 $2 $3 $4 $5 $6"; shift 5; exec "$@" ;;';
  const flux = await executable('flux', `case $1 in ${says} ${does} esac`);
  const collector = await executable(
    'collector',
    `echo "$RANKSTAT_RANK of $RANKSTAT_SIZE, $RANKSTAT_LOCAL_RANK: \${RANKSTAT_LAUNCH} $*"; kill -USR1 "$PPID"; exec sleep 9`,
  );
  const env = { RANKSTAT_LAUNCHER_PROGRAM: flux, FLUX_URI: 'local:///x', RANKSTAT_LAUNCHER_ARGS: '-x 0' };
  const { code, stdout, stderr } = await runProgram(starter('flux'), ['rank', '--interval', '1'], {
    ...env,
    RANKSTAT_BIN: collector,
  });
  assert.match(
    stdout,
    /^argv exec -n -q -x 0 sh\n4 of 16, 0: flux:[0-9a-f]{16} rank --interval 1\n$/,
    stderr,
  );
  assert.is(code, 143, 'it has died of the SIGTERM into which SIGUSR1 is turned');
  const missing = await runProgram(starter('flux'), [], { ...env, RANKSTAT_BIN: '/no/such' });
  assert.is(
    missing.stderr,
    `rankstat[${os.hostname()}]: this host is not recorded: /no/such is not there, or cannot be run\n`,
  );
});

test('pals: one on each node, not bound, beside others; aprun has its own options', async () => {
  const [mpiexec, aprun] = await Promise.all([
    executable('mpiexec', `printf '%s\\n' "$*"`),
    executable('aprun', `printf '%s\\n' "$*"`),
  ]);
  const nodes = path.join(scratch, 'nodes-of-pals');
  await writeFile(nodes, 'x1\nx1\nx2\nx3\n');
  const argv = async (program: string, more: NodeJS.ProcessEnv) => {
    const env = { RANKSTAT_BIN: 'rankstat', RANKSTAT_LAUNCHER_PROGRAM: program, ...more };
    const { stdout, stderr, code } = await runProgram(starter('pals'), ['--interval', '1'], env);
    return code === 0 ? stdout.trimEnd() : `${code} ${stderr}`;
  };
  const line = (count: number, more = '') =>
    `-n ${count} --ppn 1 --depth 1 --cpu-bind none --mem-bind none --shared --no-transfer --envall ` +
    `--no-abort-on-failure ${more}rankstat rank --interval 1`;
  assert.is(await argv(mpiexec, { PBS_NODEFILE: nodes, PALS_PPN: '8' }), line(3));
  assert.is(await argv(mpiexec, { PBS_NODEFILE: nodes, PALS_HOSTLIST: 'x1,x2' }), line(2));
  assert.is(await argv(mpiexec, { PALS_HOSTFILE: nodes }), line(3));
  assert.is(await argv(mpiexec, { RANKSTAT_NODES: '7', PBS_NODEFILE: nodes }), line(7));
  assert.is(await argv(mpiexec, {}), line(1));
  for (const [args, count] of Object.entries({ '--hosts x1,x2': 2, '--hostfile=nodes': 3, '-f nodes': 3 })) {
    const named = args.replace('nodes', nodes);
    assert.is(await argv(mpiexec, { RANKSTAT_LAUNCHER_ARGS: named }), line(count, `${named} `), args);
  }
  assert.is(
    await argv(aprun, { PBS_NODEFILE: nodes }),
    '-n 3 -N 1 -d 1 --cc none -F share -b --no-abort-on-failure rankstat rank --interval 1',
  );
  assert.is(await argv(mpiexec, { PBS_NODEFILE: '/no/n' }), '66 rankstat: cannot read the host file /no/n\n');
});

test('a starter that is called through a link finds its own installation', async () => {
  await executable('home/bin/rankstat', 'echo "mine: $*"');
  const copy = await executable('home/scripts/mpirun/mpich', '');
  await writeFile(copy, await readFile(starter('mpich')));
  for (const part of ['slurm-settings', 'bcast'])
    await copyFile(starter(part), path.join(scratch, 'home/scripts/mpirun', part));
  const link = path.join(scratch, 'link');
  await symlink(copy, link);
  const launcher = await executable('last', '[ "$1" = -help ] || { shift 4; exec "$@"; }');
  const { stdout, stderr } = await runProgram(link, ['--interval', '1'], {
    RANKSTAT_LAUNCHER_PROGRAM: launcher,
  });
  assert.is(stdout, 'mine: rank --interval 1\n', stderr);
});

test('the installation is found from a bundle and from the sources, and nowhere else', () => {
  const root = installationRoot();
  assert.is(installationRoot(path.join(root, 'dist')), root);
  assert.throws(() => installationRoot(os.tmpdir()), /no scripts\/mpirun above .*: install rankstat again/);
});

test.run();
