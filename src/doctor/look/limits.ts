import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { limitIn } from '../../benchmark/kernel-lines.ts';
import type { HostSeen } from '../seen.ts';

/**
 * The limits of this process: those that count, of descriptors the hard one, up to which Node.js has raised its own.
 * @param user whose processes are counted; undefined where the system has no users
 */
export function readLimits(procfs: string, user = process.getuid?.()): HostSeen['limits'] {
  const text = read(path.join(procfs, 'self/limits'));
  const processes = limitIn(text, 'Max processes', 'soft');
  // Root has no such limit.
  const counts = processes !== null && user !== undefined && user !== 0;
  return {
    open_files: limitIn(text, 'Max open files', 'hard'),
    address_space_bytes: limitIn(text, 'Max address space', 'soft'),
    file_size_bytes: limitIn(text, 'Max file size', 'soft'),
    processes,
    running: counts ? threadsOf(procfs, user) : null,
  };
}

/** How many threads a user's processes have. Those that are hidden are another's. */
function threadsOf(procfs: string, user: number): number {
  let threads = 0;
  for (const name of readdirSync(procfs)) {
    if (!/^\d+$/.test(name)) continue;
    const status = read(path.join(procfs, name, 'status'));
    const [, owner] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
    if (Number(owner) === user) threads += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1);
  }
  return threads;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
