import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from './clock.ts';
import { Condition } from './condition.ts';
import { isCode } from './errors.ts';

/** The descriptors of this process: how many it may have, and how many are open. */
export interface Descriptors {
  readonly limit: number;
  readonly open: number;
}

/** What POSIX has at least where nothing is told, and what libuv and ZeroMQ take for themselves. */
const UNTOLD: Descriptors = { limit: 1024, open: 32 };

/** Strangers who have taken all are turned away within this time, ms. */
const TURNED_AWAY_MS = 5000;
const TRY_AGAIN_MS = 20;

/**
 * Does what takes descriptors, and does it again in a moment if there are none (EMFILE): strangers who connect while this
 * process begins, and is too busy to turn them away, can have them all.
 * @param act what it has done before it fails must not matter
 * @throws what `act` throws otherwise, or if there are none for five seconds
 */
export async function onceDescriptors<T>(clock: Clock, act: () => T | Promise<T>): Promise<T> {
  const end = clock.mono() + TURNED_AWAY_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isCode(error, 'EMFILE') || clock.mono() >= end) throw error;
      await new Condition(clock).until(() => false, TRY_AGAIN_MS);
    }
  }
}

/** As the kernel tells. Node.js has raised the limit as far as it may when it started. */
export function ownDescriptors(proc = '/proc/self'): Descriptors {
  try {
    const [, limit = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync(`${proc}/limits`, 'latin1')) ?? [];
    const open = readdirSync(`${proc}/fd`).length;
    return { limit: limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit) || UNTOLD.limit, open };
  } catch {
    return UNTOLD;
  }
}
