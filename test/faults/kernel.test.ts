import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCode } from '../../src/system/errors.ts';
import type { HostProcess } from '../cluster/cluster.ts';
import { MEMORY_CGROUPS } from '../cluster/requirements.ts';
import { clusterTest } from '../cluster/suite.ts';
import { assertComplete, assertTicksTo, onlyFile, RANKSTAT, Site } from '../jobs/site.ts';
import { fileOrRecovered } from './recovered.ts';

const test = suite('what a kernel hides and kills');
const site = new Site(test);
const { check } = site;
const checkLimits = clusterTest(test, [MEMORY_CGROUPS]);

const NODES = ['node1', 'node2', 'node3'];
const LAUNCHERS = ['slurm', 'openmpi', 'mpich'] as const;

/** A script that runs a benchmark of a second under each launcher at once, in a directory each, and says how it ended. */
function underEach(out: string, before = ''): string {
  const runs = LAUNCHERS.map(
    (launcher) =>
      `(rankstat run --launcher ${launcher} --interval 0.2 --results-dir ${out}/${launcher} -- sh -c 'sleep 1; exit 3'
        echo "${launcher} rc=$?") &`,
  );
  return `${before}\n${runs.join('\n')}\nwait`;
}

/** Fails unless the benchmark had its exit code under each launcher, and nobody is left. */
function assertAllRan(output: string): void {
  for (const launcher of LAUNCHERS) assert.match(output, new RegExp(`^${launcher} rc=3$`, 'm'));
  assertNoneLeft();
}

function assertNoneLeft(): void {
  for (const node of NODES) assert.equal(site.cluster.processes(node).filter(isOurs), []);
}

const isOurs = ({ argv }: HostProcess) => argv.some((word) => word.endsWith('rankstat.cjs'));

/** A directory that every user can write to, as collectors that are another's have to. */
async function openDirectory(): Promise<string> {
  const out = site.newDirectory();
  for (const launcher of LAUNCHERS) {
    await mkdir(`${out}/${launcher}`, { recursive: true });
    await chmod(`${out}/${launcher}`, 0o777);
  }
  return out;
}

/** A starter of collectors that see a /proc that is mounted so, as a user who is not root. */
async function collectorUnder(procOptions: string): Promise<string> {
  const file = `${site.newDirectory()}.sh`;
  const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups --';
  const inside = `mount -t proc -o ${procOptions} proc /proc && exec ${nobody} "$0" "$@"`;
  await writeFile(file, `#!/bin/sh\nexec unshare --mount sh -c '${inside}' ${RANKSTAT} "$@"\n`, {
    mode: 0o755,
  });
  return file;
}

check('HOME and TMPDIR are not there: all is recorded, under each launcher', async () => {
  const out = site.newDirectory();
  const job = await site.batch(underEach(out, 'unset HOME TMPDIR'));
  assertAllRan((await job.finished()).output);
  for (const launcher of LAUNCHERS) assertComplete(await onlyFile(`${out}/${launcher}`), NODES);
});

check("other users' processes are hidden (hidepid): all is recorded, under each launcher", async () => {
  const out = await openDirectory();
  const job = await site.batch(underEach(out, `export RANKSTAT_BIN=${await collectorUnder('hidepid=2')}`));
  assertAllRan((await job.finished()).output);
  for (const launcher of LAUNCHERS) assertComplete(await onlyFile(`${out}/${launcher}`), NODES);
});

check('a /proc that has processes only: no source, the ledger says so, and the benchmark runs', async () => {
  const out = await openDirectory();
  const job = await site.batch(underEach(out, `export RANKSTAT_BIN=${await collectorUnder('subset=pid')}`));
  assertAllRan((await job.finished()).output);
  for (const launcher of LAUNCHERS) {
    const { hosts_requested: hosts, host_status: status } = await onlyFile(`${out}/${launcher}`);
    assert.equal(hosts, NODES);
    for (const node of NODES) {
      assert.match(status[node]?.reason ?? '', /^no source could be read: .*\/proc\/diskstats is not there/);
    }
  }
});

const MEMORY = '/sys/fs/cgroup/memory';
/** A process that is to be killed is, as soon as so much is asked for: that takes a second. */
const KILL_MS = 30_000;

/** A memory cgroup of the machine; hosts see none (ip-netns(8) gives them a bare /sys). */
class MemoryLimit {
  readonly #folder: string;

