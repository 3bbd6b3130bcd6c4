import { comesAndGoes, isSparse } from '../../procfs/registry.ts';
import type { HostStatus, Sample } from '../schema.ts';
import { sampleFacts } from '../schema.ts';

const FACTS: ReadonlySet<string> = new Set(Object.keys(sampleFacts));

/** The sources that a sample has: known ones, and whatever else is no number or text. */
export function sourcesOf(sample: Sample): string[] {
  return Object.keys(sample).filter((key) => {
    const value = sample[key];
    return typeof value === 'object' && value !== null && !FACTS.has(key);
  });
}

/** Whether each source was read as often as the ledger says. */
export class SourceCounts {
  readonly #host: string;
  readonly #status: HostStatus;
  readonly #problem: (text: string) => void;
  /** At how many ticks each was read; 0 if only before the first or after the last. */
  readonly #ticks = new Map<string, number>();

  constructor(host: string, status: HostStatus, problem: (text: string) => void) {
    this.#host = host;
    this.#status = status;
    this.#problem = problem;
  }

  add(sources: readonly string[], tick: number | null): void {
    for (const name of sources) this.#ticks.set(name, (this.#ticks.get(name) ?? 0) + (tick === null ? 0 : 1));
  }

  end(): void {
    const { status, sources, ticks_expected } = this.#status;
    // Earlier versions have not told it.
    if (sources === undefined) return;
    for (const [name, source] of Object.entries(sources)) {
      const found = this.#ticks.get(name) ?? 0;
      const of = `${name} of ${this.#host}`;
      if (source.ticks_sampled !== found) {
        this.#problem(
          `host_status has ${of} at ${source.ticks_sampled} ticks, but it is in the samples of ${found}`,
        );
      }
      if (source.ticks_expected !== source.ticks_sampled + source.ticks_missed) {
        this.#problem(`host_status of ${of}: ${sumProblem(source)}`);
      }
      if (source.ticks_expected > ticks_expected) {
        this.#problem(
          `host_status expects ${of} at ${source.ticks_expected} ticks, the host at ${ticks_expected}`,
        );
      }
      const expected = isSparse(name) ? source.ticks_expected : ticks_expected;
      if (status === 'complete' && source.ticks_sampled !== expected) {
        this.#problem(`host_status of ${this.#host} is complete, but ${name} was not read at every tick`);
      }
    }
    for (const name of this.#ticks.keys()) {
      if (Object.hasOwn(sources, name) || comesAndGoes(name)) continue;
      this.#problem(`host_status of ${this.#host} has nothing of ${name}, which is in its samples`);
    }
  }
}

/** What does not add up. */
export function sumProblem({
  ticks_expected,
  ticks_sampled,
  ticks_missed,
}: Pick<HostStatus, 'ticks_expected' | 'ticks_sampled' | 'ticks_missed'>): string {
  return `ticks_expected ${ticks_expected} is not ticks_sampled ${ticks_sampled} + ticks_missed ${ticks_missed}`;
}
