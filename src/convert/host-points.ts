import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { ByteSink } from '../exact/byte-sink.ts';
import { Numbers } from '../exact/numbers.ts';
import type { SeriesNumber } from '../series/counters.ts';
import { type Factor, writeQuantity } from './number-text.ts';
import type { Spool } from './spool.ts';

/** Of a metric at first: a host of ten thousand disks has a hundred thousand metrics. */
const FIRST_ROOM = 16;

/** The values of one metric of one host over time. */
export class Points {
  /** The strand that they go to. */
  readonly strand: number;
  /** What each line begins with: name, labels and a blank. */
  readonly before: Buffer;
  readonly factor: Factor;
  /** From moment `from` on, one for each; NaN at which there is none. */
  readonly values = new Numbers(FIRST_ROOM);
  from = 0;
  /** Offset and length of what of them was written before, in turn. */
  readonly blocks: number[] = [];

  constructor(strand: number, before: string, factor: Factor) {
    this.strand = strand;
    this.before = Buffer.from(before);
    this.factor = factor;
  }
}

/** Values in memory; more of one host are kept in a file until its end. */
const MOST_HELD = 2 ** 21;
const BLOCK_BYTES = 1024 * 1024;
/** Lines that are made at a time. */
const LINES = 4096;

/** The points of one host after the other. They come moment by moment, and leave metric by metric. */
export class HostPoints {
  readonly #spool: Spool;
  readonly #mostHeld: number;
  #points: Points[] = [];
  /** The ends of the lines of each moment: a blank, the time, a line feed. */
  #moments: Buffer[] = [];
  #held = 0;
  #file: FileHandle | undefined;
  #fileLength = 0;

  constructor(spool: Spool, mostHeld: number = MOST_HELD) {
    this.#spool = spool;
    this.#mostHeld = mostHeld;
  }

  /** Begins a metric of the host. */
  add(points: Points): void {
    this.#points.push(points);
  }

  /** Begins a moment, later than those before. @throws Error of the file system, with its `code` */
  async begin(seconds: string): Promise<void> {
    if (this.#held >= this.#mostHeld) await this.#setAside();
    this.#moments.push(Buffer.from(` ${seconds}\n`));
  }

  /** The value of a metric at this moment. A second one is of a metric that goes by the same name: it has no place. */
  push(points: Points, value: SeriesNumber): void {
    const { values } = points;
    const moment = this.#moments.length - 1;
    if (values.length === 0) points.from = moment;
    const before = values.length;
    if (points.from + before > moment) return;
    while (points.from + values.length < moment) values.push(Number.NaN);
    if (typeof value === 'bigint') values.pushExact(value);
    else values.push(value);
    this.#held += values.length - before;
  }

  /** Ends the host: all goes to the spool. @throws Error of the file system, with its `code` */
  async end(): Promise<void> {
    for (const points of this.#points) {
      for (let at = 0; at < points.blocks.length; at += 2) {
        await this.#moveBlock(points.strand, points.blocks[at]!, points.blocks[at + 1]!);
      }
      for (let from = 0; from < points.values.length; from += LINES) {
        await this.#spool.append(points.strand, (out) => this.#write(out, points, from));
      }
    }
    this.#points = [];
    this.#moments = [];
    this.#held = 0;
    this.#fileLength = 0;
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Writes the lines of all points that are held into a file of their own. */
  async #setAside(): Promise<void> {
    const file = this.#file ?? (await open(path.join(this.#spool.directory, 'host'), 'w+'));
    this.#file = file;
    const out = new ByteSink(BLOCK_BYTES);
    for (const points of this.#points) {
      const before = this.#fileLength + out.length;
      for (let from = 0; from < points.values.length; from += LINES) {
        this.#write(out, points, from);
        if (out.length >= BLOCK_BYTES) await this.#writeTo(file, out);
      }
      const length = this.#fileLength + out.length - before;
      if (length > 0) points.blocks.push(before, length);
      points.values.clear();
    }
    await this.#writeTo(file, out);
    this.#moments = [];
    this.#held = 0;
  }

  async #writeTo(file: FileHandle, out: ByteSink): Promise<void> {
    for (let done = 0; done < out.length; ) {
      const { bytesWritten } = await file.write(out.bytes, done, out.length - done, this.#fileLength);
      done += bytesWritten;
      this.#fileLength += bytesWritten;
    }
    out.length = 0;
  }

  async #moveBlock(strand: number, offset: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(Math.min(length, BLOCK_BYTES));
    for (let done = 0; done < length; ) {
      const most = Math.min(bytes.length, length - done);
      const { bytesRead = 0 } = (await this.#file?.read(bytes, 0, most, offset + done)) ?? {};
      if (bytesRead === 0) throw new Error(`a file in ${this.#spool.directory} was cut off`);
      await this.#spool.append(strand, (out) => out.literal(bytes, 0, bytesRead));
      done += bytesRead;
    }
  }

  #write(out: ByteSink, { before, factor, values, from: first }: Points, from: number): void {
    const to = Math.min(values.length, from + LINES);
    for (let at = from; at < to; at++) {
      const value = values.big.get(at) ?? values.small[at]!;
      if (Number.isNaN(value)) continue;
      out.literal(before);
      writeQuantity(out, value, factor);
      out.literal(this.#moments[first + at]!);
    }
  }
}
