import { type MergedHost, mergedHosts } from '../../merge/hosts.ts';
import { hostInfoOf } from '../../merge/process.ts';
import {
  type BenchmarkInfo,
  type HelloRecord,
  type JobRecord,
  type JournalRecord,
  parseJournalHead,
  type RankRecord,
  type RecordBytes,
  type Schedule,
} from '../../wire/records.ts';
import { LiveHost } from './live-host.ts';
import { type ShownPart, shownPart } from './shown.ts';

/** Where in the journal a record was read. */
export type Passage =
  /** Only what others are understood by counts. */
  | 'openings'
  /** What had been written before; when, is not known. */
  | 'history'
  /** What has just been written. */
  | 'live';

/** A running job as its journal tells it, read from the middle on. */
export class LiveJob {
  readonly #byRank = new Map<number, LiveHost>();
  /** Most hosts have the same layouts. */
  readonly #parts = new Map<string, ShownPart>();
  #merged: readonly MergedHost<LiveHost>[] | undefined;
  job: JobRecord | undefined;
  schedule: Schedule | undefined;
  benchmark: (BenchmarkInfo & { readonly nth: number }) | undefined;
  /** The last mark, by rank 0's clock. */
  mark: (JournalRecord & { type: 'mark' }) | undefined;
  /** Records that this version does not understand, or that came without what they depend on. */
  unknown = 0;

  /** The hosts under the names that they will have in the file, by rank, and those that have not come. */
  get hosts(): readonly MergedHost<LiveHost>[] {
    if (this.job === undefined) return [];
    const tracks = [...this.#byRank.values()].sort((a, b) => a.hello.rank - b.hello.rank);
    this.#merged ??= mergedHosts({ job: this.job, tracks });
    return this.#merged;
  }

  /** The process that counts for a rank. */
  host(rank: number): LiveHost | undefined {
    return this.#byRank.get(rank);
  }

  /** Takes in a record. @param now by the clock of the one who looks, ms */
  take({ head, body }: RecordBytes, passage: Passage, now: number): void {
    try {
      this.#takeRecord(parseJournalHead(head), body, passage, now);
    } catch {
      this.unknown++;
    }
  }

  #takeRecord(record: JournalRecord, body: Uint8Array, passage: Passage, now: number): void {
    if (record.type === 'job') {
      this.job = record;
      this.#merged = undefined;
    } else if (record.type === 'start') this.schedule = record;
    else if (record.type === 'benchmark') {
      // One of before can be there a second time.
      if (record.nth >= (this.benchmark?.nth ?? 0)) this.benchmark = record;
    } else if (record.type === 'mark') {
      if (record.nth >= (this.mark?.nth ?? 0)) this.mark = record;
    } else if (record.type === 'layout') this.#layout(record, body);
    else if (record.type === 'hello') this.#hello(record, body, now);
    else if (!isNote(record)) this.#rankRecord(record, body, passage, now);
  }

  #hello(record: HelloRecord, body: Uint8Array, now: number): void {
    if (this.#byRank.get(record.rank)?.hello.id === record.id) return;
    const intervalMs = this.job?.interval_ms ?? 1000;
    const partOf = (source: string, key: string) => this.#parts.get(`${source} ${key}`);
    this.#byRank.set(record.rank, new LiveHost(record, hostInfoOf(body), { intervalMs, heard: now, partOf }));
    this.#merged = undefined;
  }

  #rankRecord(record: OfRank, body: Uint8Array, passage: Passage, now: number): void {
    const host = this.#byRank.get(record.rank);
    if (host?.hello.id !== record.id) return; // Of a process before this one.
    if (record.type === 'info') host.info = hostInfoOf(body) ?? host.info;
    else if (record.type === 'clock') host.clock = record;
    if (passage === 'openings') return;
    if (record.type === 'samples') host.samples(record, body);
    else if (record.type === 'bye') host.ended = true;
    if (passage === 'live') host.heard = now;
  }

  /** It can be that of hosts that come later. */
  #layout({ source, key }: RankRecord & { type: 'layout' }, body: Uint8Array): void {
    if (body.length > 0) this.#parts.set(`${source} ${key}`, shownPart(source, key, body));
  }
}

type OfRank = Exclude<RankRecord, { type: 'hello' | 'layout' }>;
type Note = JournalRecord & { type: 'stop' | 'pad' };

function isNote(record: JournalRecord): record is Note {
  return record.type === 'stop' || record.type === 'pad';
}
