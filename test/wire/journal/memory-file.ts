import type { JournalFile } from '../../../src/wire/journal/file.ts';
import { frame, JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import type { RecordBytes } from '../../../src/wire/records.ts';

/** A file in memory, on a disk that can be full, and that can give little at a time. */
export class MemoryFile implements JournalFile {
  readonly fd = -1;
  bytes: Buffer;
  /** So many bytes it can have. */
  room = Number.POSITIVE_INFINITY;
  /** So many bytes a read or a write moves. */
  atOnce = Number.POSITIVE_INFINITY;
  isClosed = false;

  constructor(bytes: Uint8Array = Buffer.alloc(0)) {
    this.bytes = Buffer.from(bytes);
  }

  async read(bytes: Uint8Array, offset: number, length: number, position: number) {
    const from = this.bytes.subarray(position, position + Math.min(length, this.atOnce));
    bytes.set(from, offset);
    return { bytesRead: from.length };
  }

  /** Takes what there is room for; ENOSPC if there is none. */
  async write(bytes: Uint8Array, offset: number, length: number, position: number) {
    const taken = Math.min(length, this.atOnce, this.room - position);
    if (taken <= 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const longer = Buffer.alloc(Math.max(this.bytes.length, position + taken));
    this.bytes.copy(longer);
    longer.set(bytes.subarray(offset, offset + taken), position);
    this.bytes = longer;
    return { bytesWritten: taken };
  }

  async truncate(length: number) {
    this.bytes = this.bytes.subarray(0, length);
  }

  async close() {
    this.isClosed = true;
  }
}

/** A record of texts. */
export function record(head: string, body = ''): RecordBytes {
  return { head: Buffer.from(head), body: Buffer.from(body) };
}

/** The bytes of a journal of these records. */
export function journalBytes(records: readonly RecordBytes[]): Buffer {
  return Buffer.concat([JOURNAL_MAGIC, ...records.map(frame)]);
}
