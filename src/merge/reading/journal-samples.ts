import { setImmediate } from 'node:timers/promises';
import type { IsWanted } from '../../series/reading/forms/part-of-sample.ts';
import type { ReadSample } from '../../series/reading/series.ts';
import { type Sample, sampleSchema } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import type { NamesOf, Part } from '../../wire/decoder.ts';
import type { MergedHost } from '../hosts.ts';
import type { Replay } from '../replay.ts';
import { type FoundSample, SampleReader } from '../sample-reader.ts';
import { errorsOf, READS_PER_TURN } from '../samples.ts';
import { selectionFor } from '../selection.ts';
import { ObjectTemplate } from './object-template.ts';

/** A sample as it was found, of which the how-manieth of which host. It holds until the next one. */
export interface SampleOfHost {
  readonly host: string;
  readonly found: FoundSample<ObjectTemplate>;
  readonly nth: number;
}

/**
 * The samples that are in the series file of journals, one by one, as its reader has them. Journals are closed when they
 * end or are left.
 * @throws Error if a journal is no longer what it was when it was replayed
 */
export function journalSamples(
  replayed: Replay,
  hosts: readonly MergedHost[],
  isWanted: IsWanted,
): AsyncGenerator<ReadSample> {
  const order = new PartOrder();
  return samplesFound(replayed, hosts, isWanted, ({ host, found, nth }) => {
    return new JournalSample(
      host,
      sampleOf(host, found, order.of(found.parts)),
      placeOf(replayed, found, nth),
    );
  });
}

/** The same samples, as what is made of what was found. @throws Error as `journalSamples` */
export async function* samplesFound<T>(
  replayed: Replay,
  hosts: readonly MergedHost[],
  isWanted: IsWanted,
  make: (sample: SampleOfHost) => T,
): AsyncGenerator<T> {
  const reader = new SampleReader(replayed, {
    namesOf: templatesOf(replayed, isWanted),
    onUnreadable: ({ path, offset, problem }) => {
      throw new Error(`${path}, byte ${offset}: ${problem}`);
    },
  });
  try {
    let turns = 0;
    for (const host of hosts) {
      let nth = 0;
      for (const found of reader.samplesOf(host, selectionFor(host.tracks, replayed.schedule))) {
        yield make({ host: host.key, found, nth: ++nth });
        const now = Math.floor(reader.reads / READS_PER_TURN);
        if (now === turns) continue;
        turns = now;
        await setImmediate(); // A signal has its turn.
      }
    }
  } finally {
    reader.close();
  }
}

function templatesOf(replayed: Replay, isWanted: IsWanted): NamesOf<ObjectTemplate> {
  const templates = new Map<string, ObjectTemplate>();
  return (source, key) => {
    const place = `${source} ${key}`;
    const known = templates.get(place);
    if (known !== undefined) return known;
    const layout = replayed.layoutOf(source, key);
    if (layout === undefined) return undefined;
    const made = new ObjectTemplate(layout, isWanted);
    templates.set(place, made);
    return made;
  };
}

/** Where a sample lies, which is told of few. */
interface Place {
  readonly path: string;
  readonly offset: number;
  /** The how-manieth of its host it is. */
  readonly nth: number;
}

function placeOf({ files }: Replay, { file, offset }: FoundSample<unknown>, nth: number): Place {
  return { path: files[file]?.path ?? '', offset, nth };
}

class JournalSample implements ReadSample {
  readonly host: string;
  readonly sample: Sample;
  readonly #place: Place;

  constructor(host: string, sample: Sample, place: Place) {
    this.host = host;
    this.sample = sample;
    this.#place = place;
  }

  get where(): string {
    const { path, offset, nth } = this.#place;
    return `${path}, byte ${offset}, sample ${nth} of ${this.host}`;
  }
}

/** A source in a sample, and where its numbers begin. */
interface PlacedPart {
  readonly first: number;
  readonly names: ObjectTemplate;
}

const SOURCE_ORDER = new Map(Object.keys(sampleSchema.entries).map((name, at) => [name, at]));

/** The sources of samples in the order in which readers of the file have them; those of most samples are the same. */
class PartOrder {
  #parts: readonly Part<ObjectTemplate>[] | undefined;
  #placed: readonly PlacedPart[] = [];

  of(parts: readonly Part<ObjectTemplate>[]): readonly PlacedPart[] {
    if (parts === this.#parts) return this.#placed;
    this.#parts = parts;
    const placed: PlacedPart[] = [];
    let first = 0;
    for (const { count, names } of parts) {
      if (names !== undefined) placed.push({ first, names });
      first += count;
    }
    const orderOf = ({ names }: PlacedPart) => SOURCE_ORDER.get(names.source) ?? SOURCE_ORDER.size;
    this.#placed = placed.sort((a, b) => orderOf(a) - orderOf(b));
    return this.#placed;
  }
}

function sampleOf(
  hostname: string,
  found: FoundSample<ObjectTemplate>,
  parts: readonly PlacedPart[],
): Sample {
  const { taken, numbers, tick, late_ms, clock_step_ms } = found;
  const sample: Sample = { timestamp: isoTime(taken.time), hostname, tick };
  if (taken.kind !== undefined) sample.kind = taken.kind;
  if (late_ms !== undefined) sample.late_ms = late_ms;
  if (clock_step_ms !== undefined) sample.clock_step_ms = clock_step_ms;
  const errors = errorsOf(found);
  if (errors !== undefined) sample.errors = { ...errors };
  for (const { first, names } of parts) sample[names.source] = names.make(numbers, first);
  return sample;
}
