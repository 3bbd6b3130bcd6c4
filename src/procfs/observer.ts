import type { Reading } from './reading/reading.ts';
import type { Slab } from './reading/slab.ts';

/** Takes out of the slab what a capture has put into it, and gives the rows and numbers. @throws Error if there are none */
export type ParseCaptured = (slab: Slab, reading: Reading) => void;

/**
 * Reads a source whose numbers depend on what was read before, as those of processes do, which come, end and are summed: it
 * has a memory, and one is made for each reader.
 */
export interface Observer {
  /**
   * Puts what there is now into `slab`.
   * @param now seconds of a monotonic clock
   * @param turn `in any case` where a host begins or ends
   * @returns what parses it: in the order of the captures; undefined if it costs too much to read it again so soon
   */
  capture(slab: Slab, now: number, turn: 'its turn' | 'in any case'): ParseCaptured | undefined;
  /** Gives back the files. */
  close(): void;
}
