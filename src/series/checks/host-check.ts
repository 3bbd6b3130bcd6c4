import type { HostStatus, Sample } from '../schema.ts';
import { ClockCheck } from './clock-check.ts';
import { contradictionsIn } from './contradictions.ts';
import { Lateness } from './lateness.ts';
import { SourceCounts, sourcesOf, sumProblem } from './source-counts.ts';
import type { Tell } from './tell.ts';
import { TickCoverage } from './tick-coverage.ts';

/** Whether the samples of a host are those of its line in the ledger. Takes them one by one, and keeps none. */
export class HostCheck {
  readonly #host: string;
  readonly #status: HostStatus;
  readonly #problem: (text: string) => void;
  readonly #coverage: TickCoverage;
  readonly #clock: ClockCheck;
  readonly #sources: SourceCounts;
  /** Of all samples at ticks; and of those that have a source. */
  readonly #lateness: readonly [Lateness, Lateness];
  #samples = 0;
  #ticks = 0;
  #lastTick = -1;
  #first: string | undefined;
  #last: string | undefined;
  /** Whether any sample has a source. */
  isRead = false;

  constructor(host: string, status: HostStatus, intervalMs: number, tell: Tell) {
    this.#host = host;
    this.#status = status;
    this.#problem = tell.problem;
    this.#coverage = new TickCoverage(host, status, tell.problem);
    this.#clock = new ClockCheck(host, status.clock_steps ?? [], intervalMs, tell);
    this.#sources = new SourceCounts(host, status, tell.problem);
    this.#lateness = [new Lateness(status.late_ms), new Lateness(status.late_ms)];
  }

  sample(sample: Sample, where: string): void {
    const { timestamp, tick, late_ms } = sample;
    const sources = sourcesOf(sample);
    const isRead = sources.length > 0;
    this.isRead ||= isRead;
    this.#samples++;
    this.#first ??= timestamp;
    this.#last = timestamp;
    this.#clock.sample(sample, where);
    this.#sources.add(sources, tick);
    if (tick === null) return;
    if (tick <= this.#lastTick) {
      this.#problem(`${where}: tick ${tick} of ${this.#host} after ${this.#lastTick}`);
      return;
    }
    this.#lastTick = tick;
    this.#coverage.tick(tick, isRead, where);
    if (isRead) this.#ticks++;
    if (late_ms === undefined) return;
    this.#lateness[0].add(late_ms);
    if (isRead) this.#lateness[1].add(late_ms);
  }

  end(): void {
    const host = this.#host;
    const { status, reason, samples, ticks_sampled, ticks_missed, ticks_expected } = this.#status;
    if (ticks_expected !== ticks_sampled + ticks_missed) {
      this.#problem(`host_status of ${host}: ${sumProblem(this.#status)}`);
    }
    const isSo =
      status === 'complete'
        ? reason === null && ticks_missed === 0 && samples > 0
        : reason !== null && (status === 'missing') === (samples === 0);
    if (!isSo) this.#problem(`host_status of ${host} contradicts itself: ${status}`);
    for (const text of contradictionsIn(this.#status)) this.#problem(`host_status of ${host} has ${text}`);
    if (this.#samples !== samples || this.#ticks !== ticks_sampled) {
      const said = `${samples} samples, ${ticks_sampled} at ticks`;
      this.#problem(
        `host_status of ${host} says ${said}, but there are ${this.#samples} and ${this.#ticks} with a source`,
      );
    }
    this.#time('first_sample', this.#first);
    this.#time('last_sample', this.#last);
    const wrong = this.#lateness[0].wrong;
    if (wrong !== undefined && this.#lateness[1].wrong !== undefined) {
      const said = this.#status.late_ms?.[wrong];
      const what = said === undefined ? 'is not there' : `has ${wrong} ${said}`;
      this.#problem(`late_ms of ${host} ${what}, which is not what its samples have`);
    }
    this.#sources.end();
    this.#clock.end(this.#coverage.end());
  }

  #time(name: 'first_sample' | 'last_sample', found: string | undefined): void {
    const said = this.#status[name];
    if (said === (found ?? null) || Date.parse(said ?? '') === Date.parse(found ?? '')) return;
    this.#problem(`${name} of ${this.#host} is ${said}, but that sample is of ${found ?? 'none'}`);
  }
}
