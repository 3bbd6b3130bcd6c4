// Long: 60 s
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, clusterRequirements } from '../cluster/cluster.ts';
import { clusterTest } from '../cluster/suite.ts';
import { ROOT, SingleExecutable, singleRequirements } from '../scripts/package/single-executable.ts';
import { assertComplete, onlyFile } from './site.ts';

const test = suite('from one file, copied to nodes that have nothing');
const NODES = ['node1', 'node2', 'node3'];
let cluster: Cluster;
let single: SingleExecutable;

test.before(async () => {
  if (missing().length > 0) return;
  single = new SingleExecutable('/var/tmp');
  cluster = await Cluster.up({ nodes: 3, mounts });
});
test.after(async () => {
  await cluster?.down();
  single?.remove();
});

function missing(): string[] {
  return [...clusterRequirements(), ...singleRequirements()];
}

/** No node sees this checkout or a Node.js; each has a /tmp of its own; the file is on the first node only. */
function mounts(node: string): string {
  return `
    for hidden in ${ROOT} ${node === 'node1' ? '' : single.folder}; do mount -t tmpfs none $hidden; done
    mount --bind /dev/null $(readlink -f ${process.execPath})
    own=$1/private/${node} name=\${1##*/}
    mkdir -p $own
    mount -t tmpfs -o mode=1777 none $own
    mkdir $own/$name
    mount --bind $1 $own/$name
    mount --rbind $own /tmp
    mount -t tmpfs none /mnt
    mount -t tmpfs -o mode=1777 none /dev/shm`;
}

const check = clusterTest(test);

/** What stands for a benchmark: one process a node, for long enough that each host has samples of it. */
const BENCHMARK = `sh -c 'echo "NODE_OPTIONS=$NODE_OPTIONS"; srun -N3 -n3 sleep 1; exit 3'`;
/** Names each copy that is left on a node. */
const LEFT = `srun -N3 --ntasks-per-node=1 sh -c 'ls -d /tmp/rankstat* /mnt/rankstat* /dev/shm/rankstat* 2>/dev/null | grep -v cluster | sed "s/^/left on $(hostname): /"; exit 0'`;

async function batch(script: string): Promise<string> {
  const file = path.join(cluster.dir, 'script');
  await writeFile(file, script);
  const job = await cluster.sbatch(
    `PATH=${single.folder}:$PATH\ntimeout 60 bash ${file}\n${LEFT}\necho end`,
    { nodes: 3 },
  );
  const { output } = await job.finished();
  if (process.env.SHOW) process.stderr.write(`=====\n${output}`);
  assert.match(output, /^end$/m);
  assert.not.match(output, /^left on/m, output);
  return output;
}

check(
  'under each launcher all hosts are recorded, the copies are gone, and the page is made of it',
  async () => {
    const out = `${cluster.dir}/results`;
    const run = (launcher: string) =>
      `rankstat run --launcher ${launcher} --bcast --interval 0.2 --results-dir ${out}/${launcher} -- ${BENCHMARK}
     echo "${launcher} rc=$?"`;
    const output = await batch(`
    export NODE_OPTIONS='--require /nonexistent.js' NODE_EXTRA_CA_CERTS=/nonexistent NODE_DEBUG=net
    node --version 2>&1 | sed 's/^/node: /'
    ${['slurm', 'openmpi', 'mpich'].map(run).join('\n')}
    rankstat report -o ${out}/page.html ${out}/slurm/*_timeseries.json
    rankstat summary ${out}/slurm/*_timeseries.json`);
    assert.not.match(output, /^node: v/m, 'there is a Node.js');
    for (const launcher of ['slurm', 'openmpi', 'mpich']) {
      assert.match(output, new RegExp(`^${launcher} rc=3$`, 'm'), output);
      assertComplete(await onlyFile(`${out}/${launcher}`), NODES);
    }
    assert.match(output, /^NODE_OPTIONS=--require \/nonexistent\.js$/m);
    assert.not.match(output, /Warning|--bcast:/);
    const page = await readFile(`${out}/page.html`, 'utf8');
    for (const node of NODES) assert.match(page, node);
  },
);

check('run --check --bcast looks at each node from a copy, and removes it', async () => {
  const output = await batch(`
    rankstat run --check --bcast --results-dir ${cluster.dir}/checked -- true
    echo "rc=$?"`);
  assert.match(output, /^ok +node +3 hosts: .* is \/tmp\/rankstat-bcast-/m);
  assert.match(output, /^ok +installation +3 hosts: .* a single executable is whole$/m);
  assert.not.match(output, /^(warning|fault)/m);
  assert.match(output, /^A run would work: 3 hosts would be recorded\.\nrc=0$/m);
});

