/** Ticks that come one after the other, each so many behind the one before. */
interface TickRun {
  readonly first: number;
  last: number;
  /** 0 of a single one. */
  step: number;
}

/** Ticks, rising: of a host with all of them, two numbers. */
export class TickRuns {
  readonly runs: TickRun[] = [];

  add(tick: number): void {
    const run = this.runs.at(-1);
    const step = run === undefined ? 0 : tick - run.last;
    if (run !== undefined && step > 0 && (run.step === 0 || run.step === step)) {
      run.step = step;
      run.last = tick;
    } else this.runs.push({ first: tick, last: tick, step: 0 });
  }

  /** The last before a tick; undefined if there is none. */
  before(tick: number): number | undefined {
    const run = this.runs.findLast(({ first }) => first < tick);
    if (run === undefined || run.last < tick) return run?.last;
    return run.first + Math.floor((tick - 1 - run.first) / run.step) * run.step;
  }

  /** The first behind a tick; undefined if there is none. */
  behind(tick: number): number | undefined {
    const run = this.runs.find(({ last }) => last > tick);
    if (run === undefined || run.first > tick) return run?.first;
    return run.first + (Math.floor((tick - run.first) / run.step) + 1) * run.step;
  }
}
