import { execFileSync } from 'node:child_process';

/** Has the system let no file of this process become longer than so many bytes, as `ulimit -f`, while `body` runs. */
export async function withFileLimit(bytes: number, body: () => Promise<void>): Promise<void> {
  const set = (limit: number | string) =>
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${limit}:unlimited`]);
  set(bytes);
  try {
    await body();
  } finally {
    set('unlimited');
  }
}
