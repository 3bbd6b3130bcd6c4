import { LAST_TICK_MS } from '../series/schema.ts';
import { messageOf } from '../system/errors.ts';
import { type Damage, type JournalEntry, readJournal } from '../wire/journal/reader.ts';
import {
  type AbsentHost,
  type BenchmarkInfo,
  type JobRecord,
  type JournalRecord,
  parseJournalHead,
  type RankRecord,
  type Schedule,
  type StopRecord,
} from '../wire/records.ts';
import { lastTick, newTrack, type Track, takeRecord } from './track.ts';

/** All that journals say, in memory that grows with hosts, and by some fifty bytes per sample. */
export interface Replay {
  readonly paths: readonly string[];
  readonly job: JobRecord;
  readonly schedule: Schedule | undefined;
  readonly benchmark: BenchmarkInfo | undefined;
  readonly marks: readonly { readonly time: number; readonly label: string }[];
  readonly stop: StopRecord | undefined;
  /** Who has said that it is not recorded. */
  readonly absent: readonly AbsentHost[];
  /** In the order of ranks; processes of one rank in the order in which they came. */
  readonly tracks: readonly Track[];
  /** The last tick that any rank sampled; -1 for none. */
  readonly lastTick: number;
  readonly damage: readonly Damage[];
}

/**
 * Reads journals: the gather's, and those that ranks left behind, in any order.
 * @throws Error if one cannot be read, is no journal, or none says what the job was
 */
export async function replay(paths: readonly string[]): Promise<Replay> {
  const reader = new Replayer();
  const ordered = await gatherFirst(paths);
  for (const [index, path] of ordered.entries()) {
    for await (const entries of readJournal(path, (damage) => reader.damage.push(damage))) {
      for (const entry of entries) reader.take(entry, index, path);
    }
  }
  return reader.result(ordered);
}

/** What a rank kept for itself comes behind what the gather got of it: records are taken in the order of their numbers. */
async function gatherFirst(paths: readonly string[]): Promise<string[]> {
  if (paths.length < 2) return [...paths];
  const keepers = new Map<string, number>();
  for (const path of paths) keepers.set(path, await keeperOf(path));
  return [...paths].sort((a, b) => (keepers.get(a) ?? 0) - (keepers.get(b) ?? 0));
}

/** The rank that has kept a journal; -1 for the gather's, and for one that does not say. */
async function keeperOf(path: string): Promise<number> {
  for await (const [first] of readJournal(path, () => {})) {
    if (first === undefined) continue;
    try {
      const head = parseJournalHead(first.head);
      return head.type === 'job' ? (head.kept_by ?? -1) : -1;
    } catch {
      return -1; // It will be told as damage.
    }
  }
  return -1;
}

class Replayer {
  readonly damage: Damage[] = [];
  readonly #tracks = new Map<string, Track>();
  readonly #marks: { time: number; label: string }[] = [];
  #job: JobRecord | undefined;
  #schedule: Schedule | undefined;
  #benchmark: BenchmarkInfo | undefined;
  #stop: StopRecord | undefined;
  /** The stop has those of the start, and who came later. */
  #absent: readonly AbsentHost[] = [];

  take(entry: JournalEntry, file: number, path: string): void {
    try {
      this.#takeRecord(parseJournalHead(entry.head), entry, file);
    } catch (error) {
      const problem = messageOf(error);
      this.damage.push({ kind: 'refused record', path, offset: entry.offset, problem });
    }
  }

  result(paths: readonly string[]): Replay {
    if (this.#job === undefined) throw new Error(`${paths.join(', ')}: no record says what the job was`);
    const tracks = [...this.#tracks.values()].sort((a, b) => a.hello.rank - b.hello.rank);
    return {
      paths,
      job: this.#job,
      schedule: this.#schedule,
      benchmark: this.#benchmark,
      marks: this.#marks,
      stop: this.#stop,
      absent: this.#stop?.absent ?? this.#absent,
      tracks,
      lastTick: tracks.reduce((most, { tick }) => Math.max(most, lastTick(tick)), -1),
      damage: this.damage,
    };
  }

  #takeRecord(record: JournalRecord, entry: JournalEntry, file: number): void {
    if (record.type === 'job') this.#job ??= record;
    else if (record.type === 'start') this.#start(record);
    else if (record.type === 'benchmark') this.#benchmark = record;
    else if (record.type === 'mark') this.#marks.push({ time: record.time, label: record.label });
    else if (record.type === 'stop') this.#stop ??= record;
    else this.#takeRankRecord(record, entry, file);
  }

  #start({ type: _, absent, ...schedule }: JournalRecord & { type: 'start' }): void {
    if (this.#schedule === undefined) this.#absent = absent ?? [];
    this.#schedule ??= schedule;
  }

  #takeRankRecord(record: RankRecord, entry: JournalEntry, file: number): void {
    const key = `${record.rank}/${record.id}`;
    const track = this.#tracks.get(key);
    if (record.type === 'hello') {
      if (track === undefined) this.#tracks.set(key, newTrack(record, entry.body));
      return;
    }
    if (track === undefined) throw new Error(`rank ${record.rank} has not said hello`);
    if (record.type === 'sample' && (record.tick ?? 0) * (this.#schedule?.interval_ms ?? 0) > LAST_TICK_MS)
      throw new Error(`tick ${record.tick} is beyond all dates`);
    takeRecord(track, record, entry, file);
  }
}
