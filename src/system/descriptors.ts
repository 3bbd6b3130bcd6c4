import { readdirSync, readFileSync } from 'node:fs';

/** The descriptors of this process: how many it may have, and how many are open. */
export interface Descriptors {
  readonly limit: number;
  readonly open: number;
}

/** What POSIX has at least where nothing is told, and what libuv and ZeroMQ take for themselves. */
const UNTOLD: Descriptors = { limit: 1024, open: 32 };

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
