import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './markdown.ts';

const execute = promisify(execFile);

/** Series files that commands of the docs name. */
const SERIES = [
  ...['run.json', 'base.json', 'new.json', 'healthy.json'],
  'results/training_20261125_120000_timeseries.json',
];
/** Journals that they name. */
const JOURNALS = ['killed.journal', 'today.journal', 'results/training_20261125_120000_timeseries.journal'];
/** What stands for a file of your own. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  FILE: 'run.json',
  JOURNAL: 'killed.journal',
  A: 'base.json',
  B: 'new.json',
};
/** What they measure; each takes a moment, so that there is something to record. */
const BENCHMARKS = ['COMMAND', 'benchmark', 'reader', 'writer'];

/** A run of rankstat on this host, of which its series file and its journal were kept. */
export interface ExampleRun {
  readonly series: string;
  readonly journal: string;
}

/** The environment of a user who has put rankstat into PATH, outside of any allocation. */
export function userEnvironment(folder: string): NodeJS.ProcessEnv {
  const programs = `${path.join(ROOT, 'bin')}:${path.join(folder, 'bin')}`;
  return { PATH: `${programs}:${process.env.PATH}`, HOME: folder, LANG: 'C.UTF-8' };
}

/** Records one, in a new folder. */
export async function makeExampleRun(folder: string): Promise<ExampleRun> {
  await mkdir(folder);
  const options = ['--interval', '0.1', '--benchmark', 'training', '--keep-journal', '--quiet'];
  const args = ['run', ...options, '--', 'sleep', '0.5'];
  await execute('rankstat', args, { cwd: folder, env: userEnvironment(folder) });
  const names = await readdir(folder);
  const named = (ending: string) => path.join(folder, names.find((name) => name.endsWith(ending)) ?? ending);
  return { series: named('_timeseries.json'), journal: named('_timeseries.journal') };
}

/** Makes a folder in which commands of the docs find what they name. */
export async function makeFolder(folder: string, run: ExampleRun): Promise<void> {
  await mkdir(path.join(folder, 'results'), { recursive: true });
  await mkdir(path.join(folder, 'bin'));
  for (const name of SERIES) await copyFile(run.series, path.join(folder, name));
  for (const name of JOURNALS) await copyFile(run.journal, path.join(folder, name));
  for (const name of BENCHMARKS) {
    const file = path.join(folder, name === 'COMMAND' ? 'bin/COMMAND' : name);
    await writeFile(file, '#!/bin/sh\nexec sleep 0.3\n');
    await chmod(file, 0o755);
  }
}

/**
 * A block of the docs as a shell runs it: what may be left out (`[-o FILE]`) is there, and of what can be there several
 * times (`FILE…`) there is one. It ends at the first command that fails, also in a pipe.
 */
export function runnable(script: string): string {
  const words = script
    .replaceAll(/ \[(-[^\]\n]*)\]/g, ' $1')
    .replaceAll(/(\w)…/g, '$1')
    .replaceAll(/(?<=^|[ =])(?:FILE|JOURNAL|A|B)(?!\w)/gm, (name) => PLACEHOLDERS[name] ?? name);
  return `set -eu -o pipefail\n${words}\n`;
}

/** Whether these commands talk to a job that is running. */
export function needsJob(script: string): boolean {
  return /\brankstat (?:status|stop|mark|top)\b/.test(script);
}

/** Whether these commands need a cluster: a launcher or a batch system. */
export function needsCluster(script: string): boolean {
  return /\b(?:srun|sbatch|salloc|mpirun|mpiexec)\b|^#SBATCH/m.test(withoutComments(script));
}

function withoutComments(script: string): string {
  return script.replaceAll(/(?:^|\s)#(?!SBATCH).*$/gm, '');
}

/** What runs them inside a job of rankstat, whose ranks are then there. */
export const IN_A_JOB = ['rankstat', 'run', '--interval', '0.2', '--results-dir', 'results', '--quiet', '--'];
