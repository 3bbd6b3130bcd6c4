// Long: 60 s
import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, clusterRequirements } from '../cluster/cluster.ts';
import { clusterTest } from '../cluster/suite.ts';
import { ROOT, SingleExecutable, singleRequirements } from './single-file.ts';
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
  const job = await cluster.sbatch(`PATH=${single.folder}:$PATH\n${script}\n${LEFT}\necho end`, { nodes: 3 });
  const { output } = await job.finished();
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

check('where nothing may be executed from a temporary folder, it is loaded from memory', async () => {
  const out = `${cluster.dir}/noexec`;
  const output = await batch(`
    srun -N3 --ntasks-per-node=1 sh -c 'for at in /tmp /dev/shm; do mount -o remount,noexec $at; done; mount -t tmpfs -o noexec none /var/tmp'
    mount -t tmpfs none /usr/local/lib 2>/dev/null
    export TMPDIR=/tmp XDG_RUNTIME_DIR=/dev/shm
    cp ${single.file} /mnt/rankstat || exit
    export RANKSTAT_SINGLE=/mnt/rankstat
    /mnt/rankstat run --bcast=/mnt --interval 0.2 --results-dir ${out} -- ${BENCHMARK}
    echo "rc=$?"
    rm /mnt/rankstat`);
  assert.match(output, /^rc=3$/m, output);
  assertComplete(await onlyFile(out), NODES);
});
test.run();
