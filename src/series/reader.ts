import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { Lines } from './lines.ts';
import {
  hostInfoSchema,
  hostStatusSchema,
  LAST_TICK_MS,
  overheadSchema,
  type Sample,
  type SeriesHeader,
  sampleSchema,
  seriesHeaderSchema,
} from './schema.ts';

/** A sample of a series file, and the line of the file that it stands on. */
export interface ReadSample {
  readonly host: string;
  readonly sample: Sample;
  readonly line: number;
}

/** A series file that is being read. */
export interface Series {
  readonly header: SeriesHeader;
  /** Its samples, host by host, as they are read. Once; the file is closed when they end or are left. */
  readonly samples: AsyncIterable<ReadSample>;
}

/** How a journal begins: see `docs/journal-format.md`. */
const JOURNAL_LINE = /^rankstat journal \d+$/;
/** The first byte of RFC 1952; the second is none of UTF-8. */
const GZIP_MAGIC = '\u001f\ufffd';

/** Of these each host has a line of its own. */
const BY_HOST = {
  host_status: v.array(v.tuple([v.string(), hostStatusSchema])),
  host_info: v.array(v.tuple([v.string(), hostInfoSchema])),
  overhead: v.array(v.tuple([v.string(), overheadSchema])),
};
const headerLinesSchema = v.looseObject({ ...seriesHeaderSchema.entries, ...BY_HOST });

/**
 * Reads a series file line by line, never the whole of it. Integers beyond 2^53 are bigints. A file whose name ends
 * in `.gz` is unpacked.
 * @throws Error that names the file and, where there is one, the line, if it is not a series file; while its samples
 *   are read, too, if it is cut off or damaged; an error of the file system has its `code`
 */
export async function readSeries(path: string): Promise<Series> {
  // Opening a pipe waits for somebody to write into it.
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error(`${path}: this is no regular file`);
  const lines = new Lines(path);
  try {
    const header = await readHeader(lines);
    return { header, samples: readSamples(lines, mostTick(header)) };
  } catch (error) {
    await lines.close();
    throw error;
  }
}

async function readHeader(lines: Lines): Promise<SeriesHeader> {
  const first = await lines.next();
  if (first !== '{') throw lines.error(whatElse(first));
  const members: Record<string, unknown> = Object.create(null);
  const lineOf = new Map<string, number>();
  for (;;) {
    const { key, value } = lines.member(await lines.next());
    if (key === 'samples_by_host') break;
    lineOf.set(key, lines.number);
    members[key] = Object.hasOwn(BY_HOST, key) ? await readHosts(lines, value) : lines.parse(value);
  }
  const result = v.safeParse(headerLinesSchema, members, { abortEarly: true });
  if (!result.success) throw lines.error(headerProblem(result.issues[0], lineOf));
  const { host_status, host_info, overhead } = result.output;
  const most = mostTick(result.output);
  for (const [nth, [, { gaps }]] of host_status.entries()) {
    const gap = gaps.find(({ from_tick, to_tick }) => Math.max(from_tick, to_tick) > most);
    if (gap === undefined) continue;
    const line = (lineOf.get('host_status') ?? 0) + 1 + nth;
    throw lines.error(`line ${line}: tick ${gap.to_tick} of a gap is beyond all dates`);
  }
  return {
    ...result.output,
    host_status: byHost(host_status),
    host_info: byHost(host_info),
    overhead: byHost(overhead),
  };
}

/** What a file is that begins with this line and not as a series file. */
function whatElse(first: string): string {
  if (JOURNAL_LINE.test(first)) return 'this is a journal: rankstat recover makes its series file';
  if (first.startsWith(GZIP_MAGIC))
    return 'this is compressed: the name of a compressed series file ends in .gz';
  return 'this is not a series file of rankstat';
}

/** What is wrong in the header, and on which line if it stands on one. */
function headerProblem({ path, message }: v.BaseIssue<unknown>, lineOf: ReadonlyMap<string, number>): string {
  const [member = 'header', ...below] = (path ?? []).map(({ key }) => String(key));
  const begin = lineOf.get(member);
  if (begin === undefined) return `${member}: ${message}`;
  if (!Object.hasOwn(BY_HOST, member) || below.length === 0) {
    return `line ${begin}: ${[member, ...below].join('.')}: ${message}`;
  }
  // The how-manieth host it is, whether it is its name or what is said of it, and what of that.
  const [nth, , ...rest] = below;
  return `line ${begin + 1 + Number(nth)}: ${[member, ...rest].join('.')}: ${message}`;
}

/** As pairs: valibot leaves a key like `constructor` out of a record, but a host may have any name. */
async function readHosts(lines: Lines, value: string): Promise<[string, unknown][]> {
  if (value === '{},') return [];
  if (value !== '{') throw lines.damaged();
  const hosts: [string, unknown][] = [];
  for (;;) {
    const line = await lines.next();
    if (line === '}' || line === '},') return hosts;
    const { key, value } = lines.member(line);
    hosts.push([key, lines.parse(value)]);
  }
}

/** Without a prototype: a host that is not in it is not found, whatever its name. */
function byHost<T>(pairs: readonly (readonly [string, T])[]): Record<string, T> {
  const hosts: Record<string, T> = Object.create(null);
  for (const [host, value] of pairs) hosts[host] = value;
  return hosts;
}

/** The last tick of which a time can be told. */
function mostTick({
  collection_interval_seconds,
}: Pick<SeriesHeader, 'collection_interval_seconds'>): number {
  return LAST_TICK_MS / (1000 * collection_interval_seconds);
}

async function* readSamples(lines: Lines, mostTick: number): AsyncGenerator<ReadSample> {
  try {
    for (;;) {
      const line = await lines.next();
      if (line === '}') break;
      const { key: host, value } = lines.member(line);
      if (value !== '[') throw lines.damaged();
      yield* readHostSamples(lines, host, mostTick);
    }
    if ((await lines.next()) !== '}') throw lines.damaged();
    await lines.end();
  } finally {
    await lines.close();
  }
}

async function* readHostSamples(lines: Lines, host: string, mostTick: number): AsyncGenerator<ReadSample> {
  for (;;) {
    const text = await lines.next();
    if (text === ']' || text === '],') return;
    const sample = lines.parseAs(sampleSchema, text, 'sample');
    if (sample.tick !== null && sample.tick > mostTick) {
      throw lines.error(`line ${lines.number}: tick ${sample.tick} is beyond all dates`);
    }
    yield { host, sample, line: lines.number };
  }
}
