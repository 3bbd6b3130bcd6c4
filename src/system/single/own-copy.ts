import { unlinkSync } from 'node:fs';
import path from 'node:path';

/** What starters call the copies that they put on nodes (`scripts/mpirun/bcast`): nobody calls anything else so. */
const COPY = /^rankstat-bcast-[0-9a-f]{16}$/;

/**
 * Removes the file that this process was started from, if that is a copy which was made for it alone. The process goes on
 * without; so do those that it starts from `/proc/self/exe`.
 */
export function removeOwnCopy(): void {
  const executable = process.execPath;
  if (!isCopy(executable)) return;
  try {
    unlinkSync(executable);
  } catch {
    // Another of the same copy has removed it.
  }
}

/** Whether an executable is a copy that is to be removed. */
export function isCopy(executable: string): boolean {
  return COPY.test(path.basename(executable));
}
