import { crc32 } from 'node:zlib';
import { MAX_BODY_BYTES, MAX_JOURNAL_HEAD_BYTES, type RecordBytes } from '../records.ts';

/** The first bytes of a journal. */
export const JOURNAL_MAGIC = Buffer.from('rankstat journal 2\n');
/** The first bytes of journals by their version, all of one length. Frames are the same in all. */
export const MAGIC_OF = { 1: Buffer.from('rankstat journal 1\n'), 2: JOURNAL_MAGIC } as const;
/** Version of a journal's format. */
export type JournalVersion = keyof typeof MAGIC_OF;

const PREFIX_BYTES = 12;

/**
 * A record as it lies in a journal: length of the head, length of the body, and CRC-32 of both lengths and both
 * parts, each as 32 bits little-endian, then the head and the body.
 */
export function frame(record: RecordBytes): Buffer {
  const { head, body } = record;
  const bytes = Buffer.allocUnsafe(frameLength(record));
  bytes.writeUInt32LE(head.length, 0);
  bytes.writeUInt32LE(body.length, 4);
  bytes.set(head, PREFIX_BYTES);
  bytes.set(body, PREFIX_BYTES + head.length);
  bytes.writeUInt32LE(checksum(bytes), 8);
  return bytes;
}

/** How long the frame of a record is, bytes. */
export function frameLength({ head, body }: RecordBytes): number {
  return PREFIX_BYTES + head.length + body.length;
}

/** A frame that was found whole. Lengths are in bytes. */
export interface Frame extends RecordBytes {
  readonly length: number;
}

/**
 * Reads the frame that begins at `offset` of `bytes`.
 * @returns the frame; `'cut'` if the bytes end before the frame does; `'damaged'` if it is not what was written
 */
export function readFrame(bytes: Buffer, offset: number): Frame | 'cut' | 'damaged' {
  if (offset + PREFIX_BYTES > bytes.length) return 'cut';
  const headLength = bytes.readUInt32LE(offset);
  const bodyLength = bytes.readUInt32LE(offset + 4);
  if (!isPlausible(headLength, bodyLength)) return 'damaged';
  const length = PREFIX_BYTES + headLength + bodyLength;
  if (offset + length > bytes.length) return 'cut';
  const whole = bytes.subarray(offset, offset + length);
  if (checksum(whole) !== whole.readUInt32LE(8)) return 'damaged';
  return {
    length,
    head: whole.subarray(PREFIX_BYTES, PREFIX_BYTES + headLength),
    body: whole.subarray(PREFIX_BYTES + headLength),
  };
}

/** How long a frame at `offset` would be, bytes; undefined if there can be none, or not all of it. */
export function claimedLength(bytes: Buffer, offset: number): number | undefined {
  if (offset + PREFIX_BYTES > bytes.length) return undefined;
  const headLength = bytes.readUInt32LE(offset);
  const bodyLength = bytes.readUInt32LE(offset + 4);
  const length = PREFIX_BYTES + headLength + bodyLength;
  return isPlausible(headLength, bodyLength) && offset + length <= bytes.length ? length : undefined;
}

function isPlausible(headLength: number, bodyLength: number): boolean {
  return headLength > 0 && headLength <= MAX_JOURNAL_HEAD_BYTES && bodyLength <= MAX_BODY_BYTES;
}

/** Of everything but the checksum itself. */
function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(PREFIX_BYTES), crc32(bytes.subarray(0, 8)));
}
