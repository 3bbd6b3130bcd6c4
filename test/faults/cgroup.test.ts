import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findJobCgroup } from '../../src/procfs/cgroup/job-cgroup.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { asNamed } from '../../src/procfs/registry.ts';
import { cgroup } from '../../src/procfs/sources/cgroup.ts';
import { findProgram, MEMORY_CGROUPS } from '../cluster/requirements.ts';
import { jsonOf } from '../procfs/parse.ts';
import { textOf } from '../program.ts';
import { removed, testWith } from './own-cgroups.ts';

// The kernel's own cgroups, with processes in them whose memory and files have known sizes.
const test = suite('cgroups of this machine');

const MEMORY = '/sys/fs/cgroup/memory';
const MIB = 2 ** 20;
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');

const missing = [
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...(existsSync(`${MEMORY}/memory.limit_in_bytes`) ? [] : [MEMORY_CGROUPS]),
  ...(findProgram('python3') === undefined ? ['python3'] : []),
];
const check = testWith(test, missing);

/** Cgroups of the memory controller, and processes in them, all of which are gone at the end. */
class Cgroups {
  readonly #made: string[] = [];
  readonly #children: ChildProcess[] = [];
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rankstat-cgroup-'));
  /** A name that no other run has. */
  readonly top = `rankstat-test-${process.pid}`;

