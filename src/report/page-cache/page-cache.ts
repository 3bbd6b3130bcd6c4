import type { BenchmarkResult } from '../../result/result.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';
import { type Phase, windowOf } from '../phases/phases.ts';
import type { ToldPhase } from '../phases/result-phases.ts';
import { type CacheAnswer, cacheAnswer } from './answers.ts';
import { type HostBytes, HostCounter } from './host-bytes.ts';
import type { CacheWindow } from './windows.ts';

/** Of more phases it is not asked. */
const MOST_PHASES = 20;

/** Whether somebody has said, or a command line, what the storage under test is. */
export function hasTargets({ host_info }: Pick<SeriesHeader, 'host_info'>): boolean {
  return Object.values(host_info).some(({ targets = [] }) => targets.length > 0);
}

/**
 * Asks of a run, and of its phases, where its bytes came from: the page cache or the storage under test. Samples come host by
 * host. Where nobody has named that storage, it costs nothing.
 */
export class PageCache {
  readonly #header: SeriesHeader;
  readonly #windows: readonly CacheWindow[];
  readonly #hosts = new Map<string, HostCounter>();

  /** @param phases of those of a result it is known what the benchmark says of them */
  constructor(header: SeriesHeader, phases: readonly (Phase | ToldPhase)[]) {
    this.#header = header;
    const { label, start, end } = windowOf(header);
    const whole: CacheWindow = { label, start, end, edges: 'within' };
    const parts = phases.slice(0, MOST_PHASES).map(windowOfPhase);
    this.#windows = hasTargets(header) ? [whole, ...parts] : [];
  }

  see(host: string, sample: Sample): void {
    const info = this.#header.host_info[host];
    if (this.#windows.length === 0 || info?.targets === undefined) return;
    const counter = this.#hosts.get(host) ?? new HostCounter(host, info, this.#header, this.#windows);
    this.#hosts.set(host, counter);
    counter.see(sample);
  }

  /** What was counted, to be taken together with what benchmarks say. */
  get counted(): CountedCache {
    const hosts = [...this.#hosts.values()].map(({ bytes }) => bytes);
    const silent = Object.keys(this.#header.host_status).filter((host) => !this.#hosts.has(host));
    return {
      windows: this.#windows.map((window, nth) => ({
        window,
        hosts: hosts.flatMap((bytes) => bytes[nth] ?? []),
      })),
      silent,
    };
  }
}

function windowOfPhase(phase: Phase | ToldPhase): CacheWindow {
  const { label, start, end } = phase;
  return { ...{ label, start, end }, edges: 'unsure', ...('tool' in phase && { said: phase }) };
}

/** What was counted of the storage under test: of the whole run first, then of its phases. */
export interface CountedCache {
  readonly windows: readonly { readonly window: CacheWindow; readonly hosts: readonly HostBytes[] }[];
  /** Hosts of which there is nothing. */
  readonly silent: readonly string[];
}

/**
 * The answers: that of the whole run first. None where nobody has named the storage under test.
 * @param results what benchmarks say of the whole run
 */
export function cacheAnswers(
  { windows, silent }: CountedCache,
  results: readonly BenchmarkResult[],
): CacheAnswer[] {
  return windows.map(({ window, hosts }, nth) =>
    cacheAnswer(window, hosts, silent, nth === 0 ? results : [window.said ?? []].flat()),
  );
}
