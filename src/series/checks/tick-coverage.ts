import type { HostStatus } from '../schema.ts';

type Ledger = Pick<HostStatus, 'gaps' | 'ticks_missed'>;

/** Ticks that follow each other at one distance, or a gap. */
interface Stretch {
  readonly from: number;
  to: number;
  /** From one tick to the next; undefined for a single tick, and for a gap: the ledger does not say it. */
  step: number | undefined;
  readonly isGap: boolean;
}

/** Of each kind so many are told of a host. */
const MOST_TOLD = 3;

/**
 * Whether what a host sampled and the gaps in its ledger are every tick that there was, each once. A thinned file has
 * every second tick, or every fourth, …: the distance at which they follow each other is worked out of them.
 * Memory grows with how often that distance changes, not with the ticks.
 */
export class TickCoverage {
  readonly #host: string;
  readonly #gaps: readonly Stretch[];
  readonly #missed: number;
  readonly #problem: (text: string) => void;
  readonly #stretches: Stretch[] = [];
  /** The first gap that does not end before the tick that came last. */
  #at = 0;
  /** In which gap there is data, if it was told already. */
  #told: Stretch | undefined;
  #unread = 0;
  #firstUnread = '';

  constructor(host: string, { gaps, ticks_missed }: Ledger, problem: (text: string) => void) {
    this.#host = host;
    this.#missed = ticks_missed;
    this.#problem = problem;
    this.#gaps = gaps.map(({ from_tick, to_tick }) => {
      if (to_tick < from_tick) problem(`gap of ${host} from tick ${from_tick} to ${to_tick}`);
      return { from: from_tick, to: Math.max(from_tick, to_tick), step: undefined, isGap: true };
    });
    if (gaps.some(({ from_tick }, at) => from_tick <= (gaps[at - 1]?.from_tick ?? -1))) {
      problem(`gaps of ${host} are not in the order of their ticks`);
      this.#gaps = this.#gaps.toSorted((one, other) => one.from - other.from);
    }
  }

  /** Takes in a tick behind all before it. @param isRead whether its sample has a source */
  tick(tick: number, isRead: boolean, where: string): void {
    const before = this.#at;
    while (tick > (this.#gaps[this.#at]?.to ?? Number.POSITIVE_INFINITY)) this.#at++;
    const gap = this.#gaps[this.#at];
    const inGap = gap !== undefined && gap.from <= tick;
    if (!inGap) {
      if (!isRead && this.#unread++ === 0) this.#firstUnread = where;
      this.#add(tick, before === this.#at);
    } else if (isRead && this.#told !== gap) {
      this.#told = gap;
      this.#problem(
        `${where}: tick ${tick} of ${this.#host} was sampled, but is in a gap: ${gap.from} to ${gap.to}`,
      );
    }
  }

  /** The distance at which ticks follow each other; 1 if there are too few to tell. */
  end(): number {
    const host = this.#host;
    if (this.#unread > 0) {
      const ticks = this.#unread === 1 ? 'a tick' : `${this.#unread} ticks`;
      this.#problem(
        `${this.#firstUnread}: ${ticks} of ${host} without any source, and in no gap: they were missed`,
      );
    }
    const all = [...this.#stretches, ...this.#gaps].sort((one, other) => one.from - other.from);
    const stride = this.#stride(all);
    if (stride === undefined) return 1;
    const ticks = this.#gaps.reduce((sum, { from, to }) => sum + (to - from) / stride + 1, 0);
    if (ticks !== this.#missed) {
      this.#problem(`ticks_missed of ${host} is ${this.#missed}, but its gaps are of ${ticks}`);
    }
    const wrong = all.flatMap((stretch, at) => this.#wrongIn(stretch, all[at - 1], stride));
    for (const text of wrong.slice(0, MOST_TOLD)) this.#problem(text);
    if (wrong.length > MOST_TOLD)
      this.#problem(`ticks of ${host}: ${wrong.length - MOST_TOLD} more such places`);
    return stride;
  }

  #add(tick: number, goesOn: boolean): void {
    const last = goesOn ? this.#stretches.at(-1) : undefined;
    const step = last === undefined ? undefined : tick - last.to;
    if (last === undefined || (last.step !== undefined && last.step !== step)) {
      this.#stretches.push({ from: tick, to: tick, step: undefined, isGap: false });
      return;
    }
    last.step = step;
    last.to = tick;
  }

  /** Neighbours are the nearest that two ticks are to each other. Undefined if that cannot be and was told. */
  #stride(all: readonly Stretch[]): number | undefined {
    const [only] = all;
    if (all.length === 1 && only?.isGap === true && only.to > only.from) {
      // What is missed is all that there is to tell it by.
      const stride = (only.to - only.from) / (this.#missed - 1);
      if (Number.isInteger(stride) && stride > 0) return stride;
      this.#problem(
        `ticks_missed of ${this.#host} is ${this.#missed}, but its gap is from ${only.from} to ${only.to}`,
      );
      return undefined;
    }
    let stride = Number.POSITIVE_INFINITY;
    for (const [at, { from, step }] of all.entries()) {
      const before = all[at - 1];
      if (step !== undefined) stride = Math.min(stride, step);
      if (before !== undefined && from > before.to) stride = Math.min(stride, from - before.to);
    }
    return Number.isFinite(stride) ? powerOfTwoIn(stride) : 1;
  }

  #wrongIn({ from, to, step, isGap }: Stretch, before: Stretch | undefined, stride: number): string[] {
    const host = this.#host;
    const wrong: string[] = [];
    const distance = before === undefined ? stride : from - before.to;
    if (distance <= 0)
      wrong.push(`ticks ${from} to ${to} of ${host} are in more than one gap, or sampled, too`);
    else if (distance > stride) {
      const ticks = range((before?.to ?? 0) + stride, from - stride);
      wrong.push(`${ticks} of ${host}: neither sampled nor in a gap`);
    }
    if (step !== undefined && step !== stride) {
      wrong.push(
        step === to - from
          ? `${range(from + stride, to - stride)} of ${host}: neither sampled nor in a gap`
          : `ticks ${from} to ${to} of ${host}: only one in ${step / stride} is sampled, no gap has the others`,
      );
    }
    if (from % stride !== 0 || (isGap && (to - from) % stride !== 0)) {
      wrong.push(`${range(from, to)} of ${host}: not the multiples of ${stride} that the others are`);
    }
    return wrong;
  }
}

function range(from: number, to: number): string {
  return from >= to ? `tick ${from}` : `ticks ${from} to ${to}`;
}

/** The distance doubles each time that a file is thinned. One that is no power of two is a hole. */
function powerOfTwoIn(distance: number): number {
  let power = 1;
  while (distance % (2 * power) === 0) power *= 2;
  return power;
}