  constructor(name: string, bytes: number) {
    // What a run left that was killed can have processes that the kernel would kill instead.
    this.#folder = `${MEMORY}/rankstat-test-${process.pid}-${name}`;
    mkdirSync(this.#folder);
    this.#write('memory.limit_in_bytes', bytes);
  }

  take(pid: number): void {
    this.#write('cgroup.procs', pid);
  }

  /** Has the kernel kill a process there for want of memory, before any other. */
  kill(pid: number): void {
    this.take(pid);
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
    const eat = `echo $$ >${this.#folder}/cgroup.procs; head -c 400M /dev/zero | tail -c 400M`;
    const { error } = spawnSync('sh', ['-c', eat], {
      ...{ stdio: 'ignore', timeout: KILL_MS, killSignal: 'SIGKILL' },
    });
    assert.is(error, undefined, `the kernel killed nobody in ${this.#folder}: ${error}`);
  }

  /** How many processes the kernel has killed there. */
  kills(): number {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(`${this.#folder}/memory.oom_control`, 'utf8'))?.[1]);
  }

  /** Removes it; processes that are left in it go on without a limit, and end with the cluster. */
  remove(): void {
    for (const pid of readFileSync(`${this.#folder}/cgroup.procs`, 'utf8').split('\n').filter(Boolean)) {
      try {
        writeFileSync(`${MEMORY}/cgroup.procs`, pid);
      } catch (error) {
        if (!isCode(error, 'ESRCH')) throw error; // It has ended meanwhile.
      }
    }
    rmdirSync(this.#folder);
  }

  #write(file: string, value: number): void {
    writeFileSync(`${this.#folder}/${file}`, String(value));
  }
}

/** The processes of a host whose command lines speak of a file or directory and of this word. */
function processesWith(node: string, word: string, path: string): number[] {
  const found = site.cluster
    .processes(node)
    .filter(({ argv }) => argv.includes(word) && argv.some((text) => text.includes(path)));
  assert.ok(found.length > 0, `no ${word} with ${path} on ${node}`);
  return found.map(({ pid }) => pid);
}

checkLimits(
  'a memory limit kills the benchmark, a rank, rank 0: the benchmark has its exit code',
  async () => {
    const out = site.newDirectory();
    const bytes = 150 * 2 ** 20;
    const limits = {
      slurm: new MemoryLimit('slurm', bytes),
      openmpi: new MemoryLimit('openmpi', bytes),
      mpich: new MemoryLimit('mpich', bytes),
    };
    // What a rank has not sent yet ends with it.
    const run = (launcher: string, end: string) =>
      `(rankstat run --launcher ${launcher} --interval 0.5 --flush 0 --stop-timeout 1 --results-dir ${out}/${launcher} -- \
       sh -c 'sleep 1; echo now; n=0; until [ -e ${out}/go-${launcher} ] || [ $((n+=1)) -gt 600 ]; do sleep 0.1; done
              ${end}'
      echo "${launcher} rc=$?") &`;
    try {
      const job = await site.batch(`
      ${run('slurm', 'head -c 400M /dev/zero | tail -c 400M')}
      ${run('mpich', 'exit 3')}
      ${run('openmpi', 'exit 3')}
      wait`);
      await job.printed(/(now\n.*){3}/s);
      // All that the job has on its first node, as the job's own limit would have it: the largest goes.
      for (const word of ['run', 'rank', 'sh']) {
        for (const pid of processesWith('node1', word, `${out}/${word === 'sh' ? 'go-' : ''}slurm`)) {
          limits.slurm.take(pid);
        }
      }
      const [rank] = processesWith('node2', 'rank', `${out}/mpich`);
      const [rankZero] = processesWith('node1', 'rank', `${out}/openmpi`);
      assert.ok(rank && rankZero);
      limits.mpich.kill(rank);
      limits.openmpi.kill(rankZero);
      for (const launcher of LAUNCHERS) await writeFile(`${out}/go-${launcher}`, '');
      const { output } = await job.finished();
      for (const [launcher, limit] of Object.entries(limits))
        assert.ok(limit.kills() >= 1, `under ${launcher} nobody was killed`);
      assert.match(output, /^slurm rc=137$/m);
      assert.match(output, /^mpich rc=3$/m);
      assert.match(output, /^openmpi rc=3$/m);
      assertNoneLeft();
      assertComplete(await onlyFile(`${out}/slurm`), NODES);
      for (const launcher of ['mpich', 'openmpi']) {
        const file = await fileOrRecovered(site, `${out}/${launcher}`);
        // Before it is killed, a rank whose memory is full waits for it.
        for (const node of NODES) assertTicksTo(file, node, 1, 1);
      }
    } finally {
      for (const limit of Object.values(limits)) limit.remove();
    }
  },
);

test.run();
