import * as v from 'valibot';
import { type SeriesHeader, sampleSchema } from '../schema.ts';
import { HeaderParts, isByHost, isKnownMember, mostTick, NOT_OURS } from './header-parts.ts';
import { InputFile } from './input-file.ts';
import { JsonWalk, NotJson, Refused, type Treatment, type ValuePath, type Visitor } from './json-walk.ts';
import { mlpstorageSampleSchema } from './mlpstorage.ts';
import type { ReadSample, Series, SeriesKind } from './series.ts';

const SAMPLES = 'samples_by_host';

/**
 * Reads a series file of any layout: whatever valid JSON. It is read twice, first for what is not samples, which may
 * stand before or behind them.
 * @throws Error as `readSeries`; `NotJson` if it is none
 */
export async function readAnyLayout(path: string): Promise<Series> {
  const visitor = new HeaderVisitor();
  for await (const _ of walked(path, visitor)) if (visitor.isComplete) break;
  const found = visitor.found;
  if ('problem' in found) throw new Error(`${path}: ${found.problem}`);
  const { kind } = found;
  const header = await withTimes(path, found.header);
  return { kind, header, samples: readSamples(path, kind, header) };
}

/** Where mlpstorage has not written when it began or ended: from the first to the last sample. */
async function withTimes(path: string, header: SeriesHeader): Promise<SeriesHeader> {
  if (header.start_time !== '' && header.end_time !== '') return header;
  let [first, last] = ['', ''];
  for await (const { sample } of readSamples(path, 'mlpstorage', header)) {
    const { timestamp } = sample;
    if (first === '' || timestamp < first) first = timestamp;
    if (timestamp > last) last = timestamp;
  }
  if (first === '') throw new Error(`${path}: start_time or end_time is empty, and there are no samples`);
  return { ...header, start_time: header.start_time || first, end_time: header.end_time || last };
}

async function* readSamples(
  path: string,
  kind: SeriesKind,
  header: SeriesHeader,
): AsyncGenerator<ReadSample> {
  const most = mostTick(header);
  const visitor = new SamplesVisitor();
  for await (const _ of walked(path, visitor)) {
    for (const { host, value, where } of visitor.take()) {
      const result =
        kind === 'rankstat'
          ? v.safeParse(sampleSchema, value, { abortEarly: true })
          : v.safeParse(mlpstorageSampleSchema, value, { abortEarly: true });
      if (!result.success) {
        const [issue] = result.issues;
        throw new Error(`${path}: ${where}: ${v.getDotPath(issue) ?? 'sample'}: ${issue.message}`);
      }
      const sample = result.output;
      if (sample.tick !== null && sample.tick > most) {
        throw new Error(`${path}: ${where}: tick ${sample.tick} is beyond all dates`);
      }
      yield { host, sample, where };
    }
  }
}

/** Shows a file to a visitor, piece by piece. */
async function* walked(path: string, visitor: Visitor): AsyncGenerator<void> {
  const file = new InputFile(path);
  const walk = new JsonWalk(visitor);
  try {
    for await (const piece of file.stream) {
      walk.write(piece);
      yield;
    }
    walk.end();
    yield;
  } catch (error) {
    if (error instanceof NotJson) throw new NotJson(`${path}: ${error.message}`);
    if (error instanceof Refused) throw file.error(error.message);
    throw file.named(error, walk.lines);
  } finally {
    await file.close();
  }
}

/** Takes what is not samples. */
class HeaderVisitor implements Visitor {
  readonly #parts = new HeaderParts();
  #hasSamples = false;
  #isComplete = false;

  /** Whether nothing that follows can be of the header. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get found(): HeaderParts['found'] {
    const { found, kind } = this.#parts;
    if (this.#hasSamples || (kind === 'rankstat' && 'problem' in found)) return found;
    return { problem: kind === 'rankstat' ? `${SAMPLES}: it is not there` : NOT_OURS };
  }

  way(path: ValuePath, place: string): Treatment {
    const [key, host] = path;
    if (key === undefined) return 'object';
    if (host !== undefined) return 'whole';
    if (key === SAMPLES) {
      this.#hasSamples = true;
      this.#isComplete = this.#parts.isComplete;
      return 'skip';
    }
    if (!isKnownMember(String(key))) return 'skip';
    if (!isByHost(String(key))) return 'whole';
    this.#parts.member(String(key), undefined, place);
    return 'object';
  }

  value([key, host]: ValuePath, value: unknown, place: string, bytes: number): void {
    const member = String(key);
    const problem = this.#parts.read(bytes);
    if (problem !== undefined) throw new Refused(`${place}: ${problem}`);
    if (isByHost(member)) this.#parts.host(member, String(host), value, `${place}, ${host}`);
    else this.#parts.member(member, value, place);
  }
}

interface FoundSample {
  readonly host: string;
  readonly value: unknown;
  readonly where: string;
}

/** Takes samples, and leaves all else out. */
class SamplesVisitor implements Visitor {
  #found: FoundSample[] = [];

  /** The samples since it was asked before. */
  take(): readonly FoundSample[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  way([key, host, nth]: ValuePath): Treatment {
    if (key === undefined) return 'object';
    if (key !== SAMPLES) return 'skip';
    if (host === undefined) return 'object';
    return nth === undefined ? 'list' : 'whole';
  }

  value([, host, nth]: ValuePath, value: unknown, place: string): void {
    const where = `${place}, sample ${Number(nth) + 1} of ${host}`;
    this.#found.push({ host: String(host), value, where });
  }
}
