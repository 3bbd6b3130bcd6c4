import path from 'node:path';
import { type CgroupLine, cgroupLinesOf } from '../cgroup/cgroup-lines.ts';
import { findJobCgroup, type JobCgroup } from '../cgroup/job-cgroup.ts';
import { readBytes, readText } from '../host/small-file.ts';
import type { Roots } from '../roots.ts';
import { type ProcessStat, statOf } from './stat-line.ts';

/**
 * Whose a process is.
 * - `benchmark`: it is followed
 * - `rankstat`: a collector, a recorder, another command; what these have started is theirs, too
 * - `between`: what has started both, or waits for the benchmark: neither
 * - `other`: another user's, another job's, a kernel's
 */
export type Whose = 'benchmark' | 'rankstat' | 'between' | 'other';

/** What is known of a process, and whether that stays so: one that has just begun can become another program's or user's. */
export interface Judgement {
  readonly whose: Whose;
  readonly isFinal: boolean;
}

/** What tells the processes of a job, where a batch system has no cgroup for it. */
const JOB_VARIABLES = ['SLURM_JOB_ID', 'SLURM_JOBID', 'PBS_JOBID', 'LSB_JOBID'];
/** Programs of ours, as they stand in a command line behind Node.js and its options. */
const PROGRAM = /^(?:.*\/)?(rankstat|benchmark)\.cjs$/;
const MOST_OPTIONS = 12;
/** Nobody is started by so many. */
const MOST_ANCESTORS = 200;

/** How the benchmark's processes are told from others on this node. */
type Rule =
  | { readonly by: 'cgroup'; readonly job: JobCgroup }
  | { readonly by: 'variable'; readonly entry: Buffer }
  | { readonly by: 'descent' }
  | { readonly by: 'start'; readonly startTicks: number };

/**
 * Tells which processes of a node are the benchmark's: of this user, and of this job.
 * - in a cgroup that Slurm or PBS has made for the job: those in it
 * - else, under a batch system: those with its number of the job in their environment
 * - else, where `rankstat run` has started the benchmark on this node: what comes of that
 * - else: those that began after this process
 *
 * And all children of these. Never rankstat's own, what these have started, and what has started them: launchers' daemons,
 * the shell of the job script.
 */
export class Membership {
  /** The process that waits for the benchmark, where `rankstat run` has started it on this node. */
  readonly waiter: number | undefined;
  /** Those that this process comes from, and itself. */
  readonly lineage: ReadonlySet<number>;
  readonly #procfs: string;
  readonly #user: string;
  readonly #rule: Rule;

