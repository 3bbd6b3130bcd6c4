import { JsonTemplate } from '../procfs/json.ts';
import type { Layout } from '../procfs/reading/reading.ts';
import { sourceNamed } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';
import { LAST_TICK_MS } from '../series/schema.ts';
import { messageOf } from '../system/errors.ts';
import { AnyVersion } from '../wire/journal/any-version.ts';
import type { JournalVersion } from '../wire/journal/frames.ts';
import { type Damage, type JournalEntry, readJournal } from '../wire/journal/reader.ts';
import { decodeLayout } from '../wire/layouts.ts';
import type {
  AbsentHost,
  BenchmarkInfo,
  JobRecord,
  JournalRecord,
  RankRecord,
  Schedule,
  StopRecord,
} from '../wire/records.ts';
import { type Layouts, Process } from './process.ts';
import { renumbered } from './renumbered.ts';
import { lastTick, type SourceSet, type Track } from './track.ts';

/** All that journals say, in memory that grows with hosts, and by some seventy bytes per sample. */
export interface Replay {
  readonly files: readonly ReplayedFile[];
  readonly job: JobRecord;
  readonly schedule: Schedule | undefined;
  readonly benchmark: BenchmarkInfo | undefined;
  /** In the order in which they were set. */
  readonly marks: readonly { readonly time: number; readonly label: string }[];
  readonly stop: StopRecord | undefined;
  /** Who has said that it is not recorded. */
  readonly absent: readonly AbsentHost[];
  /** In the order of ranks; processes of one rank in the order in which they came. */
  readonly tracks: readonly Track[];
  /** How the numbers of a layout become JSON; undefined if its names are lost. */
  readonly templateOf: (source: string, key: string) => JsonTemplate | undefined;
  /** What the numbers of a layout are; undefined if its names are lost. */
  readonly layoutOf: (source: string, key: string) => NamedLayout | undefined;
  /** All layouts whose names are there, in the order in which they came. */
  readonly layouts: readonly NamedLayout[];
  readonly versions: AnyVersion;
  /** The last tick that any rank sampled; -1 for none. */
  readonly lastTick: number;
  readonly damage: readonly Damage[];
}

/** A layout of a source that this version knows. */
export interface NamedLayout extends Pick<Layout, 'rows'> {
  readonly source: Source;
}

/** A journal that was read. */
export interface ReplayedFile {
  readonly path: string;
  readonly version: JournalVersion;
}

/** Records that are refused before anybody looks into them: what is wrong, by journal and offset. */
export type RefusedPlaces = ReadonlyMap<string, ReadonlyMap<number, string>>;

/**
 * Reads journals: the gather's, and those that ranks left behind, in any order.
 * @throws Error if one cannot be read, is no journal, or none says what the job was
 */
export async function replay(paths: readonly string[], refused: RefusedPlaces = new Map()): Promise<Replay> {
  const reader = new Replayer(refused);
  const files: { path: string; version: JournalVersion }[] = [];
  for (const [index, path] of (await gatherFirst(paths)).entries()) {
    const file: (typeof files)[number] = { path, version: 2 };
    files.push(file);
    for await (const entries of readJournal(path, (damage) => reader.damage.push(damage))) {
      file.version = entries[0]?.version ?? file.version;
      for (const entry of entries) reader.take(entry, index, path);
    }
  }
  return reader.result(files);
}

/** What a rank kept for itself comes behind what the gather got of it: records are taken in the order of their numbers. */
async function gatherFirst(paths: readonly string[]): Promise<string[]> {
  if (paths.length < 2) return [...paths];
  const keepers = new Map<string, number>();
  for (const path of paths) keepers.set(path, await keeperOf(path));
  return [...paths].sort((a, b) => (keepers.get(a) ?? 0) - (keepers.get(b) ?? 0));
}

/**
 * The rank that has kept a journal; -1 for the gather's, and for one that does not say. The record that does is the first, and
 * stands there once more: where it is damaged, all before the other is looked at.
 */
async function keeperOf(path: string): Promise<number> {
  const versions = new AnyVersion();
  for await (const entries of readJournal(path, () => {})) {
    for (const entry of entries) {
      try {
        const record = versions.record(entry);
        if (record.type === 'job') return record.kept_by ?? -1;
      } catch {
        // It will be told as damage.
      }
    }
  }
  return -1;
}

/** The last that a record can have. */
const MOST_TICK = 2 ** 31;

class Replayer {
  readonly damage: Damage[] = [];
  readonly #versions = new AnyVersion();
  readonly #processes = new Map<string, Process>();
  /** Where the first record of a process lies. */
  readonly #places = new Map<Process, { readonly file: number; readonly offset: number }>();
  readonly #layouts = new Map<string, NamedLayout & { readonly template: JsonTemplate }>();
  readonly #marks = new Map<number, { time: number; label: string }>();
  #job: JobRecord | undefined;
  #schedule: Schedule | undefined;
  #benchmark: (BenchmarkInfo & { readonly nth: number }) | undefined;
  #stop: StopRecord | undefined;
  /** The stop has those of the start, and who came later. */
  #absent: readonly AbsentHost[] = [];
  /** Tick 0 by the first `start` of each journal, wall ms. */
  readonly #starts = new Map<number, number>();
  readonly #refusedBefore: RefusedPlaces;

