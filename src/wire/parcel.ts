import type { RecordBytes } from './records.ts';

/** So many records travel in one message: those of a rank's start do. */
export const MOST_TOGETHER = 16;
/** So many bytes of them. One that is larger travels alone. */
export const MOST_TOGETHER_BYTES = 64 * 1024;

const NOTHING = new Uint8Array(0);

/**
 * Records that travel in one message: of each its head and its body, one behind the other, as they would travel alone.
 * What a message costs to be sent, received and decrypted is then paid once for all of them.
 */
export class Parcel {
  readonly #records: RecordBytes[] = [];
  #bytes = 0;

  get records(): readonly RecordBytes[] {
    return this.#records;
  }

  /** Of all records. */
  get bytes(): number {
    return this.#bytes;
  }

  get frames(): readonly Uint8Array[] {
    return this.#records.flatMap(({ head, body }) => [head, body]);
  }

  /** Adds a record if there is room for it; for the first there always is. @returns whether it was added */
  add(record: RecordBytes): boolean {
    const bytes = this.#bytes + record.head.length + record.body.length;
    const count = this.#records.length;
    if (count > 0 && (count === MOST_TOGETHER || bytes > MOST_TOGETHER_BYTES)) return false;
    this.#records.push(record);
    this.#bytes = bytes;
    return true;
  }
}

/**
 * The records that a message is made of; none has been looked at. A message without frames is one empty record, as is a
 * body that is not there.
 * @returns also how many frames are left out, since no parcel has so much
 */
export function unpacked(frames: readonly Uint8Array[]): { records: readonly RecordBytes[]; left: number } {
  const parcel = new Parcel();
  let at = 0;
  do {
    const record = { head: frames[at] ?? NOTHING, body: frames[at + 1] ?? NOTHING };
    if (!parcel.add(record)) return { records: parcel.records, left: frames.length - at };
    at += 2;
  } while (at < frames.length);
  return { records: parcel.records, left: 0 };
}