  /** @throws the system's error if this process is not in the tree */
  constructor(roots: Roots) {
    this.#procfs = roots.procfs;
    const self = this.stat('self');
    if (self === undefined) throw Object.assign(new Error('it has no process of ours'), { code: 'ENOENT' });
    const user = this.#userOf('self');
    if (user === undefined) throw new Error(`${path.join(roots.procfs, 'self/status')} has no Uid`);
    this.#user = user;
    this.lineage = this.#lineageOf(self);
    this.waiter = [...this.lineage].find((pid) => this.#programOf(pid) === 'benchmark');
    this.#rule = this.#ruleOf(roots, self);
  }

  /** @param parent whose its parent is; undefined if that is not known */
  judge(stat: ProcessStat, parent: Whose | undefined): Judgement {
    const { pid } = stat;
    if (this.lineage.has(pid)) return { whose: pid === this.#self ? 'rankstat' : 'between', isFinal: true };
    if (stat.isKernelThread) return { whose: 'other', isFinal: true };
    if (parent === 'rankstat') return { whose: 'rankstat', isFinal: true };
    if (this.#userOf(pid) !== this.#user) return { whose: 'other', isFinal: false };
    const program = this.#programOf(pid);
    if (program !== undefined)
      return { whose: program === 'benchmark' ? 'between' : 'rankstat', isFinal: false };
    const isOurs = parent === 'benchmark' || stat.parent === this.waiter || this.#isOfJob(stat);
    return isOurs ? { whose: 'benchmark', isFinal: true } : { whose: 'other', isFinal: false };
  }

  /** Undefined if it has ended. */
  stat(pid: number | 'self'): ProcessStat | undefined {
    const bytes = readBytes(path.join(this.#procfs, `${pid}`, 'stat'));
    return bytes === null ? undefined : statOf(bytes, 0, bytes.length);
  }

  get #self(): number {
    const [self = 0] = this.lineage;
    return self;
  }

  #isOfJob({ pid, startTicks }: ProcessStat): boolean {
    const rule = this.#rule;
    switch (rule.by) {
      case 'cgroup':
        return cgroupLinesOf(this.#text(pid, 'cgroup')).some((line) => isIn(line, rule.job));
      case 'variable':
        return isEntryOf(this.#environment(pid), rule.entry);
      case 'descent':
        return false;
      case 'start':
        return startTicks >= rule.startTicks;
    }
  }

  #ruleOf(roots: Roots, { startTicks }: ProcessStat): Rule {
    const job = findJobCgroup(roots);
    if (job?.level === 'job') return { by: 'cgroup', job };
    const environment = this.#environment('self');
    const entry = JOB_VARIABLES.map((name) => entryOf(environment, name)).find((one) => one !== undefined);
    if (entry !== undefined) return { by: 'variable', entry };
    return this.waiter === undefined ? { by: 'start', startTicks } : { by: 'descent' };
  }

  #lineageOf(self: ProcessStat): Set<number> {
    const lineage = new Set([self.pid]);
    for (let at: ProcessStat | undefined = self; at !== undefined && lineage.size < MOST_ANCESTORS; ) {
      const { parent } = at;
      if (parent <= 0 || lineage.has(parent)) break;
      lineage.add(parent);
      at = this.stat(parent);
    }
    return lineage;
  }

  /** Which program of ours it is. */
  #programOf(pid: number): string | undefined {
    const words = this.#text(pid, 'cmdline').split('\0').slice(1, MOST_OPTIONS);
    const first = words.find((word) => !word.startsWith('-'));
    return first === undefined ? undefined : PROGRAM.exec(first)?.[1];
  }

  /** Real, effective, saved and file system's: what it runs as is the second. */
  #userOf(pid: number | 'self'): string | undefined {
    return /^Uid:\s+\d+\s+(\d+)/m.exec(this.#text(pid, 'status'))?.[1];
  }

  /** Only looked at, never kept: it can have anything in it. */
  #environment(pid: number | 'self'): Buffer {
    return readBytes(path.join(this.#procfs, `${pid}`, 'environ')) ?? Buffer.alloc(0);
  }

  #text(pid: number | 'self', file: string): string {
    return readText(path.join(this.#procfs, `${pid}`, file)) ?? '';
  }
}

function isIn({ version, path: own }: CgroupLine, job: JobCgroup): boolean {
  return version === job.version && (own === job.path || own.startsWith(`${job.path}/`));
}

/** `NAME=value` of an environment, without what is around it; undefined if it is not there or empty. */
function entryOf(environment: Buffer, name: string): Buffer | undefined {
  const begin = startOf(environment, Buffer.from(`${name}=`));
  if (begin < 0) return undefined;
  const end = environment.indexOf(0, begin);
  const entry = environment.subarray(begin, end < 0 ? environment.length : end);
  return entry.length > name.length + 1 ? Buffer.from(entry) : undefined;
}

function isEntryOf(environment: Buffer, entry: Buffer): boolean {
  return startOf(environment, Buffer.concat([entry, Buffer.alloc(1)])) >= 0;
}

/** Where a variable begins that begins so; negative if none does. */
function startOf(environment: Buffer, begin: Buffer): number {
  if (environment.subarray(0, begin.length).equals(begin)) return 0;
  const at = environment.indexOf(Buffer.concat([Buffer.alloc(1), begin]));
  return at < 0 ? at : at + 1;
}