  /** Makes one, and those that it is in. */
  make(below: string): void {
    let made = '';
    for (const part of [this.top, ...below.split('/')]) {
      made = path.join(made, part);
      const folder = path.join(MEMORY, made);
      if (this.#made.includes(folder)) continue;
      mkdirSync(folder);
      this.#made.push(folder);
    }
  }

  file(below: string, name: string): string {
    return path.join(MEMORY, this.top, below, name);
  }

  limit(below: string, bytes: number): void {
    writeFileSync(this.file(below, 'memory.limit_in_bytes'), String(bytes));
  }

  /** Starts a program in a cgroup. */
  start(below: string, ...command: string[]): ChildProcess {
    const script = `echo $$ >${this.file(below, 'cgroup.procs')} && exec "$@"`;
    const child = spawn('sh', ['-c', script, 'sh', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#children.push(child);
    return child;
  }

  /** Has the kernel kill a process there that wants more than there is. */
  async exceed(below: string, bytes: number): Promise<void> {
    const eat = `exec 2>/dev/null; echo 1000 >/proc/self/oom_score_adj; head -c ${bytes} /dev/zero | tail -c ${bytes} >/dev/null`;
    const child = this.start(below, 'sh', '-c', eat);
    await once(child, 'exit');
  }

  /** What a process of this cgroup would read; nothing of it moves meanwhile. */
  reader(below: string): { reader: SourceReader; roots: { procfs: string; sysfs: string } } {
    const procfs = path.join(this.folder, below.replaceAll('/', '-'));
    mkdirSync(path.join(procfs, 'self'), { recursive: true });
    writeFileSync(path.join(procfs, 'self/cgroup'), `4:memory:/${this.top}/${below}\n0::/\n`);
    writeFileSync(path.join(procfs, 'self/mountinfo'), readFileSync('/proc/self/mountinfo'));
    const roots = { procfs, sysfs: '/sys' };
    return { reader: new SourceReader(asNamed(cgroup), roots), roots };
  }

  async remove(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    for (const folder of this.#made.reverse()) await removed(folder);
    rmSync(this.folder, { recursive: true });
  }
}

async function inCgroups(body: (cgroups: Cgroups) => Promise<void>): Promise<void> {
  const cgroups = new Cgroups();
  try {
    await body(cgroups);
  } finally {
    await cgroups.remove();
  }
}

// Allocates so many bytes, writes a file of so many, reads it from the disk, and waits.
const WORKER = `
import os, sys
size, length, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
memory = bytearray(size)
memory[::4096] = b'x' * len(memory[::4096])
file = os.open(name, os.O_RDWR | os.O_CREAT)
for _ in range(length >> 20):
    os.write(file, b'y' * (1 << 20))
os.fsync(file)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
os.lseek(file, 0, 0)
while os.read(file, 1 << 20):
    pass
print('ready', flush=True)
sys.stdin.read()
`;

// The same files, read and named by another program.
const INDEPENDENT = `
import json, sys
folder = sys.argv[1]
def one(name):
    with open(f'{folder}/{name}') as file:
        return int(file.read())
with open(f'{folder}/memory.stat') as file:
    stat = {key: int(value) for key, value in (line.split() for line in file)}
bytes_of = ['total_cache', 'total_rss', 'total_dirty', 'total_writeback', 'total_swap']
counts = ['total_workingset_refault_file', 'total_pgfault', 'total_pgmajfault']
found = {name: one('memory.' + name) for name in ['usage_in_bytes', 'max_usage_in_bytes', 'limit_in_bytes', 'failcnt']}
found['stat'] = {**{name + '_bytes': stat[name] for name in bytes_of if name in stat},
                 **{name: stat[name] for name in counts if name in stat}}
print(json.dumps(found))
`;

function memoryOf(reader: SourceReader) {
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  return JSON.parse(jsonOf(reader)).memory;
}

check('the memory and the page cache of a job are what its processes have, and what Python reads', () =>
  inCgroups(async (cgroups) => {
    const [job, task] = ['job_7', 'job_7/step_0/task_0'];
    const [allocated, read, limit] = [64 * MIB, 32 * MIB, 384 * MIB];
    cgroups.make(task);
    cgroups.make('job_7/step_extern');
    cgroups.limit(job, limit);
    const file = path.join(cgroups.folder, 'data');
    const worker = cgroups.start(task, 'python3', '-c', WORKER, String(allocated), String(read), file);
    await once(worker.stdout!, 'data');

    // The collector is a step of its own: what it says is the job's.
    const { reader, roots } = cgroups.reader('job_7/step_extern');
    assert.equal(findJobCgroup(roots), {
      version: 1,
      level: 'job',
      path: `/${cgroups.top}/job_7`,
      folders: [`fs/cgroup/memory/${cgroups.top}/job_7`],
      trouble: undefined,
    });
    let [ours, theirs, again] = [memoryOf(reader), undefined, undefined];
    for (let nth = 0; nth < 50; nth++) {
      ours = memoryOf(reader);
      const python = spawnSync('python3', ['-c', INDEPENDENT, cgroups.file(job, '')], { encoding: 'utf8' });
      theirs = JSON.parse(python.stdout);
      again = memoryOf(reader);
      const isSummedUp = ours.stat.total_cache_bytes >= read && ours.stat.total_rss_bytes >= allocated;
      if (isSummedUp && JSON.stringify(ours) === JSON.stringify(again)) break;
      await pause(100); // The kernel sums up every two seconds.
    }
    assert.equal(ours, again);
    assert.equal(ours, theirs);
    const { total_cache_bytes: cache, total_rss_bytes: rss } = ours.stat;
    assert.ok(cache >= read && cache < read + 16 * MIB, `${cache} bytes of page cache`);
    assert.ok(rss >= allocated && rss < allocated + 16 * MIB, `${rss} bytes of memory`);
    assert.ok(ours.usage_in_bytes >= allocated + read);
    assert.is(ours.limit_in_bytes, limit);

    // The whole program, as a step of that job.
    const sample = cgroups.start('job_7/step_extern', RANKSTAT, 'sample', '--sources', 'cgroup');
    const text = await textOf(sample.stdout!);
    const { memory } = JSON.parse(text).cgroup;
    assert.is(memory.limit_in_bytes, limit);
    assert.ok(memory.stat.total_rss_bytes > rss);

    // Who wants too much shows in the job's limit. The kill is counted below it, in version 1 only there.
    await cgroups.exceed(task, 2 * limit);
    const after = memoryOf(reader);
    assert.is(after.max_usage_in_bytes, limit);
    assert.ok(after.failcnt > 0);
    const kills = (below: string) =>
      /^oom_kill (\d+)$/m.exec(readFileSync(cgroups.file(below, 'memory.oom_control'), 'utf8'))?.[1];
    assert.equal([kills(task), kills(job)], ['1', '0']);
    assert.is('oom_kill' in after, false);

    cgroups.limit(job, -1);
    assert.is('limit_in_bytes' in memoryOf(reader), false);
    reader.close();
  }),
);

check('a process that wants more than its own cgroup may have is killed, and that is counted', () =>
  inCgroups(async (cgroups) => {
    cgroups.make('plain');
    cgroups.limit('plain', 32 * MIB);
    const { reader, roots } = cgroups.reader('plain');
    assert.equal(findJobCgroup(roots)?.level, 'own');
    const before = memoryOf(reader);
    assert.equal([before.oom_kill, before.failcnt, before.limit_in_bytes], [0, 0, 32 * MIB]);
    await cgroups.exceed('plain', 256 * MIB);
    const after = memoryOf(reader);
    assert.equal([after.oom_kill, after.max_usage_in_bytes], [1, 32 * MIB]);
    assert.ok(after.failcnt > 0);
    reader.close();
  }),
);

test.run();
