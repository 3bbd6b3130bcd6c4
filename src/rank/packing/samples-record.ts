import type { Reading } from '../../procfs/reading/reading.ts';
import { Packer } from '../../wire/pack.ts';
import { encodeHead, MOST_TAKEN, type SamplesRecord, type Taken } from '../../wire/records.ts';
import type { Outgoing } from '../outbox.ts';
import type { Stamp } from '../sender.ts';
import type { LayoutPart } from './told-layouts.ts';

/** What the samples of a record have in common. */
export interface RecordBegin {
  /** Number of the record whose last sample the first is packed against; 0: none, it is a key sample. */
  readonly base: number;
  /** Of a key sample. */
  readonly layouts: readonly LayoutPart[] | undefined;
  readonly stride: number;
}

/**
 * Errors are most of a head where there are any: with those of one sample more, whatever they are, it stays below the
 * 64 KiB that a head may have.
 */
const MOST_ERROR_BYTES = 8 * 1024;
/** A longer body begins no record with more: what the outbox drops goes record by record. */
const MOST_BODY_BYTES = 8 * 1024;

/** A record of samples under way: one body, one head. */
export class RecordUnderWay {
  readonly #packer = new Packer();
  #begin: RecordBegin | undefined;
  #taken: Taken[] = [];
  #errorBytes = 0;

  /** Whether there is one under way. */
  get isOpen(): boolean {
    return this.#begin !== undefined;
  }

  /** Whether it can take one more sample like that. */
  fits({ errors }: Taken, stride: number): boolean {
    if (this.#taken.length >= MOST_TAKEN || this.#begin?.stride !== stride) return false;
    if (this.#packer.length > MOST_BODY_BYTES) return false;
    return errors === undefined || this.#errorBytes + bytesOf(errors) <= MOST_ERROR_BYTES;
  }

  /** Begins a record with its first sample. If that throws, there is none under way. */
  open(begin: RecordBegin, taken: Taken, given: readonly Reading[]): void {
    this.#packer.begin();
    if (begin.base === 0) for (const { numbers } of given) this.#packer.key(numbers);
    else this.#deltas(given);
    this.#begin = begin;
    this.#end(taken);
  }

  /** Adds a sample, packed against the one before it. If that throws, the record is as it was. */
  add(taken: Taken, given: readonly Reading[]): void {
    try {
      this.#deltas(given);
    } catch (error) {
      this.#packer.dropSample();
      throw error;
    }
    this.#end(taken);
  }

  /** The record under way, which has ended then. */
  close(stamp: Stamp): Outgoing {
    const { base, layouts, stride } = this.#begin ?? { base: 0, layouts: [], stride: 1 };
    const taken = this.#taken;
    const head: SamplesRecord = { type: 'samples', ...stamp, base, taken };
    if (layouts !== undefined) head.layouts = [...layouts];
    if (stride > 1) head.stride = stride;
    this.#begin = undefined;
    this.#taken = [];
    this.#errorBytes = 0;
    return {
      seq: stamp.seq,
      role: base === 0 ? 'key' : 'delta',
      samples: taken.length,
      head: encodeHead(head),
      body: this.#packer.end(),
    };
  }

  #deltas(given: readonly Reading[]): void {
    for (const { numbers, previous } of given) this.#packer.delta(numbers, previous);
  }

  #end(taken: Taken): void {
    this.#packer.endSample();
    this.#taken.push(taken);
    if (taken.errors !== undefined) this.#errorBytes += bytesOf(taken.errors);
  }
}

function bytesOf(errors: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(errors));
}