/** From now on nothing can be executed from where files are kept for a while. The executable is put into /mnt. */
const NOEXEC = `
  cp $(command -v rankstat) /mnt/rankstat.all
  export TMPDIR=/tmp XDG_RUNTIME_DIR=/dev/shm RANKSTAT_SINGLE=/mnt/rankstat.all
  srun -N3 --ntasks-per-node=1 sh -c '
    for at in /tmp /dev/shm; do mount -o remount,noexec $at; done; mount -t tmpfs -o noexec none /var/tmp'`;
const ALLOW = `
  srun -N3 --ntasks-per-node=1 sh -c 'for at in /tmp /dev/shm; do mount -o remount,exec $at; done; umount /var/tmp'
  rm /mnt/rankstat.all`;

check('where nothing may be executed from a temporary folder, the addon is loaded from memory', async () => {
  const out = `${cluster.dir}/noexec`;
  const output = await batch(`${NOEXEC}
    $RANKSTAT_SINGLE run --bcast=/mnt --interval 0.2 --results-dir ${out}/mnt -- ${BENCHMARK}
    echo "rc=$?"
    $RANKSTAT_SINGLE run --bcast --interval 0.2 --results-dir ${out}/tmp -- ${BENCHMARK}
    echo "from /tmp rc=$?"
    ${ALLOW}`);
  assert.match(output, /^rc=3$/m, output);
  assertComplete(await onlyFile(`${out}/mnt`), NODES);
  // From where copies cannot be run, nothing is recorded.
  assert.match(output, /^from \/tmp rc=3$/m, output);
  for (const node of NODES) {
    const line = `^rankstat: \\[${node}\\]: this host is not recorded: /tmp/rankstat-bcast-[0-9a-f]{16} is not there, or nothing can be run`;
    assert.match(output, new RegExp(line, 'm'));
  }
});

check('what cannot be copied is said in a line, and the benchmark runs', async () => {
  const out = `${cluster.dir}/not-copied`;
  const run = (name: string, before: string, options: string) =>
    `${before} rankstat run ${options} --interval 0.2 --ready-timeout 4 --results-dir ${out}/${name} -- sh -c 'sleep 0.5; exit 4'
     echo "${name} rc=$?"`;
  const output = await batch(
    [
      run('no-folder', '', '--bcast=/no/such/folder'),
      `mkdir ${cluster.dir}/shared`,
      run('shared', '', `--bcast=${cluster.dir}/shared`),
      `ls ${cluster.dir}/shared | sed 's/^/left on all: /'`,
      run('no-file', 'RANKSTAT_SINGLE=/no/such/file', '--bcast'),
      run('local', '', '--bcast --launcher local'),
    ].join('\n'),
  );
  for (const name of ['no-folder', 'shared', 'no-file', 'local'])
    assert.match(output, new RegExp(`^${name} rc=4$`, 'm'));
  const elsewhere = 'the collectors are started from where rankstat is$';
  assert.match(
    output,
    new RegExp(`^rankstat: \\[node1\\]: --bcast: sbcast fails \\(.*File exists\\): ${elsewhere}`, 'm'),
    output,
  );
  assert.match(
    output,
    new RegExp(`^rankstat: \\[node1\\]: --bcast: sbcast fails \\(.+\\): ${elsewhere}`, 'm'),
    output,
  );
  assert.match(
    output,
    /^rankstat: --bcast: \/no\/such\/file is not there, or not executable: set RANKSTAT_SINGLE to the single executable; the collectors/m,
  );
  assert.match(output, /^rankstat: --bcast: there is no other node; the collectors/m);
  assertComplete(await onlyFile(`${out}/local`), ['node1']);
});

check('by hand: srun copies it, and ranks are started from there', async () => {
  const out = `${cluster.dir}/by-hand`;
  const output = await batch(`
    srun -N3 --ntasks-per-node=1 --overlap --bcast=/tmp/rankstat-of-$SLURM_JOB_ID \\
      $(command -v rankstat) rank --interval 0.2 --duration 1 --results-dir ${out}
    echo "ranks rc=$?"
    srun -N3 --ntasks-per-node=1 rm /tmp/rankstat-of-$SLURM_JOB_ID`);
  assert.match(output, /^ranks rc=0$/m, output);
  assertComplete(await onlyFile(out), NODES);
});

check('a rank that is killed, and all that are killed before they have begun, leave no copy', async () => {
  const out = `${cluster.dir}/killed`;
  const output = await batch(`
    rankstat run --bcast --interval 0.2 --results-dir ${out} -- sh -c '
      srun -N3 --ntasks-per-node=1 pkill -KILL -f "^/tmp/rankstat-bcast-[0-9a-f]* rankstat.cjs rank"; sleep 0.5; exit 5'
    echo "rc=$?"`);
  assert.match(output, /^rc=5$/m, output);
});

test.run();
