import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import type { GatherTransport } from '../wire/transport.ts';
import type { Roster } from './roster.ts';
import type { Voice } from './voice.ts';

export interface ReleaseOptions {
  readonly clock: Clock;
  readonly transport: Pick<GatherTransport, 'connections' | 'onConnections'>;
  readonly roster: Roster;
  readonly voice: Pick<Voice, 'repeat'>;
}

/** The last answers are repeated after this, then after twice this, and so on, ms. */
const REPEAT_MS = 50;

/**
 * Repeats the last answers until all who are connected have hung up, `graceMs` at most: a rank whose last answer was lost
 * would wait for it, and somebody who asked for the stop wants to hear that it is done.
 */
export async function release(options: ReleaseOptions, graceMs: number): Promise<void> {
  const { clock, transport, roster, voice } = options;
  const connections = new Condition(clock);
  transport.onConnections(() => connections.changed());
  const alone = () => transport.connections === 0;
  const end = clock.mono() + graceMs;
  for (let waitMs = REPEAT_MS; !alone() && clock.mono() < end; waitMs *= 2) {
    for (const { rank } of roster.members) voice.repeat(rank);
    await connections.until(alone, Math.min(waitMs, end - clock.mono()));
  }
}
