import { type JournalRecord, parseJournalHead } from '../records.ts';
import type { JournalEntry } from './reader.ts';
import { Version1 } from './version-1.ts';

const decoder = new TextDecoder();

/** Reads the records of journals of all versions as those of today. One is for all journals of a job. */
export class AnyVersion {
  readonly #version1 = new Version1();

  /** @throws Error if it is none of a journal of its version */
  record({ head, body, version }: Pick<JournalEntry, 'head' | 'body' | 'version'>): JournalRecord {
    return version === 1 ? this.#version1.record(head, body) : parseJournalHead(head);
  }

  /**
   * The same of a record that `record` has taken before, with its sum: what is checked once is not checked again, which
   * for heads of many samples takes a third of a merge.
   * @throws Error if it is no JSON
   */
  again(entry: Pick<JournalEntry, 'head' | 'body' | 'version'>): JournalRecord {
    return entry.version === 1 ? this.record(entry) : JSON.parse(decoder.decode(entry.head));
  }
}