  constructor(refused: RefusedPlaces) {
    this.#refusedBefore = refused;
  }

  take(entry: JournalEntry, file: number, path: string): void {
    try {
      const why = this.#refusedBefore.get(path)?.get(entry.offset);
      if (why !== undefined) throw new Error(why);
      this.#takeRecord(this.#versions.record(entry), entry, file);
    } catch (error) {
      this.#refused(path, entry.offset, messageOf(error));
    }
  }

  result(files: readonly ReplayedFile[]): Replay {
    const paths = files.map(({ path }) => path);
    if (this.#job === undefined) throw new Error(`${paths.join(', ')}: no record says what the job was`);
    const tracks = this.#tracks(paths);
    const layouts = this.#layouts; // Not all of this, as long as there is a merge.
    return {
      files,
      job: this.#job,
      schedule: this.#schedule,
      benchmark: this.#benchmark,
      marks: [...this.#marks].sort(([a], [b]) => a - b).map(([, mark]) => mark),
      stop: this.#stop,
      absent: this.#stop?.absent ?? this.#absent,
      tracks,
      templateOf: (source, key) => layouts.get(`${source} ${key}`)?.template,
      layoutOf: (source, key) => layouts.get(`${source} ${key}`),
      layouts: [...layouts.values()],
      versions: this.#versions,
      lastTick: tracks.reduce((most, { tick }) => Math.max(most, lastTick(tick)), -1),
      damage: this.damage,
    };
  }

  #takeRecord(record: JournalRecord, entry: JournalEntry, file: number): void {
    if (record.type === 'job') this.#job ??= record;
    else if (record.type === 'start') this.#start(record, entry, file);
    else if (record.type === 'benchmark') {
      if (record.nth >= (this.#benchmark?.nth ?? 0)) this.#benchmark = record;
    } else if (record.type === 'mark') {
      if (!this.#marks.has(record.nth))
        this.#marks.set(record.nth, { time: record.time, label: record.label });
    } else if (record.type === 'stop') this.#stop ??= record;
    else if (record.type !== 'pad') this.#takeRankRecord(record, entry, file);
  }

  #start(record: JournalRecord & { type: 'start' }, { version }: JournalEntry, file: number): void {
    const { type: _, nth: _nth, absent, ...schedule } = record;
    // In the first version a rank's own is not always that of its ticks.
    if (version !== 1 && !this.#starts.has(file)) this.#starts.set(file, record.start);
    if (this.#schedule === undefined) this.#absent = absent ?? [];
    this.#schedule ??= schedule;
  }

  #takeRankRecord(record: RankRecord, entry: JournalEntry, file: number): void {
    const key = `${record.rank}/${record.id}`;
    const process = this.#processes.get(key) ?? new Process(record);
    this.#processes.set(key, process);
    if (!this.#places.has(process)) this.#places.set(process, { file, offset: entry.offset });
    process.take({ record, entry, file });
    if (record.type === 'layout' && entry.body.length > 0) this.#layout(record, entry.body);
  }

  /** @throws Error if the body is not what it should be, or this version does not know the source */
  #layout({ source: name, key }: RankRecord & { type: 'layout' }, body: Uint8Array): void {
    const place = `${name} ${key}`;
    if (this.#layouts.has(place)) return;
    const { rows } = decodeLayout(name, key, body);
    const source = sourceNamed(name);
    if (source === undefined)
      throw new Error(`source ${JSON.stringify(name)} is unknown: made by a newer rankstat`);
    const template = new JsonTemplate(source, { source: name, rows });
    this.#layouts.set(place, { source, rows, template });
  }

  #tracks(paths: readonly string[]): Track[] {
    const refused = (problem: string, file: number, offset: number) =>
      this.#refused(paths[file] ?? '', offset, problem);
    const mostTick = LAST_TICK_MS / (this.#schedule?.interval_ms ?? 1);
    const context = { setOf: (layouts: Layouts) => this.#setOf(layouts), mostTick, onRefused: refused };
    const tracks: Track[] = [];
    for (const process of this.#processes.values()) {
      const track = process.track(context);
      if (track !== undefined) tracks.push(this.#inSchedule(track, process, mostTick));
      else {
        const { file, offset } = this.#places.get(process)!;
        const what = `rank ${process.rank} has not said hello: whose ${process.samples} samples these are is lost`;
        refused(what, file, offset);
      }
    }
    return tracks.sort((a, b) => a.hello.rank - b.hello.rank);
  }

  /** Where the first record of a process lies, there is the schedule that it followed. */
  #inSchedule(track: Track, process: Process, mostTick: number): Track {
    const start = this.#starts.get(this.#places.get(process)!.file);
    const schedule = this.#schedule;
    return start === undefined || schedule === undefined
      ? track
      : renumbered(track, start, schedule, Math.min(mostTick, MOST_TICK));
  }

  #setOf(layouts: Layouts): SourceSet {
    const hasNames = ([source, key, count]: Layouts[number]) =>
      this.#layouts.get(`${source} ${key}`)?.template.count === count;
    const names = (parts: Layouts) => parts.map(([source]) => source);
    return {
      sources: names(layouts.filter(hasNames)),
      lost: names(layouts.filter((part) => !hasNames(part))),
    };
  }

  #refused(path: string, offset: number, problem: string): void {
    this.damage.push({ kind: 'refused record', path, offset, problem });
  }
}
