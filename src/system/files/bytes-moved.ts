import { readFileSync } from 'node:fs';

/**
 * How many bytes this process has read and written so far, by whatever way; undefined where the kernel does not count them.
 * @see https://www.kernel.org/doc/html/latest/filesystems/proc.html (rchar, wchar in /proc/PID/io)
 */
export function bytesMoved(file = '/proc/self/io'): number | undefined {
  try {
    const text = readFileSync(file, 'latin1');
    const [read, written] = ['rchar', 'wchar'].map((name) =>
      Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]),
    );
    const moved = (read ?? Number.NaN) + (written ?? Number.NaN);
    return Number.isNaN(moved) ? undefined : moved;
  } catch {
    return undefined;
  }
}
