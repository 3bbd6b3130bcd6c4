import type { RecordBytes } from '../wire/records.ts';

/** A record that waits in the outbox. */
export interface Outgoing extends RecordBytes {
  readonly seq: number;
  /**
   * What may be dropped when there is no room: `delta` samples need the one before, `key` samples do not. All samples need
   * `essential` records.
   */
  readonly role: 'key' | 'delta' | 'kept' | 'essential';
  /** How many samples it has. */
  readonly samples: number;
}

/** Makes the record that stands for samples `from` to `to`, which were dropped. */
export type Epitaph = (from: number, to: number, samples: number) => Outgoing;

interface Held {
  readonly record: Outgoing;
  /** For an epitaph: first seq and number of samples that it stands for. */
  readonly dropped?: { readonly from: number; readonly samples: number };
}

/**
 * The records that the gather has not acknowledged yet, oldest first, within `maxBytes`.
 *
 * When they no longer fit, the oldest samples go, from a key sample up to the next, so that what remains can
 * be unpacked; one record takes their place and says how many they were.
 */
export class Outbox {
  readonly #maxBytes: number;
  readonly #epitaph: Epitaph;
  #held: Held[] = [];
  #sent = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(maxBytes: number, epitaph: Epitaph) {
    this.#maxBytes = maxBytes;
    this.#epitaph = epitaph;
  }

  /** Records that are not acknowledged. */
  get length(): number {
    return this.#held.length;
  }

  /** Their size in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether it is high time for an acknowledgement. */
  get isHalfFull(): boolean {
    return this.#bytes > this.#maxBytes / 2;
  }

  /** Samples dropped so far for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Appends a record.
   * @returns false if the sample that the next one would be packed against is gone: it must be a key sample
   */
  push(record: Outgoing): boolean {
    this.#held.push({ record });
    this.#bytes += size(record);
    let unbroken = true;
    while (this.#bytes > this.#maxBytes && unbroken) {
      const first = this.#held.findIndex(({ record }) => isSample(record));
      if (first < 0) break;
      unbroken = this.#dropFrom(first);
    }
    return unbroken;
  }

  /** The next record that was not sent since the last `rewind`, if there is one and `take` takes it. */
  next(take: (record: Outgoing) => boolean = () => true): Outgoing | undefined {
    const next = this.#held[this.#sent]?.record;
    if (next === undefined || !take(next)) return undefined;
    this.#sent++;
    return next;
  }

  /** Has everything that is left sent again: the connection that took it is gone. */
  rewind(): void {
    this.#sent = 0;
  }

  /** Forgets what the gather has: everything up to `seq`. */
  acknowledge(seq: number): void {
    let count = 0;
    for (const { record } of this.#held) {
      if (record.seq > seq) break;
      this.#bytes -= size(record);
      count++;
    }
    this.#held.splice(0, count);
    this.#sent = Math.max(0, this.#sent - count);
  }

  /** All that is left, oldest first. */
  records(): readonly Outgoing[] {
    return this.#held.map(({ record }) => record);
  }

  /** Drops the samples from the one at `first` up to the next key sample. False if no sample is left after them. */
  #dropFrom(first: number): boolean {
    let end = first + 1;
    while (this.#held[end]?.record.role === 'delta') end++;
    const gone = this.#held.slice(first, end);
    const before = this.#held[first - 1];
    const joined = before?.dropped !== undefined;
    const from = joined ? before.dropped.from : gone[0]!.record.seq;
    const lost = gone.reduce((sum, { record }) => sum + record.samples, 0);
    const samples = lost + (joined ? before.dropped.samples : 0);
    const epitaph = this.#epitaph(from, gone.at(-1)!.record.seq, samples);
    const start = joined ? first - 1 : first;
    for (const { record } of this.#held.slice(start, end)) this.#bytes -= size(record);
    this.#bytes += size(epitaph);
    this.#held.splice(start, end - start, { record: epitaph, dropped: { from, samples } });
    this.#dropped += lost;
    this.#sent = Math.min(this.#sent, start);
    return this.#held.some(({ record }, at) => at > start && isSample(record));
  }
}

function isSample({ role }: Outgoing): boolean {
  return role === 'key' || role === 'delta';
}

function size(record: RecordBytes): number {
  return record.head.length + record.body.length;
}
