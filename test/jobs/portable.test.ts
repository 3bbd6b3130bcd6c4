// Long: 60 s
// The portable tarball alone on the cluster: no node in PATH on any node, a folder with spaces in its name that nobody can write
// to, and a user without rights.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { madeTarball, unpacked } from '../scripts/package/made-tarball.ts';
import { assertComplete, onlyFile, Site } from './site.ts';

const test = suite('portable tarball on the cluster');
const NODES = ['node1', 'node2', 'node3'];
const USER = 'nobody';

let folder = '';
let installation = '';
/** Before the cluster is up, whose hosts get what is mounted then. */
test.before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rankstat-portable-'));
  chmodSync(folder, 0o755);
  const made = unpacked(await madeTarball('x64', folder), folder);
  installation = path.join(folder, 'rank stat');
  renameSync(made, installation);
  execFileSync('mount', ['--bind', installation, installation]);
  execFileSync('mount', ['-o', 'remount,bind,ro', installation]);
  // All programs but those of Node.js; launchers and their helpers stay.
  mkdirSync(path.join(folder, 'programs'));
  execFileSync('sh', ['-c', 'ln -s /usr/bin/* /bin/busybox . 2>/dev/null; rm -f node nodejs npm npx'], {
    cwd: path.join(folder, 'programs'),
  });
});
const site = new Site(test);
const { check } = site;
test.after(() => {
  spawnSync('umount', [installation]);
  rmSync(folder, { recursive: true });
});

/** What a user has after `module load rankstat`. */
const environment = () => `
  export PATH="${installation}/bin:${folder}/programs"
  unset RANKSTAT_NODE
  srun -N3 -n3 --ntasks-per-node=1 sh -c 'command -v node && echo "node is here"'
  `;

const LAUNCHES: Record<string, string> = {
  srun: 'srun -N3 -n6 --mpi=none sleep 2',
  'mpirun of Open MPI': 'mpirun -np 6 --bind-to none sleep 2',
  'mpiexec of MPICH': 'mpiexec.hydra -ppn 2 -n 6 sleep 2',
};

check('a job of three nodes is recorded under each launcher, and its report opens', async () => {
  const results = Object.keys(LAUNCHES).map(() => site.newDirectory());
  const runs = Object.values(LAUNCHES).map(
    (launch, nth) => `rankstat run --interval 0.5 --results-dir ${results[nth]} -- ${launch}; echo "rc=$?"`,
  );
  const job = await site.batch(`${environment()}
    ${runs.join('\n')}
    rankstat report ${results[0]}/*.json -o ${results[0]}.html; echo "report=$?"`);
  const { output } = await job.finished();
  assert.not.match(output, 'node is here');
  assert.is(output.match(/rc=0\n/g)?.length, 3, output);
  assert.match(output, 'report=0\n');
  for (const directory of results) assertComplete(await onlyFile(directory), NODES);
  assert.match(readFileSync(`${results[0]}.html`, 'utf8'), /^<!doctype html>/i);
});

check('a user without rights has the same', async () => {
  const out = site.newDirectory();
  mkdirSync(out);
  execFileSync('chown', [USER, out]);
  // What the cluster has made for itself is for root.
  chmodSync(site.cluster.dir, 0o755);
  chmodSync(path.join(site.cluster.dir, 'jobs'), 0o1777);
  const job = await site.batch(
    `${environment()}
    umask 077; cd /; id -un
    rankstat run --interval 0.5 --results-dir ${out} -- ${LAUNCHES.srun}; echo "rc=$?"`,
    { args: [`--uid=${USER}`, `--gid=nogroup`] },
  );
  const { output } = await job.finished();
  assert.match(output, `${USER}\n`);
  assert.match(output, 'rc=0\n', output);
  assertComplete(await onlyFile(out), NODES);
  assert.is(readdirSync(out).length, 1);
});

test.run();
