import type { RecordBytes } from './records.ts';

/** So many records travel in one message: those of a rank's start do. */
const MOST_TOGETHER = 16;
/** So many bytes of them. One that is larger travels alone. */
const MOST_TOGETHER_BYTES = 64 * 1024;

const NOTHING = new Uint8Array(0);

/**
 * Records that travel in one message: of each its head and its body, one behind the other.
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

  /**
   * Of each record its head, and its body in base64. As text: ZeroMQ's binding copies that, while of bytes it takes what they
   * stand in, and once they are sent it wakes this thread to give that back, which is one context switch in four of a rank.
   */
  get frames(): readonly string[] {
    return this.#records.flatMap(({ head, body }) => [textOf(head, 'utf8'), textOf(body, 'base64')]);
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
 * body that is not there; of one that is not base64 there is something else than its head says.
 * @returns also how many frames are left out, since no parcel has so much
 */
export function unpacked(frames: readonly Buffer[]): { records: readonly RecordBytes[]; left: number } {
  const parcel = new Parcel();
  let at = 0;
  do {
    const record = { head: frames[at] ?? NOTHING, body: bodyOf(frames[at + 1]) };
    if (!parcel.add(record)) return { records: parcel.records, left: frames.length - at };
    at += 2;
  } while (at < frames.length);
  return { records: parcel.records, left: 0 };
}

function textOf({ buffer, byteOffset, length }: Uint8Array, encoding: BufferEncoding): string {
  return Buffer.from(buffer, byteOffset, length).toString(encoding);
}

function bodyOf(frame: Buffer | undefined): Uint8Array {
  return frame === undefined || frame.length === 0
    ? NOTHING
    : Buffer.from(frame.toString('latin1'), 'base64');
}
