import { readFileSync } from 'node:fs';

const PATIENCE_MS = 10_000;

/** Whether there is a process of this number that is not only waited for. */
export function isAlive(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until a process is no more. */
export async function untilGone(pid: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (isAlive(pid)) {
    if (performance.now() > end) throw new Error(`${pid} is still there`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Does not mind that nobody reads it, as nvidia-smi does not, nor any signal that can be caught. */
export const STUBBORN = `trap '' PIPE TERM INT HUP
echo "a, $$"; while :; do echo "a, $$"; /bin/sleep 0.05; done 2>/dev/null`;
