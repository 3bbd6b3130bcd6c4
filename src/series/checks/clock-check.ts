import type { ClockStep, Sample } from '../schema.ts';
import type { Tell } from './tell.ts';

/** Two samples are so far from their distance by ticks, ms, when a clock was set and nothing is said of it. */
const JUMP_MS = 1000;

/**
 * Whether the clock of a host runs on from sample to sample, but for the steps that the ledger has noted; and whether
 * these are those of its samples.
 */
export class ClockCheck {
  readonly #host: string;
  readonly #steps: readonly ClockStep[];
  readonly #intervalMs: number;
  readonly #tell: Tell;
  readonly #seen = new Set<ClockStep>();
  #last: { readonly time: number; readonly tick: number } | undefined;
  /** When the last tick was due by the host's own clock. */
  #lastDue: { readonly time: number; readonly tick: number } | undefined;
  #firstTick: number | undefined;

  constructor(host: string, steps: readonly ClockStep[], intervalMs: number, tell: Tell) {
    this.#host = host;
    this.#steps = steps;
    this.#intervalMs = intervalMs;
    this.#tell = tell;
    for (const { step_ms, timestamp, tick } of steps) {
      const where = tick === null ? timestamp : `tick ${tick}, ${timestamp}`;
      tell.remark(`the clock of ${host} was set ${set(step_ms)} (${where})`);
    }
  }

  sample(sample: Sample, where: string): void {
    const { timestamp, tick, clock_step_ms, late_ms = 0 } = sample;
    const time = Date.parse(timestamp);
    if (clock_step_ms !== undefined) this.#match(sample, clock_step_ms, where);
    const isNoted = clock_step_ms !== undefined || this.#isBetween(tick);
    const wentBack = this.#last !== undefined && time < this.#last.time && !isNoted;
    if (wentBack) {
      const by = seconds((this.#last?.time ?? 0) - time);
      this.#tell.problem(
        `the clock of ${this.#host} went back by ${by} at ${where}, and no step of it is noted`,
      );
    }
    if (tick !== null) {
      const due = time - late_ms;
      const jump =
        this.#lastDue === undefined
          ? 0
          : due - this.#lastDue.time - (tick - this.#lastDue.tick) * this.#intervalMs;
      if (Math.abs(jump) >= JUMP_MS && !isNoted && !wentBack) {
        const by = `${jump > 0 ? 'ahead' : 'back'} by ${seconds(Math.abs(jump))}`;
        this.#tell.remark(
          `the clock of ${this.#host} was set ${by} before ${where}: its ledger does not have it`,
        );
      }
      this.#lastDue = { time: due, tick };
      this.#firstTick ??= tick;
    }
    this.#last = { time, tick: tick ?? this.#last?.tick ?? -1 };
  }

  /** @param stride at which distance ticks are in the file: of others there are no samples */
  end(stride: number): void {
    for (const step of this.#steps) {
      if (this.#seen.has(step)) continue;
      const { tick, timestamp } = step;
      if (tick !== null && (tick % stride !== 0 || tick < (this.#firstTick ?? 0))) continue;
      this.#tell.problem(
        `clock_steps of ${this.#host} has one at ${timestamp}, of which no sample says anything`,
      );
    }
  }

  /** Whether the ledger has the step of this sample. */
  #match({ timestamp, tick }: Sample, stepMs: number, where: string): void {
    const step = this.#steps.find((one) => one.tick === tick && one.timestamp === timestamp);
    if (step !== undefined) this.#seen.add(step);
    if (step?.step_ms === stepMs) return;
    const noted = step === undefined ? 'nothing of it' : set(step.step_ms);
    this.#tell.problem(
      `${where}: the clock of ${this.#host} was set ${set(stepMs)}, and clock_steps has ${noted}`,
    );
  }

  /** Whether a step is noted of a tick that is not in the file, between the last sample and this tick. */
  #isBetween(tick: number | null): boolean {
    if (this.#steps.length === 0) return false;
    const [from, to] = [this.#last?.tick ?? -1, tick ?? Number.POSITIVE_INFINITY];
    return this.#steps.some((step) => step.tick !== null && step.tick > from && step.tick <= to);
  }
}

function set(ms: number): string {
  return `${ms < 0 ? 'back' : 'ahead'} by ${seconds(Math.abs(ms))}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
