import * as v from 'valibot';
import { SOURCES } from '../procfs/registry.ts';
import { type ReadSample, readSeries } from './reader.ts';
import type { HostStatus, Sample, SeriesHeader } from './schema.ts';
import { sourceEntries } from './sources-schema.ts';

const MOST_PROBLEMS = 100;
/** No run has lasted so long, and no clock that is wrong makes a tick of it: ticks are counted. */
const MOST_YEARS = 100;
const SECONDS_OF_YEAR = 365.25 * 86_400;

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
  /** Of these with anything in them. */
  good: number;
  ticks: number;
  lastTick: number;
}

class Check {
  readonly #header: SeriesHeader;
  readonly #problem: (text: string) => void;
  readonly #hosts = new Map<string, Seen>();
  readonly #sources = v.looseObject(sourceEntries());

  constructor(header: SeriesHeader, problem: (text: string) => void) {
    this.#header = header;
    this.#problem = problem;
  }

  sample({ host, sample, line }: ReadSample): void {
    const seen = this.#hosts.get(host) ?? { samples: 0, good: 0, ticks: 0, lastTick: -1 };
    this.#hosts.set(host, seen);
    seen.samples++;
    if (SOURCES.some(({ name }) => name in sample)) seen.good++;
    this.#shape(sample, line);
    if (sample.hostname !== host) this.#problem(`line ${line}: a sample of ${sample.hostname} under ${host}`);
    if (sample.tick === null) return;
    const years = (sample.tick * this.#header.collection_interval_seconds) / SECONDS_OF_YEAR;
    if (years > MOST_YEARS) {
      this.#problem(
        `line ${line}: tick ${sample.tick} of ${host} is ${Math.floor(years)} years after the start`,
      );
    }
    if (sample.tick <= seen.lastTick) {
      this.#problem(`line ${line}: tick ${sample.tick} of ${host} after ${seen.lastTick}`);
    }
    seen.ticks++;
    seen.lastTick = sample.tick;
  }

  /** What the schema says of the sources; all else of a sample the reader has checked. */
  #shape(sample: Sample, line: number): void {
    const { issues } = v.safeParse(this.#sources, sample, { abortEarly: true });
    if (issues === undefined) return;
    const [{ type, path, message }] = issues;
    const keys = (path ?? []).map(({ key }) => String(key));
    const isMissing = path?.at(-1)?.origin === 'key' && type !== 'record';
    const [missing] = isMissing ? keys.splice(-1) : [];
    this.#problem(`line ${line}: ${keys.join('.')}: ${missing === undefined ? message : `no ${missing}`}`);
  }

  end(): void {
    const { num_samples, hosts_collected, hosts_requested, host_status } = this.#header;
    const count = [...this.#hosts.values()].reduce((sum, { samples }) => sum + samples, 0);
    if (count !== num_samples) this.#problem(`num_samples is ${num_samples}, but there are ${count}`);
    const good = [...this.#hosts].filter(([, seen]) => seen.good > 0).map(([host]) => host);
    if (!sameSet(hosts_collected, good)) {
      this.#problem('hosts_collected are not the hosts that have good samples');
    }
    if (!sameSet(hosts_requested, Object.keys(host_status))) {
      this.#problem('host_status has not the hosts of hosts_requested');
    }
    for (const [host, status] of Object.entries(host_status)) {
      const { samples, ticks_sampled } = status;
      if (!isConsistent(status)) this.#problem(`host_status of ${host} contradicts itself: ${status.status}`);
      const seen = this.#hosts.get(host) ?? { samples: 0, ticks: 0 };
      if (seen.samples === samples && seen.ticks === ticks_sampled) continue;
      const said = `${samples} samples, ${ticks_sampled} at ticks`;
      this.#problem(`host_status of ${host} says ${said}, but there are ${seen.samples} and ${seen.ticks}`);
    }
  }
}

/** Whether a line of the ledger calls a host what its other numbers make of it. */
function isConsistent({
  status,
  reason,
  samples,
  ticks_missed,
  ticks_expected,
  ticks_sampled,
}: HostStatus): boolean {
  if (ticks_expected - ticks_sampled !== ticks_missed) return false;
  if (status === 'complete') return reason === null && ticks_missed === 0 && samples > 0;
  return reason !== null && (status === 'missing') === (samples === 0);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return names.size === new Set(other).size && other.every((name) => names.has(name));
}
