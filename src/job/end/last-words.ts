import { MOST_LAST_WORDS } from '../../launch/rendezvous/broker/messages.ts';
import type { Log } from '../../system/log.ts';

/** So much of a line is told again, in characters. */
const MOST_CHARS = 1000;

/**
 * What rank 0 warns of at its end, kept so that `rankstat run` can be told of it over its own connection, too. Slurm's
 * srun stops reading from all tasks of a step one of which was killed, as soon as the last has ended
 * (slurm_step_launch_wait_finish: client_io_handler_abort): in a third of such runs the last lines were lost.
 */
export class LastWords {
  readonly #said: string[] = [];
  /** Says it as before, and keeps it. */
  readonly log: Log;

  constructor(log: Log) {
    const warn = (message: string) => {
      this.#said.push(message.slice(0, MOST_CHARS));
      log.warn(message);
    };
    this.log = { ...log, warn };
  }

  /** The last of them, each cut if it is long. */
  get said(): string[] {
    return this.#said.slice(-MOST_LAST_WORDS);
  }
}
