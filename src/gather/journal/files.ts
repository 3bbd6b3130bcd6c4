import type { RecordBytes } from '../../wire/records.ts';

/** What a batch needs of a journal. */
export interface AppendableJournal {
  /** Bytes written so far. */
  readonly length: number;
  /**
   * Appends records with one write.
   * @throws Error of the file system; nothing of them is then in the journal, and they can be appended again
   */
  append(records: readonly RecordBytes[]): Promise<void>;
}

/** What is needed of a journal to give pieces of it. */
export interface ReadableJournal {
  /** Bytes written so far. */
  readonly length: number;
  /**
   * Reads what was written from `from` on, `most` bytes of it at most; nothing behind the end.
   * @throws Error of the file system
   */
  read(from: number, most: number): Promise<Uint8Array>;
}
