import { type IoCounts, isNowhereBelow, minus, most, NO_IO, plus } from './io-file.ts';
import { type ProcessStat, safeName } from './stat-line.ts';

/** A process that has ended, as the one that may have waited for it has to account for it. */
interface Owed {
  readonly io: IoCounts;
  readonly faults: number;
}

/**
 * A process that is followed: what it has done, as far as no other has it in its numbers.
 *
 * When a process waits for a child that has ended, the kernel adds what the child has read and written to its own numbers
 * (`wait_task_zombie` in kernel/exit.c). What was counted for the child before is taken off from those of the parent again:
 * so no byte is in two rows, no row ever falls, and what the child did after it was read last is in the parent's.
 */
export class Followed {
  readonly pid: number;
  readonly startTicks: number;
  /** Its parent when it was read last, if that is followed, too. */
  parent: Followed | undefined;
  /** As it is called when it is read first, made safe. */
  name = '';
  userTicks = 0;
  systemTicks = 0;
  residentPages = 0;
  /** In how many readings it was there. */
  readings = 0;
  hasEnded = false;
  /** Whether its I/O may be read: another's, or one that runs with other rights, may not. */
  hasIo = false;
  /** As the kernel has them. */
  #io: IoCounts = NO_IO;
  #faults = 0;
  #childFaults = 0;
  /** What of them is counted elsewhere: of children that it has waited for. */
  #elsewhere: IoCounts = NO_IO;
  #faultsElsewhere = 0;
  #own: IoCounts = NO_IO;
  #unaccountedFaults = 0;

  constructor(pid: number, startTicks: number) {
    this.pid = pid;
    this.startTicks = startTicks;
  }

  /** What it has read and written, without what is counted elsewhere. Never falls. */
  get io(): IoCounts {
    return this.#own;
  }

  /** How much that is, to tell which process does more. */
  get bytes(): bigint {
    const [asked = 0n, written = 0n, , , read = 0n, stored = 0n] = this.#own;
    return asked + written + read + stored;
  }

  /**
   * Takes what was read of it now. `settle` has to follow.
   * @param io undefined if it could not be read this time
   */
  read(stat: ProcessStat, io: IoCounts | undefined, parent: Followed | undefined): void {
    // Before it becomes a program of its own it has its parent's name.
    if (this.readings < 2) this.name = safeName(stat.comm);
    this.readings++;
    this.parent = parent;
    this.userTicks = Math.max(this.userTicks, stat.userTicks);
    this.systemTicks = Math.max(this.systemTicks, stat.systemTicks);
    this.residentPages = Math.max(0, stat.residentPages);
    this.#faults = stat.faults;
    this.#childFaults = stat.childFaults;
    if (io === undefined) return;
    this.hasIo = true;
    this.#io = most(this.#io, io);
  }

  /** It has ended. What it did since it was read last is in the numbers of who has waited for it. */
  end(): void {
    this.hasEnded = true;
    this.residentPages = 0;
  }

  /** Counts from here on only: what it has done so far was before our time. */
  forget(): void {
    this.#elsewhere = this.#io;
    this.#faultsElsewhere = this.#childFaults;
  }

  /**
   * Takes a child, or a child's, that has ended, for one that was waited for, if it can be.
   * @returns whether it can: its numbers have grown by at least what that one had
   */
  takesOver({ io, faults }: Owed): boolean {
    // A parent that ignores its children's end does not get what they did.
    const rest = this.#childFaults - this.#faultsElsewhere - faults;
    if (rest < this.#unaccountedFaults) return false;
    const own = this.hasIo ? minus(minus(this.#io, this.#elsewhere), io) : this.#own;
    if (!isNowhereBelow(own, this.#own)) return false;
    if (this.hasIo) this.#elsewhere = plus(this.#elsewhere, io);
    this.#faultsElsewhere += faults;
    return true;
  }

  /** What it has itself now, when it is known which children are in its numbers. */
  settle(): void {
    this.#own = most(this.#own, minus(this.#io, this.#elsewhere));
    this.#unaccountedFaults = Math.max(this.#unaccountedFaults, this.#childFaults - this.#faultsElsewhere);
  }

  /** What a parent's numbers have grown by, at least, that has waited for it. */
  get owed(): Owed {
    return { io: this.#io, faults: this.#faults + this.#childFaults };
  }
}
