import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JobResult } from '../cluster/cluster.ts';
import { Site } from '../jobs/site.ts';
import {
  IN_A_JOB,
  makeExampleRun,
  makeFolder,
  needsCluster,
  needsJob,
  runnable,
  userEnvironment,
} from './example-run.ts';
import { blocksOf, pages } from './markdown.ts';

// The commands of README.md and docs/ that need a launcher or a batch system: each block is a batch job of three nodes.
const test = suite('commands of the docs, on a cluster');
const site = new Site(test);

const blocks = pages()
  .flatMap((page) => blocksOf(page))
  .filter(({ mark, script }) => mark === undefined && needsCluster(script))
  .map((block) => ({ ...block, name: `${block.page}:${block.line}` }));

const scratch = await mkdtemp(path.join(tmpdir(), 'rankstat-docs-'));
const jobs = new Map<string, Promise<JobResult>>();

/** As most sites have it: nothing said of the command's own size. A script's own `#SBATCH` lines are weaker than these. */
const NODES = ['--nodes=3', '--ntasks-per-node=1'];

async function resultOf(name: string): Promise<JobResult> {
  if (jobs.size === 0) await submitAll();
  const result = await jobs.get(name);
  if (result === undefined) throw new Error(`${name} was not submitted`);
  return result;
}

/** Slurm runs them side by side. */
async function submitAll(): Promise<void> {
  const example = await makeExampleRun(path.join(scratch, 'example'));
  for (const { name, script } of blocks) {
    const folder = path.join(site.cluster.dir, `docs-${name.replaceAll(/[/:]/g, '-')}`);
    await makeFolder(folder, example);
    const { PATH } = userEnvironment(folder);
    const inside = `'${runnable(script).replaceAll("'", "'\\''")}'`;
    const text = script.startsWith('#!')
      ? script
      : `set -eu -o pipefail\n${needsJob(script) ? `${IN_A_JOB.join(' ')} bash -c ${inside}` : runnable(script)}`;
    const job = await site.cluster.sbatch(text, { args: [`--chdir=${folder}`, ...NODES], env: { PATH } });
    const finished = job.finished();
    finished.catch(() => undefined); // Whoever asks for it hears of a failure.
    jobs.set(name, finished);
  }
}

test.after(() => rm(scratch, { recursive: true, force: true }));

for (const { name, script } of blocks) {
  site.check(`${name} works`, async () => {
    const { state, exitCode, output } = await resultOf(name);
    assert.equal([state, exitCode], ['COMPLETED', 0], `${name}:\n${script}\nsaid:\n${output}`);
  });
}

test('there are some', () => assert.ok(blocks.length >= 2));

test.run();
