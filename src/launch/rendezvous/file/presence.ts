import type { Failure, Rendezvous } from './content.ts';
import { type Place, readNewest, type SecretPlace } from './newest.ts';

/** Looks that find nothing, one behind the other, before a file is taken to be gone. */
const LOOKS = 2;

/**
 * Whether the rendezvous file of a launch, which rank 0 removes when it ends, has been there and is gone. A rank that
 * cannot reach rank 0, but sees its directory, learns so that the job is over.
 */
export class Presence {
  readonly #place: Place | SecretPlace;
  readonly #read: typeof readNewest;
  #seen: Rendezvous | Failure | undefined;
  #missed = 0;

  /** @param read finds the newest of this launch: `readNewest` if not given */
  constructor(place: Place | SecretPlace, read: typeof readNewest = readNewest) {
    this.#place = place;
    this.#read = read;
  }

  /** Looks again. A directory that cannot be listed, or a file that cannot be read, says nothing. Never rejects. */
  async isGone(): Promise<boolean> {
    try {
      this.#take(await this.#read(this.#place));
    } catch {
      return false;
    }
    return this.#missed >= LOOKS;
  }

  /** One that is older than that which was seen was left by an earlier launch of this name. */
  #take(found: Rendezvous | Failure | undefined): void {
    const seen = this.#seen;
    if (found !== undefined && (seen === undefined || found.started >= seen.started)) {
      this.#seen = found;
      this.#missed = 0;
    } else if (seen !== undefined) {
      this.#missed++;
    }
  }
}
