import { encodeHead, type RecordBytes } from '../records.ts';

/** What stands twice in a journal stands so far apart, bytes: a block of a disk or a page of memory never holds both. */
export const APART_BYTES = 4096;

/** A record that keeps others apart, by `bytes` at least. */
export function padding(bytes = APART_BYTES): RecordBytes {
  return { head: encodeHead({ type: 'pad' }), body: new Uint8Array(bytes) };
}
