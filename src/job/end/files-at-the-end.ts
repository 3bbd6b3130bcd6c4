import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { MovingWork } from '../../system/patience.ts';
import type { OutputPaths } from '../files.ts';

export interface FilesAtTheEndOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly paths: OutputPaths;
  readonly journal: { readonly length: number };
}

/** Files that get nowhere for so long are told of, ms. */
const SAY_AFTER_MS = 10_000;
/** And are given up after so long, ms, and one more for each so many bytes of the journal. */
const END_AFTER_MS = 30_000;
/** What comes of a journal is some ten times as long, and is synced in one go, of which nothing is seen: 10 MB/s. */
const BYTES_PER_MS = 1000;

/**
 * Waits for the files of a job at its end as long as something is read or written. The server of their file system can be
 * gone: then a write never returns, and says nothing.
 */
export class FilesAtTheEnd {
  readonly #options: FilesAtTheEndOptions;
  #progress: MovingWork | undefined;

  constructor(options: FilesAtTheEndOptions) {
    this.#options = options;
  }

  /** Something was read or written. */
  moved(): void {
    this.#progress?.moved();
  }

  /** @throws what the work does, or Error that says for how long it got nowhere, and where the samples are */
  async until<T>(work: Promise<T>): Promise<T> {
    const { clock, log, paths, journal } = this.#options;
    const endAfterMs = END_AFTER_MS + journal.length / BYTES_PER_MS;
    const stuck = (ms: number) =>
      `${paths.series} and its journal: nothing was read or written for ${Math.round(ms / 1000)} s, as when a file server does not answer`;
    const progress = new MovingWork({
      clock,
      sayAfterMs: SAY_AFTER_MS,
      endAfterMs,
      onSlow: () => log.warn(stuck(SAY_AFTER_MS)),
    });
    this.#progress = progress;
    return await progress.until(work, () => {
      const how = `what was written until then is in ${paths.journal}: see rankstat recover --help`;
      return new Error(`${stuck(endAfterMs)}; it is given up; ${how}`);
    });
  }
}
