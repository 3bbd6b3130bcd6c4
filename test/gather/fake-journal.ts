import { frame, frameLength, JOURNAL_MAGIC } from '../../src/wire/journal/frames.ts';
import type { RecordBytes } from '../../src/wire/records.ts';

/** A journal in memory whose file fails, or takes its time, when the test says so. */
export class FakeJournal {
  /** All that was written, in its order. */
  readonly records: RecordBytes[] = [];
  /** How many records were given to each write, the failed ones among them. */
  readonly writes: number[] = [];
  /** What writing throws from now on. */
  failure: Error | undefined;
  /** Writing and reading wait for this. */
  held: Promise<void> | undefined;
  /** What reading throws from now on. */
  readFailure: Error | undefined;

  get length(): number {
    return this.records.reduce((sum, record) => sum + frameLength(record), JOURNAL_MAGIC.length);
  }

  async append(records: readonly RecordBytes[]): Promise<void> {
    this.writes.push(records.length);
    await this.held;
    if (this.failure !== undefined) throw this.failure;
    this.records.push(...records);
  }

  async read(from: number, most: number): Promise<Buffer> {
    await this.held;
    if (this.readFailure !== undefined) throw this.readFailure;
    return Buffer.concat([JOURNAL_MAGIC, ...this.records.map(frame)]).subarray(from, from + most);
  }
}

/** A promise for `held`, and what ends it. */
export function hold(): { readonly held: Promise<void>; readonly release: () => void } {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { held, release };
}
