import { SOURCES } from '../procfs/registry.ts';
import { CheckMlpstorage } from './checks/check-mlpstorage.ts';
import { HostCheck } from './checks/host-check.ts';
import { wrongFacts } from './checks/host-facts.ts';
import { wrongTimes } from './checks/run-times.ts';
import { sourcesOf } from './checks/source-counts.ts';
import { SourceShape } from './checks/source-shape.ts';
import type { Tell } from './checks/tell.ts';
import type { OpenSeries } from './open-series.ts';
import { readSeries } from './reader.ts';
import type { ReadSample, SeriesKind } from './reading/series.ts';
import type { Sample, SeriesHeader } from './schema.ts';

const MOST_PROBLEMS = 100;
/** No run has lasted so long, and no clock that is wrong makes a tick of it: ticks are counted. */
const MOST_YEARS = 100;
const SECONDS_OF_YEAR = 365.25 * 86_400;
const KNOWN: ReadonlySet<string> = new Set(SOURCES.map(({ name }) => name));

/** What is in a file that should be a series file. */
export interface Validated {
  /** Undefined if not even that can be told. */
  readonly kind: SeriesKind | undefined;
  /** What is wrong, a line each, at most a hundred; nothing if it is valid. */
  readonly problems: string[];
}

/** As `validated`, but for the kind: what is wrong. */
export async function validateSeries(path: string, onRemark?: (remark: string) => void): Promise<string[]> {
  return (await validated(path, onRemark)).problems;
}

/**
 * Of which kind a series file is, and whether it is whole and agrees with itself: each sample with the schema, the
 * ledger with the samples. Memory grows with hosts, not with samples.
 * @param onRemark called with what is worth knowing and no fault of the file, a line each, at most a hundred
 * @param open how it is opened
 * @throws Error of the file system, with its `code`
 */
export async function validated(
  path: string,
  onRemark: (remark: string) => void = () => {},
  open: OpenSeries = readSeries,
): Promise<Validated> {
  const problems: string[] = [];
  let kind: SeriesKind | undefined;
  let remarks = 0;
  const tell: Tell = {
    problem: (problem) => problems.push(problem),
    remark: (text) => {
      if (remarks++ < MOST_PROBLEMS) onRemark(text);
    },
  };
  try {
    const shape = new SourceShape();
    const { header, samples, ...series } = await open(path, {
      isWanted: () => false,
      // The schema has bounds that no number of a form can be beyond, and says where a fraction may be.
      accepts: (probe) => shape.problemOf(probe) === undefined,
    });
    kind = series.kind;
    const check = kind === 'rankstat' ? new Check(header, shape, tell) : new CheckMlpstorage(header, tell);
    for await (const read of samples) {
      check.sample(read);
      if (problems.length >= MOST_PROBLEMS) return { kind, problems: problems.slice(0, MOST_PROBLEMS) };
    }
    check.end();
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error;
    problems.push(error.message.replace(`${path}: `, ''));
  }
  return { kind, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** Where a source stands that this version does not know. */
interface Unknown {
  readonly where: string;
  samples: number;
}

class Check {
  readonly #header: SeriesHeader;
  readonly #tell: Tell;
  readonly #shape: SourceShape;
  readonly #hosts = new Map<string, HostCheck>();
  readonly #unknown = new Map<string, Unknown>();
  #samples = 0;

  constructor(header: SeriesHeader, shape: SourceShape, tell: Tell) {
    this.#header = header;
    this.#shape = shape;
    this.#tell = tell;
    const { host_status, collection_interval_seconds } = header;
    for (const [host, status] of Object.entries(host_status)) {
      this.#hosts.set(host, new HostCheck(host, status, collection_interval_seconds * 1000, tell));
    }
  }

  sample({ host, sample, where, text }: ReadSample): void {
    this.#samples++;
    // What has a form that was accepted is right.
    const wrong = text === undefined ? this.#shape.problemOf(sample) : undefined;
    if (wrong !== undefined) this.#problem(`${where}: ${wrong}`);
    if (sample.hostname !== host) this.#problem(`${where}: a sample of ${sample.hostname} under ${host}`);
    this.#year(host, sample, where);
    const check = this.#hosts.get(host);
    if (check === undefined) this.#problem(`${where}: host_status has nothing of ${host}`);
    check?.sample(sample, where);
    for (const name of sourcesOf(sample)) {
      if (KNOWN.has(name)) continue;
      const unknown = this.#unknown.get(name) ?? { where, samples: 0 };
      this.#unknown.set(name, unknown);
      unknown.samples++;
    }
  }

  #year(host: string, { tick }: Sample, where: string): void {
    if (tick === null) return;
    const years = (tick * this.#header.collection_interval_seconds) / SECONDS_OF_YEAR;
    if (years <= MOST_YEARS) return;
    this.#problem(`${where}: tick ${tick} of ${host} is ${Math.floor(years)} years after the start`);
  }

  end(): void {
    const { num_samples, hosts_collected, hosts_requested, host_status } = this.#header;
    if (this.#samples !== num_samples) {
      this.#problem(`num_samples is ${num_samples}, but there are ${this.#samples}`);
    }
    const read = [...this.#hosts].filter(([, { isRead }]) => isRead).map(([host]) => host);
    if (!sameSet(hosts_collected, read)) {
      this.#problem('hosts_collected are not the hosts that have good samples');
    }
    if (!sameSet(hosts_requested, Object.keys(host_status))) {
      this.#problem('host_status has not the hosts of hosts_requested');
    }
    for (const text of wrongTimes(this.#header)) this.#problem(text);
    for (const [host, info] of Object.entries(this.#header.host_info))
      for (const text of wrongFacts(info)) this.#problem(`host_info of ${host} has ${text}`);
    for (const check of this.#hosts.values()) check.end();
    for (const [name, { where, samples }] of this.#unknown) {
      const many = samples === 1 ? 'sample' : 'samples';
      this.#tell.remark(`unknown source ${name}, in ${samples} ${many}, first on ${where}`);
    }
  }

  #problem(text: string): void {
    this.#tell.problem(text);
  }
}

/** Whether they have the same names, each once. */
function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return one.length === other.length && names.size === other.length && other.every((name) => names.has(name));
}
