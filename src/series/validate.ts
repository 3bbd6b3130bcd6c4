import { type ReadSample, readSeries } from './reader.ts';
import type { SeriesHeader } from './schema.ts';

const MOST_PROBLEMS = 100;

/**
 * Whether a series file is whole and agrees with itself.
 * @returns what is wrong, a line each, at most a hundred; nothing if it is valid
 * @throws Error of the file system, with its `code`
 */
export async function validateSeries(path: string): Promise<string[]> {
  const problems: string[] = [];
  try {
    const { header, samples } = await readSeries(path);
    const check = new Check(header, (problem) => problems.push(problem));
    for await (const read of samples) {
      check.sample(read);
      if (problems.length >= MOST_PROBLEMS) return problems.slice(0, MOST_PROBLEMS);
    }
    check.end();
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error;
    problems.push(error.message.replace(`${path}: `, ''));
  }
  return problems.slice(0, MOST_PROBLEMS);
}

interface Seen {
  samples: number;
  ticks: number;
  lastTick: number;
}

class Check {
  readonly #header: SeriesHeader;
  readonly #problem: (text: string) => void;
  readonly #hosts = new Map<string, Seen>();

  constructor(header: SeriesHeader, problem: (text: string) => void) {
    this.#header = header;
    this.#problem = problem;
  }

  sample({ host, sample, line }: ReadSample): void {
    const seen = this.#hosts.get(host) ?? { samples: 0, ticks: 0, lastTick: -1 };
    this.#hosts.set(host, seen);
    seen.samples++;
    if (sample.hostname !== host) this.#problem(`line ${line}: a sample of ${sample.hostname} under ${host}`);
    if (sample.tick === null) return;
    if (sample.tick <= seen.lastTick) {
      this.#problem(`line ${line}: tick ${sample.tick} of ${host} after ${seen.lastTick}`);
    }
    seen.ticks++;
    seen.lastTick = sample.tick;
  }

  end(): void {
    const { num_samples, hosts_collected, hosts_requested, host_status } = this.#header;
    const count = [...this.#hosts.values()].reduce((sum, { samples }) => sum + samples, 0);
    if (count !== num_samples) this.#problem(`num_samples is ${num_samples}, but there are ${count}`);
    if (!sameSet(hosts_collected, [...this.#hosts.keys()])) {
      this.#problem('hosts_collected are not the hosts that have samples');
    }
    if (!sameSet(hosts_requested, Object.keys(host_status))) {
      this.#problem('host_status has not the hosts of hosts_requested');
    }
    for (const [host, { samples, ticks_sampled }] of Object.entries(host_status)) {
      const seen = this.#hosts.get(host) ?? { samples: 0, ticks: 0 };
      if (seen.samples === samples && seen.ticks === ticks_sampled) continue;
      const said = `${samples} samples, ${ticks_sampled} at ticks`;
      this.#problem(`host_status of ${host} says ${said}, but there are ${seen.samples} and ${seen.ticks}`);
    }
  }
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return names.size === new Set(other).size && other.every((name) => names.has(name));
}
