import type { Observer, ParseCaptured } from '../observer.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Slab } from '../reading/slab.ts';
import type { Roots } from '../roots.ts';
import { Accounts } from './accounts.ts';
import { Census } from './census.ts';
import { Followed } from './followed.ts';
import { type IoCounts, plus } from './io-file.ts';
import { ProcessFiles } from './process-files.ts';
import { ProcessSum } from './process-sum.ts';
import { RowPlan } from './row-plan.ts';
import type { ProcessStat } from './stat-line.ts';

/** So many have their files kept open, two each; those of the others are opened for each reading. */
const MOST_KEPT_OPEN = 256;
/** So many are read in a second: with more of them there are fewer readings. */
const MOST_IN_A_SECOND = 64;
/** Ticks are a little early or late. */
const EARLY_S = 0.1;

/** The row of those that have none of their own, and that of those that have ended. */
export const OTHER_PROCESSES = 'others';
export const ENDED = 'ended';
const OTHER_PROCESSES_ROW = wordOf(OTHER_PROCESSES);
const ENDED_ROW = wordOf(ENDED);

/** A process that is read until it has ended. */
interface Watched {
  readonly process: Followed;
  readonly files: ProcessFiles;
  /** The waiter has started the benchmark: it does nothing itself, but has what those have done that it has waited for. */
  readonly role: 'benchmark' | 'waiter';
}

/** Follows the benchmark's processes on this node: what each does, and what all have done together. */
export class ProcessObserver implements Observer {
  readonly #roots: Roots;
  #census: Census | undefined;
  /** Parents first. */
  #watched: readonly Watched[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  // From here on what parsing knows.
  #hasParsed = false;
  readonly #byPid = new Map<number, Followed>();
  #alive: readonly Followed[] = [];
  #waiter: Followed | undefined;
  readonly #plan = new RowPlan();
  readonly #accounts = new Accounts();
  readonly #ended = new ProcessSum();

  constructor(roots: Roots) {
    this.#roots = roots;
  }

  capture(slab: Slab, now: number, turn: 'its turn' | 'in any case'): ParseCaptured | undefined {
    const count = this.#watched.length;
    const isTooSoon = count > MOST_IN_A_SECOND && count > (now - this.#readAt + EARLY_S) * MOST_IN_A_SECOND;
    if (turn === 'its turn' && isTooSoon) return undefined;
    try {
      this.#look(now);
    } catch (error) {
      return () => {
        throw error;
      };
    }
    this.#readAt = now;
    const captured = this.#watched;
    this.#watched = captured.filter((one, nth) =>
      this.#capture(one, slab, nth < MOST_KEPT_OPEN ? 'open' : 'closed'),
    );
    return (parsed, reading) => {
      this.#parse(captured, parsed, now);
      this.#write(reading);
    };
  }

  close(): void {
    for (const { files } of this.#watched) files.close();
  }

  /** Finds those that have begun. */
  #look(now: number): void {
    const isFirst = this.#census === undefined;
    this.#census ??= new Census(this.#roots);
    const begun = this.#census.begun(now);
    const waiter = isFirst ? this.#census.membership.waiter : undefined;
    const stat = waiter === undefined ? undefined : this.#census.membership.stat(waiter);
    const added = begun.map((one) => this.#watch(one, 'benchmark'));
    const first = stat === undefined ? [] : [this.#watch(stat, 'waiter')];
    if (added.length + first.length > 0) this.#watched = [...first, ...this.#watched, ...added];
  }

  #watch(stat: ProcessStat, role: Watched['role']): Watched {
    const { pid, startTicks } = stat;
    return {
      process: new Followed(pid, startTicks),
      files: new ProcessFiles(this.#roots.procfs, stat),
      role,
    };
  }

  /** @returns whether it is there to be read again */
  #capture({ process, files }: Watched, slab: Slab, keep: 'open' | 'closed'): boolean {
    const isThere = files.capture(slab, keep) && !process.hasEnded;
    if (isThere) return true;
    files.close();
    this.#census?.ended(process.pid);
    return false;
  }

  #parse(captured: readonly Watched[], slab: Slab, now: number): void {
    const which = this.#hasParsed ? 'later' : 'first';
    this.#hasParsed = true;
    const [alive, read, ended]: [Followed[], Followed[], Followed[]] = [[], [], []];
    for (const { process, files, role } of captured) {
      const { stat, io } = files.take(slab);
      if (process.hasEnded) continue;
      if (stat === 'ended') {
        process.end();
        if (process.readings > 0) ended.push(process);
      } else if (stat !== undefined) {
        this.#read(process, stat, io, role);
        read.push(process);
      }
      if (role === 'waiter') this.#waiter = process;
      else if (!process.hasEnded && process.readings > 0) alive.push(process);
    }
    this.#accounts.add(ended);
    this.#accounts.settle(read);
    this.#alive = alive;
    for (const process of ended) this.#bury(process);
    for (const process of this.#plan.update(alive, now, which)) this.#ended.add(process);
  }

  #read(process: Followed, stat: ProcessStat, io: IoCounts | undefined, role: Watched['role']): void {
    const isNew = process.readings === 0;
    if (isNew) this.#byPid.set(process.pid, process);
    process.read(stat, io, this.#byPid.get(stat.parent));
    if (isNew && role === 'waiter') process.forget();
  }

  /** One that has a row keeps it until that is needed. */
  #bury(process: Followed): void {
    if (this.#byPid.get(process.pid) === process) this.#byPid.delete(process.pid);
    if (process !== this.#waiter && !this.#plan.has(process)) this.#ended.add(process);
  }

  #write(reading: Reading): void {
    const others = new ProcessSum();
    for (const process of this.#alive) if (!this.#plan.has(process)) others.add(process);
    for (const { process, word } of this.#plan.rows) {
      reading.row(word);
      const { userTicks, systemTicks, residentPages, hasIo, io } = process;
      putAll(reading, [userTicks, systemTicks, residentPages, ...(hasIo ? io : [])]);
    }
    reading.row(OTHER_PROCESSES_ROW);
    putAll(reading, [others.processes, others.withoutIo, others.userTicks, others.systemTicks]);
    putAll(reading, [others.residentPages, ...others.io]);
    const { processes, withoutIo, userTicks, systemTicks, io } = this.#ended;
    reading.row(ENDED_ROW);
    putAll(reading, [processes, withoutIo, userTicks, systemTicks]);
    putAll(reading, this.#waiter === undefined ? io : plus(io, this.#waiter.io));
    reading.endRow();
  }
}

function putAll(reading: Reading, values: readonly (number | bigint)[]): void {
  for (const value of values) reading.put(value);
}
