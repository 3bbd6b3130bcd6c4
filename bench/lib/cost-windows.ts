import type { TreeCost } from './process-cost.ts';

/** What a program has cost until some time after its start. */
export interface CostUntil {
  readonly name: string;
  /** Time since its start, ms. */
  readonly atMs: number;
  readonly cost: TreeCost;
}

/** Costs of programs at the bounds of windows: window 0 is from the start to the first bound. In the order of the rounds. */
export class CostWindows {
  readonly names: readonly string[];
  readonly #runs: readonly (readonly CostUntil[])[];

  /** @param runs of all programs in all rounds, each with its costs at the same bounds */
  constructor(runs: readonly (readonly CostUntil[])[]) {
    this.#runs = runs;
    this.names = [...new Set(runs.map(([first]) => first!.name))];
  }

  /** Time on a CPU in a window, ms. */
  cpuMs(name: string, window: number): number[] {
    return this.#of(name, window, ({ cpuMs }) => cpuMs).map(({ grown }) => grown);
  }

  /** Time on a CPU per second of a window, ms. */
  msPerSecond(name: string, window: number): number[] {
    return this.#perSecond(name, window, ({ cpuMs }) => cpuMs);
  }

  switchesPerSecond(name: string, window: number): number[] {
    return this.#perSecond(name, window, ({ contextSwitches }) => contextSwitches);
  }

  preemptionsPerSecond(name: string, window: number): number[] {
    return this.#perSecond(name, window, ({ preemptions }) => preemptions);
  }

  /** How many times the CPU time of another program it takes, round by round. */
  ratios(name: string, other: string, window: number): number[] {
    const others = this.msPerSecond(other, window);
    return this.msPerSecond(name, window).map((ms, round) => ms / others[round]!);
  }

  /** What a program holds at the last bound. */
  atEnd(name: string, what: (cost: TreeCost) => number): number[] {
    return this.#named(name).map((bounds) => what(bounds.at(-1)!.cost));
  }

  #perSecond(name: string, window: number, what: (cost: TreeCost) => number): number[] {
    return this.#of(name, window, what).map(({ grown, seconds }) => grown / seconds);
  }

  #of(name: string, window: number, what: (cost: TreeCost) => number) {
    return this.#named(name).map((bounds) => {
      const [from, to] = [bounds[window - 1], bounds[window]!];
      const grown = what(to.cost) - (from === undefined ? 0 : what(from.cost));
      return { grown, seconds: (to.atMs - (from?.atMs ?? 0)) / 1000 };
    });
  }

  #named(name: string): (readonly CostUntil[])[] {
    return this.#runs.filter(([first]) => first!.name === name);
  }
}
