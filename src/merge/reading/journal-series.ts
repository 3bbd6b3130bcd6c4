import { setImmediate } from 'node:timers/promises';
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
import { journalSamples } from './journal-samples.ts';
import { allReadable } from './readable.ts';

/** The journals of a job as readers take a series file. */
export interface JournalSeries {
  readonly header: SeriesHeader;
  /** Places of the journals that could not be read; what is before and behind them is there. */
  readonly damage: readonly Damage[];
  /** The series, as often as it is asked for. Numbers that are not wanted are not in its samples. */
  series(isWanted?: IsWanted): Series;
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
    series: (isWanted = () => true) => ({
      kind: 'rankstat',
      header,
      samples: journalSamples(replayed, hosts, isWanted),
    }),
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
