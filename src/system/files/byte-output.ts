import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Where the bytes of a file go, one write after the other. */
export interface ByteOutput {
  /**
   * Resolves when `bytes` may be used for something else.
   * @throws Error of the file system, with its `code`
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Resolves when all is with the file system. Closes nothing.
   * @throws Error of the file system, with its `code`
   */
  end(): Promise<void>;
}

/** Writes into a file as it is. */
export function plainOutput(file: Pick<FileHandle, 'write'>): ByteOutput {
  return {
    async write(bytes) {
      let done = 0;
      while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
    },
    async end() {},
  };
}

/** Compresses into a file, in another thread. */
export function gzipOutput(file: Pick<FileHandle, 'write'>): ByteOutput {
  const gzip = createGzip();
  const plain = plainOutput(file);
  const into = new Writable({
    write(bytes, _, done) {
      plain.write(bytes).then(() => done(), done);
    },
  });
  const packed = pipeline(gzip, into);
  packed.catch(() => {}); // It fails the next write, or the end.
  return {
    async write(bytes) {
      const written = new Promise<void>((resolve, reject) => {
        gzip.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      written.catch(() => {});
      // A stream that was destroyed in the middle of a write need not say so to who wrote.
      await Promise.race([packed, written]).catch(async (error: unknown) => {
        await packed; // It has the reason, of which `written` only knows that the stream was destroyed.
        throw error;
      });
    },
    async end() {
      gzip.end();
      await packed;
    },
  };
}

/** Writes into a stream that is someone else's, such as stdout, no faster than it takes it. */
export function streamOutput(stream: Writable): ByteOutput {
  return {
    async write(bytes) {
      await new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    },
    async end() {},
  };
}
