import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import type { Cluster, Job } from '../cluster/cluster.ts';
import { filesIn, RANKSTAT } from '../jobs/site.ts';

/** What a summary says of a run first. */
export interface Told {
  readonly sentence: string;
  readonly cause: string;
  readonly hosts: readonly string[];
}

/** What the benchmark of {@link start} says on each host when it begins. */
export const BEGAN = /^began\nbegan/m;

/** Starts `rankstat run` on some nodes: a benchmark that says "began" on each of them, and then does what `does` says. */
export async function start(
  cluster: Cluster,
  {
    nodes,
    out,
    does,
    options = '',
  }: { nodes: readonly string[]; out: string; does: string; options?: string },
): Promise<Job> {
  const count = nodes.length;
  const step = `srun -N${count} -n${count} --ntasks-per-node=1 sh -c 'echo began; ${does}'`;
  const run = `rankstat run --interval 0.5 ${options} --results-dir ${out} -- ${step}`;
  return await cluster.sbatch(`PATH=${path.dirname(RANKSTAT)}:$PATH\n${run}`, {
    nodes: count,
    args: [`--nodelist=${nodes.join()}`, '--ntasks-per-node=2'],
  });
}

/** Waits for the end of a run, and asks `rankstat summary` what happened. */
export async function toldOf(job: Job, out: string): Promise<Told> {
  const { state, output } = await job.finished();
  assert.is(state, 'COMPLETED', output);
  const name = (await filesIn(out)).find((one) => one.endsWith('.json')) ?? '';
  const { stdout } = await promisify(execFile)(RANKSTAT, ['summary', '--json', path.join(out, name)]);
  const { verdict, findings } = JSON.parse(stdout);
  const [{ cause, hosts } = { cause: 'none', hosts: [] }] = findings;
  return { sentence: verdict[0], cause, hosts };
}
