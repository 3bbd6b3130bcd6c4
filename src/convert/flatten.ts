import { isNumber } from '../series/counters.ts';

/** The numbers that one thing (a disk, a CPU, the host itself) has in a sample. */
export interface Row {
  readonly source: string;
  /** What the instances of this source are: `device_name`, `interface_name`, `cpu`, `resource`, or `instance`. */
  readonly key: string;
  /** Which of them; empty for what belongs to the host. */
  readonly instance: string;
  /** Its members that are numbers are metrics, by their names. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a sample has beside its sources. */
const FACTS = new Set(['timestamp', 'hostname', 'tick', 'kind', 'late_ms', 'clock_step_ms', 'errors']);
/** What the branches of a source are, if it is no list, which says so itself. */
const KEYS = new Map([
  ['cpu', 'cpu'],
  ['pressure', 'resource'],
  ['tcp', 'protocol'],
  ['numa', 'node'],
  ['gpu', 'gpu'],
  ['cpufreq', 'cpu'],
  ['thermal', 'package'],
]);
const DEFAULT_KEY = 'instance';

/**
 * A sample as rows of numbers, source by source. It knows no source: of a list, the first text of each element is
 * the instance (`sda`); of nested objects it is the path to the numbers, joined by points (`io.some`), CPUs being
 * `total`, `cpu0`, …; numbers directly in a source have none. A source without numbers has no rows. By how much the wall
 * clock was set is there as a source `clock`, so that whoever has the times knows.
 */
export function rowsOf(sample: Readonly<Record<string, unknown>>): Row[] {
  const rows: Row[] = [];
  for (const [source, value] of Object.entries(sample)) {
    if (!FACTS.has(source)) collect(rows, { source, key: KEYS.get(source) ?? DEFAULT_KEY }, '', value);
  }
  const { clock_step_ms: step_ms } = sample;
  if (isNumber(step_ms)) rows.push({ source: 'clock', key: DEFAULT_KEY, instance: '', values: { step_ms } });
  return rows;
}

function collect(rows: Row[], of: Pick<Row, 'source' | 'key'>, instance: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) {
      if (!isRecord(element)) continue;
      const [key, name] = Object.entries(element).find(isText) ?? [of.key, ''];
      collect(rows, { ...of, key }, joined(instance, name), element);
    }
  } else if (isRecord(value)) {
    const branches: string[] = [];
    let numbers = 0;
    for (const key in value) {
      const member = value[key];
      if (isNumber(member)) numbers++;
      else if (isRecord(member)) branches.push(key);
    }
    // Its own numbers first, so that rows do not interleave.
    if (numbers > 0) rows.push({ ...of, instance, values: value });
    for (const key of branches) collect(rows, of, joined(instance, key), value[key]);
  }
}

function joined(instance: string, key: string): string {
  if (instance === 'per_cpu') return `cpu${key}`;
  return instance === '' ? key : `${instance}.${key}`;
}

function isText(member: [string, unknown]): member is [string, string] {
  return typeof member[1] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
