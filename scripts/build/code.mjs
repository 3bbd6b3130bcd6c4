// Adds to the pack of the collector what V8 compiles of its program: by living its lives, so that it has what they need.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LIFE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'life.mjs');
/** What takes longer has gone wrong, ms. */
const PATIENCE_MS = 30_000;

/**
 * Adds the code of a sample, of a rank 0 and of another rank. Without it all works as well, and starts slower: where no rank
 * can live a line says so, and that is all.
 * @param node the Node.js for which it is
 */
export async function addCode(pack, node = process.execPath) {
  const results = await mkdtemp(path.join(tmpdir(), 'rankstat-build-'));
  const rank = ['rank', '--interval', '0.1', '--duration', '0.5', '--results-dir', results];
  const job = [...rank, '--rendezvous', `file:${path.join(results, 'rendezvous')}`];
  // The same program gives the same code: V8's tables have an order by chance. No start looks at this setting.
  const compiling = ['--random-seed=1', LIFE, pack];
  const plain = [path.join(path.dirname(pack), 'rankstat.cjs')];
  try {
    await run(node, [...compiling, 'sample'], {});
    await Promise.all([
      run(node, [...compiling, ...job], rankOf(0)),
      run(node, [...plain, ...job], rankOf(1)),
    ]);
    await Promise.all([
      run(node, [...plain, ...job], rankOf(0)),
      run(node, [...compiling, ...job], rankOf(1)),
    ]);
  } catch (error) {
    process.stderr.write(`${pack} has little compiled code or none: ${error.message}\n`);
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** The environment of one of two ranks, each as if on a node of its own. */
function rankOf(rank) {
  return {
    RANKSTAT_RANK: String(rank),
    RANKSTAT_SIZE: '2',
    RANKSTAT_LOCAL_RANK: '0',
    SLURM_JOB_ID: `build${rank}`,
  };
}

/** @throws Error with what it said if it fails */
async function run(node, args, more) {
  const env = { PATH: process.env.PATH ?? '', ...more };
  const stdio = ['ignore', 'ignore', 'pipe'];
  const child = spawn(node, args, { env, stdio, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [status, signal] = await once(child, 'close');
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${said.trim()}`);
}
