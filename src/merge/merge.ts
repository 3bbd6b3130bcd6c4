import type { SeriesHeader } from '../series/schema.ts';
import { SeriesWriter } from '../series/writer.ts';
import { wordsOf } from '../wire/absent-hosts.ts';
import type { Damage } from '../wire/journal/reader.ts';
import { keysOf, seriesHeader } from './header.ts';
import { type MergedHost, mergedHosts } from './hosts.ts';
import { allReadable } from './reading/readable.ts';
import type { Replay } from './replay.ts';
import type { Unreadable } from './sample-reader.ts';
import { SampleCopier } from './samples.ts';
import { selectionFor } from './selection.ts';

/** What a merge made. */
export interface MergeResult {
  readonly path: string;
  readonly header: SeriesHeader;
  /** Hosts that have not said bye: they can have more than reached the gather, in a journal of their own. */
  readonly unfinished: readonly string[];
  /** Hosts that were expected and of which there is nothing: so can they, but for those that have said why. */
  readonly missing: readonly string[];
  /** Places of the journals that could not be read; what is before and behind them is in the file. */
  readonly damage: readonly Damage[];
}

/** Called while a merge goes on with the share of the journals' samples, in bytes, that is in the file. */
export type OnMerged = (share: number) => void;

/**
 * Makes the series file of journals. A living gather and `rankstat recover` both come here.
 * Memory grows with hosts, and by some fifty bytes per sample.
 * @throws Error if a journal cannot be read or the file not be written
 */
export async function merge(
  journals: readonly string[],
  path: string,
  onMerged: OnMerged = () => {},
): Promise<MergeResult> {
  return await allReadable(journals, async (replayed) => {
    const hosts = mergedHosts(replayed);
    const merging = { path, header: seriesHeader(replayed, hosts), replayed, hosts };
    const unreadable = await written(merging, onMerged);
    return { unreadable, result: resultOf(merging) };
  });
}

interface Merging {
  readonly path: string;
  readonly header: SeriesHeader;
  readonly replayed: Replay;
  readonly hosts: readonly MergedHost[];
}

/**
 * Writes the file, unless there are records whose numbers are not what they should be: then there is none, for the ledger
 * stands before the samples.
 * @returns these records, in all journals
 */
async function written({ path, header, replayed, hosts }: Merging, onShare: OnMerged): Promise<Unreadable[]> {
  const unreadable: Unreadable[] = [];
  const writer = await SeriesWriter.create(path, header);
  try {
    const copier = SampleCopier.open(replayed, {
      writer,
      onShare,
      onUnreadable: (record) => unreadable.push(record),
    });
    try {
      for (const host of hosts) {
        if (host.tracks.length > 0) await copier.copy(host, selectionFor(host.tracks, replayed.schedule));
      }
    } finally {
      copier.close();
    }
    if (unreadable.length === 0) await writer.finish();
    else await writer.abandon();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return unreadable;
}

function resultOf({ path, header, replayed, hosts }: Merging): MergeResult {
  const unfinished = hosts.filter(({ tracks }) => tracks.some(({ bye }) => bye === undefined));
  const wordOf = wordsOf(replayed.absent);
  const missing = hosts.filter(({ key, tracks }) => tracks.length === 0 && wordOf(key) === undefined);
  return { path, header, unfinished: keysOf(unfinished), missing: keysOf(missing), damage: replayed.damage };
}
