import type { RankRecord, RecordBytes } from '../../wire/records.ts';

const NOTHING = new Uint8Array(0);

/**
 * Hosts of one kind have the same devices and keys: their layouts are the same bytes. The journal has them once (and its
 * copy); of the other hosts only that they have said so.
 */
export class Contents {
  readonly #known = new Set<string>();

  /** What of a record goes into the journal. */
  whatIsNew(record: RankRecord, bytes: RecordBytes): RecordBytes {
    if (record.type !== 'layout') return bytes;
    const isKnown = this.#known.has(record.key);
    this.#known.add(record.key);
    return isKnown ? { head: bytes.head, body: NOTHING } : bytes;
  }
}
