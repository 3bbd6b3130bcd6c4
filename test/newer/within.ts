import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../cluster/run.ts';

const root = path.dirname(path.dirname(import.meta.dirname));

/**
 * Runs a test file in another root, on a cluster of what is installed there.
 * @param variable names the root in the environment; @param maker the script in `roots` that makes one
 * @param file path of the test file, in `test`
 * @throws Error if there is no such root, or not all tests of the file pass; with what was printed
 */
export async function passesWithin(
  { variable, maker }: { readonly variable: string; readonly maker: string },
  file: string,
): Promise<void> {
  const place = process.env[variable];
  if (place === undefined || !existsSync(path.join(place, 'usr/bin/srun'))) {
    throw new Error(`${variable} names no root: test/newer/roots/${maker} makes one, as root`);
  }
  const enter = path.join(import.meta.dirname, 'roots/enter');
  // As this process was started: with what makes TypeScript run.
  const node = ['node', ...process.execArgv, path.join('test', file)];
  // Others may have a cluster for long.
  const options = { env: { ...process.env, RANKSTAT_TEST_COMPLETE: '1' }, timeoutMs: 900_000 };
  const { code, stdout, stderr } = await run([enter, place, root, process.execPath, ...node], options);
  if (code !== 0 || !/Passed: +[1-9]/.test(stdout))
    throw new Error(`${file}: code ${code}; ${stdout}${stderr}`);
}
