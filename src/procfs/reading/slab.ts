import fs from 'node:fs';

/** No file that is sampled comes near this; what does is not what it should be. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** What a typical node prints in two ticks; it grows. */
const FIRST_BYTES = 64 * 1024;
/** So much is asked for at least: what the kernel gives of most files at once. */
const LEAST_ROOM = 4096;

/** What was found out about a file when it was read: it could not be, or it lists nothing though there is something. */
export interface Trouble {
  readonly what: 'unreadable' | 'hiding';
  readonly error: unknown;
}

/**
 * The bytes of kernel files as they were at one moment or several, one behind the other, to be parsed later. What is
 * put in comes out in the same order: file by file, tick by tick.
 */
export class Slab {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Where each file ends in `bytes`. */
  #ends = new Uint32Array(64);
  #count = 0;
  /** By the number of the file, few as they are. */
  readonly #troubles = new Map<number, Trouble>();
  #next = 0;

  /** How many files it has, those that could not be read included. */
  get count(): number {
    return this.#count;
  }

  /** How many bytes they have. */
  get length(): number {
    return this.endOf(this.#count - 1);
  }

  /** Where a file ends in `bytes`, and the next begins. */
  endOf(file: number): number {
    return file < 0 ? 0 : this.#ends[file]!;
  }

  /**
   * Puts in what a file has now, from its beginning until a read gives nothing, because files in `/proc` have size 0 and
   * give a few kilobytes at a time; or until it gives less than was asked for, if the file is printed in one piece.
   * @returns the number of bytes
   * @throws the system's error, or Error if the file has no end; it is then not in
   */
  read(descriptor: number, inOnePiece: boolean): number {
    const start = this.length;
    let at = start;
    for (;;) {
      if (this.bytes.length - at < LEAST_ROOM) this.#grow(at, at - start);
      const room = this.bytes.length - at;
      const count = fs.readSync(descriptor, this.bytes, at, room, at - start);
      at += count;
      if (count === 0 || (inOnePiece && count < room)) break;
    }
    this.#end(at);
    return at - start;
  }

  /** Puts in these bytes as a file. @returns how many they are */
  put(bytes: Uint8Array): number {
    const start = this.length;
    while (this.bytes.length - start < bytes.length) this.#grow(start, bytes.length);
    this.bytes.set(bytes, start);
    this.#end(start + bytes.length);
    return bytes.length;
  }

  /** Puts in a file without a byte, behind which others begin whose number is not known. @returns its number */
  mark(): number {
    this.#end(this.length);
    return this.#count - 1;
  }

  /** Puts in a file that could not be read. */
  fail(error: unknown): void {
    this.#end(this.length);
    this.#troubles.set(this.#count - 1, { what: 'unreadable', error });
  }

  /** The file put in last lists nothing: if that turns out to be so, there is this error. */
  suspect(error: unknown): void {
    this.#troubles.set(this.#count - 1, { what: 'hiding', error });
  }

  /** The next file that comes out is the one of this number, from 0. */
  seek(file: number): void {
    this.#next = file;
  }

  /** The number of the file that comes out next. */
  get next(): number {
    return this.#next;
  }

  /** Takes out the next file. @returns its number */
  take(): number {
    return this.#next++;
  }

  /** What was found out about a file; undefined if nothing was. */
  troubleOf(file: number): Trouble | undefined {
    return this.#troubles.size === 0 ? undefined : this.#troubles.get(file);
  }

  /** Drops all files from this number on. */
  truncate(count: number): void {
    for (const file of this.#troubles.keys()) if (file >= count) this.#troubles.delete(file);
    this.#count = count;
    this.#next = Math.min(this.#next, count);
  }

  #end(at: number): void {
    if (this.#count === this.#ends.length) {
      const longer = new Uint32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#count++] = at;
  }

  /** @param used bytes that are kept; @param file bytes of the file that is being read */
  #grow(used: number, file: number): void {
    if (file >= MAX_FILE_BYTES) throw new Error(`more than ${MAX_FILE_BYTES} bytes`);
    const longer = Buffer.allocUnsafeSlow(this.bytes.length * 2);
    longer.set(this.bytes.subarray(0, used));
    this.bytes = longer;
  }
}
