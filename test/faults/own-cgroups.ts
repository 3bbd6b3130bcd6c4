import { rmdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Test } from 'uvu';

/** `test`, which is skipped where something is missing, with what that is in its title. */
export function testWith(
  test: Test,
  missing: readonly string[],
): (name: string, body: () => Promise<void>) => void {
  return (name, body) => {
    if (missing.length === 0) {
      test(name, body);
      return;
    }
    const title = `${name} (missing: ${missing.join(', ')})`;
    process.stderr.write(`skipped: ${title}\n`);
    test.skip(title, body);
  };
}

/** Removes the folder of a cgroup. A process that has ended is in it for a moment longer. */
export async function removed(folder: string): Promise<void> {
  for (let nth = 0; ; nth++) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (nth === 50) throw error;
      await pause(20);
    }
  }
}
