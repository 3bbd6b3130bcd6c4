import { setImmediate } from 'node:timers/promises';
import type { JsonTemplate } from '../procfs/json.ts';
import type { SeriesWriter } from '../series/writer.ts';
import { isoTime } from '../system/clock.ts';
import type { Part } from '../wire/decoder.ts';
import { NAMES_LOST } from './coverage.ts';
import type { MergedHost } from './hosts.ts';
import type { Replay } from './replay.ts';
import { type FoundSample, SampleReader, type SampleReaderOptions } from './sample-reader.ts';
import type { Selection } from './selection.ts';

/** What copying needs of the series file. */
export type SamplesTaker = Pick<SeriesWriter, 'beginHost' | 'sample' | 'endHost'>;

export interface CopyOptions extends Omit<SampleReaderOptions<JsonTemplate>, 'namesOf'> {
  readonly writer: SamplesTaker;
  /** Called now and then with the share of the samples, in bytes, that was copied. */
  readonly onShare: (share: number) => void;
}

/** Some ten milliseconds' worth. */
export const READS_PER_TURN = 500;

/**
 * Writes samples of journals into the series file, host by host. Now and then everything else has its turn: rank 0 must
 * go on giving signs of life.
 */
export class SampleCopier {
  readonly #reader: SampleReader<JsonTemplate>;
  readonly #writer: SamplesTaker;
  readonly #onShare: (share: number) => void;
  #turns = 0;

  private constructor(replay: Replay, { writer, onShare, ...options }: CopyOptions) {
    this.#reader = new SampleReader(replay, { ...options, namesOf: replay.templateOf });
    this.#writer = writer;
    this.#onShare = onShare;
  }

  /** @throws Error if a journal cannot be opened */
  static open(replay: Replay, options: CopyOptions): SampleCopier {
    return new SampleCopier(replay, options);
  }

  /**
   * Writes the samples of a host that are selected, in the order in which they were taken.
   * @throws Error if a journal is no longer what it was when it was replayed, or the file cannot be written
   */
  async copy(host: MergedHost, selected: Selection): Promise<void> {
    this.#writer.beginHost(host.key);
    for (const found of this.#reader.samplesOf(host, selected)) {
      const full = this.#write(host, found);
      if (full !== undefined) await full;
      const turns = Math.floor(this.#reader.reads / READS_PER_TURN);
      if (turns === this.#turns) continue;
      this.#turns = turns;
      this.#onShare(this.#reader.share);
      await setImmediate();
    }
    this.#writer.endHost();
  }

  close(): void {
    this.#reader.close();
  }

  /** Gives what must be waited for before the next one, if anything. */
  #write(host: MergedHost, found: FoundSample<JsonTemplate>): Promise<void> | undefined {
    const { taken, parts, numbers, tick, late_ms, clock_step_ms } = found;
    const facts = {
      timestamp: isoTime(taken.time),
      hostname: host.key,
      tick,
      kind: taken.kind,
      late_ms,
      clock_step_ms,
      errors: errorsOf(found),
    };
    return this.#writer.sample(facts, parts, numbers);
  }
}

/** What was wrong with the sources of a sample, and which of them have lost their names. */
export function errorsOf({
  taken: { errors },
  parts,
}: Pick<FoundSample<unknown>, 'taken' | 'parts'>): Readonly<Record<string, string>> | undefined {
  return parts.every(hasNames) ? errors : withLost(errors, parts);
}

function hasNames({ names }: Part<unknown>): boolean {
  return names !== undefined;
}

function withLost(
  errors: Readonly<Record<string, string>> | undefined,
  parts: readonly Part<unknown>[],
): Record<string, string> {
  const lost = parts.filter((part) => !hasNames(part)).map(({ source }) => [source, NAMES_LOST]);
  return { ...errors, ...Object.fromEntries(lost) };
}
