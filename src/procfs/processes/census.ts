import fs from 'node:fs';
import path from 'node:path';
import { readText } from '../host/small-file.ts';
import type { Roots } from '../roots.ts';
import { type Judgement, Membership } from './membership.ts';
import type { ProcessStat } from './stat-line.ts';

/** All processes of the node are listed so often at most, seconds. */
const LIST_EVERY_S = 0.9;
/** … and so often at least: where `/proc` is another namespace's, `loadavg` does not tell what has begun. */
const LIST_AT_LEAST_EVERY_S = 10;
/** So many are looked at in one go, after the first: the others wait for the next. */
const MOST_LOOKED_AT = 256;

/** What a process of the node was found to be, and when. */
interface Known extends Judgement {
  readonly at: number;
}

/** Notices which of the benchmark's processes have begun. */
export class Census {
  readonly membership: Membership;
  readonly #procfs: string;
  readonly #known = new Map<number, Known>();
  #listedAt = Number.NEGATIVE_INFINITY;
  #lastBegun: string | undefined;

  /** @throws the system's error if this process is not in the tree */
  constructor(roots: Roots) {
    this.membership = new Membership(roots);
    this.#procfs = roots.procfs;
  }

  /**
   * The benchmark's processes that were not there before, parents first. Listing the processes of a large node takes
   * milliseconds: it is done once in a second at most, and only if a process or thread has begun since.
   * @param now seconds of a monotonic clock
   * @throws the system's error if they cannot be listed
   */
  begun(now: number): ProcessStat[] {
    if (now - this.#listedAt < LIST_EVERY_S) return [];
    const last = this.#lastOfNode();
    const isOld = now - this.#listedAt >= LIST_AT_LEAST_EVERY_S;
    const hasBegun = last === undefined || last !== this.#lastBegun;
    this.#lastBegun = last;
    const candidates = hasBegun || isOld ? this.#listed(now) : this.#unsure(now);
    return this.#judged(candidates, now);
  }

  /** Is told that a process has ended: its number can be another's. */
  ended(pid: number): void {
    this.#known.delete(pid);
  }

  /** The number of the process or thread that has begun last; undefined if that is not known. */
  #lastOfNode(): string | undefined {
    return readText(path.join(this.#procfs, 'loadavg'))?.trim().split(' ').at(4);
  }

  /** Those of which it is not known yet, or not for good. */
  #listed(now: number): number[] {
    const isFirst = this.#listedAt === Number.NEGATIVE_INFINITY;
    const there = new Set<number>();
    for (const name of fs.readdirSync(this.#procfs)) if (/^[1-9]\d*$/.test(name)) there.add(Number(name));
    for (const pid of this.#known.keys()) if (!there.has(pid)) this.#known.delete(pid);
    this.#listedAt = now;
    const candidates = [...there].filter((pid) => this.#isOpen(pid, now));
    if (isFirst || candidates.length <= MOST_LOOKED_AT) return candidates;
    this.#lastBegun = undefined; // The others are to be listed again.
    return candidates.slice(0, MOST_LOOKED_AT);
  }

  #unsure(now: number): number[] {
    return [...this.#known.keys()].filter((pid) => this.#isOpen(pid, now));
  }

  #isOpen(pid: number, now: number): boolean {
    const known = this.#known.get(pid);
    return known === undefined || (!known.isFinal && now - known.at >= LIST_EVERY_S);
  }

  #judged(pids: readonly number[], now: number): ProcessStat[] {
    const stats = pids.flatMap((pid) => this.membership.stat(pid) ?? []);
    // A parent has begun before its children, or in the same tick: then its number is mostly the smaller one.
    stats.sort((one, other) => one.startTicks - other.startTicks || one.pid - other.pid);
    return stats.filter((stat) => {
      const before = this.#known.get(stat.pid);
      const judgement = this.membership.judge(stat, this.#known.get(stat.parent)?.whose);
      // What is the same twice stays so.
      const isFinal = judgement.isFinal || judgement.whose === before?.whose;
      this.#known.set(stat.pid, { whose: judgement.whose, isFinal, at: now });
      return judgement.whose === 'benchmark' && before?.whose !== 'benchmark';
    });
  }
}
