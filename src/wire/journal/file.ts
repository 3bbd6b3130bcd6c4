/** What is needed of a file to read it; a `FileHandle` is one. */
export interface ReadableFile {
  /** Reads up to `length` bytes from `position` on into `bytes`, from `offset` on. None: the file ends there. */
  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** Reads as `ReadableFile` does, at once, from the file of a descriptor; returns how many bytes. `fs.readSync` is one. */
export type ReadSync = (
  file: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => number;

/** What a journal needs of the file that it is written to; a `FileHandle` is one. */
export interface JournalFile extends ReadableFile {
  /** Its descriptor. */
  readonly fd: number;
  /** Writes up to `length` of `bytes` from `offset` on, to `position` of the file. */
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Fills `bytes` with what the file has from `position` on. One read may give less than there is (network file systems,
 * FUSE): only one that gives nothing is at the end.
 * @returns how many bytes there are: less than `bytes` has room for only at the end of the file
 * @throws Error of the file system, with its `code`
 */
export async function readFull(file: ReadableFile, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** As `readFull`, at once. @param file its descriptor */
export function readFullSync(read: ReadSync, file: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const count = read(file, bytes, done, bytes.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
