import { setImmediate } from 'node:timers/promises';
import { Numbers } from '../../exact/numbers.ts';
import type { IsWanted } from '../../series/reading/forms/part-of-sample.ts';
import type { Series } from '../../series/reading/series.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { Damage } from '../../wire/journal/reader.ts';
import { seriesHeader } from '../header.ts';
import { type MergedHost, mergedHosts } from '../hosts.ts';
import type { Replay } from '../replay.ts';
import { SampleReader, type Unreadable } from '../sample-reader.ts';
import { READS_PER_TURN } from '../samples.ts';
import { selectionFor } from '../selection.ts';
import { journalSamples, type SampleOfHost, samplesFound } from './journal-samples.ts';
import { ObjectTemplate } from './object-template.ts';
import { allReadable } from './readable.ts';

/** The journals of a job as readers take a series file. */
export interface JournalSeries {
  readonly header: SeriesHeader;
  /** Places of the journals that could not be read; what is before and behind them is there. */
  readonly damage: readonly Damage[];
  /** What samples can have in them, known without reading one. */
  readonly contents: SampleContents;
  /** The series, as often as it is asked for. Numbers that are not wanted are not in its samples. */
  series(isWanted?: IsWanted): Series;
  /** What is made of each of its samples, of all their numbers as they are in the journals. */
  found<T>(make: (sample: SampleOfHost) => T): AsyncIterable<T>;
}

/** What there can be in samples of journals. */
export interface SampleContents {
  /** For each layout a sample with the one source that it is of, all its numbers 0. */
  readonly samples: readonly Readonly<Record<string, unknown>>[];
  /** By how much clocks were set, ms. */
  readonly steps: readonly number[];
  /** Whether no integer can be beyond 62 bits. */
  readonly isSmall: boolean;
}

/**
 * Reads what `merge` would write of journals, without writing it. The job can still be running: it is what was written
 * until now. Memory grows with hosts, and by some fifty bytes per sample.
 * @throws Error if one cannot be read, is no journal, or none says what the job was
 */
export async function readJournals(journals: readonly string[]): Promise<JournalSeries> {
  const { replayed, hosts } = await allReadable(journals, async (replayed) => {
    const hosts = mergedHosts(replayed);
    return { result: { replayed, hosts }, unreadable: await unreadableOf(replayed, hosts) };
  });
  const header = seriesHeader(replayed, hosts);
  return {
    header,
    damage: replayed.damage,
    contents: contentsOf(replayed),
    series: (isWanted = () => true) => ({
      kind: 'rankstat',
      header,
      samples: journalSamples(replayed, hosts, isWanted),
    }),
    found: (make) => samplesFound(replayed, hosts, () => true, make),
  };
}

function contentsOf({ layouts, tracks }: Replay): SampleContents {
  return {
    samples: layouts.map((layout) => {
      const template = new ObjectTemplate(layout, () => true);
      const zeros = new Numbers();
      for (let at = 0; at < template.count; at++) zeros.push(0);
      return { [template.source]: template.make(zeros, 0) };
    }),
    steps: tracks.flatMap(({ steps }) => [...steps.values()]),
    isSmall: tracks.every(({ isSure }) => isSure),
  };
}

/** Of most hosts it is known that there are none. */
async function unreadableOf(replayed: Replay, hosts: readonly MergedHost[]): Promise<Unreadable[]> {
  const unreadable: Unreadable[] = [];
  const unsure = hosts.filter(({ tracks }) => tracks.some(({ isSure }) => !isSure));
  if (unsure.length === 0) return unreadable;
  const reader = new SampleReader(replayed, {
    namesOf: replayed.templateOf,
    onUnreadable: (record) => unreadable.push(record),
  });
  try {
    let turns = 0;
    for (const host of unsure) {
      for (const _ of reader.samplesOf(host, selectionFor(host.tracks, replayed.schedule))) {
        const now = Math.floor(reader.reads / READS_PER_TURN);
        if (now === turns) continue;
        turns = now;
        await setImmediate();
      }
    }
  } finally {
    reader.close();
  }
  return unreadable;
}
