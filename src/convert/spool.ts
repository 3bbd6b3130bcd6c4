import { appendFile, mkdtemp, open, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ByteSink } from '../exact/byte-sink.ts';
import type { Leftovers } from '../system/files/leftovers.ts';

/** So much is held in memory of all strands together. */
const MOST_HELD = 16 * 1024 * 1024;
const FIRST_BYTES = 4096;
const READ_BYTES = 1024 * 1024;

/**
 * Texts that grow at once and are read one after the other: each a file of a private directory, of which one is open
 * at a time.
 */
export class Spool {
  readonly directory: string;
  readonly #leftovers: Leftovers;
  /** Of what is not written yet. */
  #held = new Map<number, ByteSink>();
  #bytes = 0;

  private constructor(directory: string, leftovers: Leftovers) {
    this.directory = directory;
    this.#leftovers = leftovers;
  }

  /** @param parent where its directory is made @throws Error of the file system, with its `code` */
  static async create(parent: string, leftovers: Leftovers): Promise<Spool> {
    const directory = await mkdtemp(path.join(parent, '.rankstat-convert-'));
    leftovers.add(directory);
    return new Spool(directory, leftovers);
  }

  /** Appends to a strand what `write` appends to the sink. @throws Error of the file system, with its `code` */
  async append(strand: number, write: (out: ByteSink) => void): Promise<void> {
    const out = this.#held.get(strand) ?? new ByteSink(FIRST_BYTES);
    this.#held.set(strand, out);
    const before = out.length;
    write(out);
    this.#bytes += out.length - before;
    if (this.#bytes > MOST_HELD) await this.#flush();
  }

  /** The text of a strand, once: it is removed. @throws Error of the file system, with its `code` */
  async *take(strand: number): AsyncGenerator<Uint8Array> {
    await this.#flush();
    const file = await open(this.#path(strand), 'r');
    try {
      const bytes = Buffer.allocUnsafeSlow(READ_BYTES);
      for (;;) {
        const { bytesRead } = await file.read(bytes, 0, bytes.length);
        if (bytesRead === 0) break;
        yield bytes.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
    await unlink(this.#path(strand));
  }

  /** Removes all. */
  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    this.#leftovers.forget(this.directory);
  }

  async #flush(): Promise<void> {
    const held = this.#held;
    // New ones: each has the size of the most that it has held, which all together is more than it should be.
    this.#held = new Map();
    this.#bytes = 0;
    for (const [strand, out] of held) {
      await appendFile(this.#path(strand), out.bytes.subarray(0, out.length));
    }
  }

  #path(strand: number): string {
    return path.join(this.directory, String(strand));
  }
}
