import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Installation } from './installation.ts';
import { environment, type Native } from './native.ts';
import { starts } from './once.ts';
import { ORDINARY } from './strange.ts';

/** How something of ours is broken. */
export interface Broken {
  /** Breaks a copy of the installation. @returns variables that are set */
  readonly damage?: (installation: Installation) => readonly string[];
  /** Instructions of starter.c. */
  readonly instructions?: (folder: string) => readonly string[];
  /** What stands before `rankstat`. */
  readonly before?: readonly string[];
  readonly options?: (folder: string) => readonly string[];
  readonly variables?: readonly string[];
}

/** What became of it. */
export interface Outcome {
  readonly end: string;
  /** How often COMMAND was started. */
  readonly starts: number;
  /** Lines of ours on stderr. */
  readonly said: readonly string[];
  readonly stderr: string;
  readonly stdout: string;
  readonly left: readonly string[];
  readonly seconds: number;
}

/** Has a broken installation run a COMMAND that exits with 3. */
export async function runBroken(native: Native, broken: Broken): Promise<Outcome> {
  const folder = native.newFolder();
  const installation = new Installation(path.join(folder, 'installation'));
  const { instructions, before = [], options } = broken;
  const set = broken.damage?.(installation) ?? [];
  const variables = [...(broken.variables ?? ORDINARY), ...set];
  mkdirSync(path.join(folder, 'results'));
  chmodSync(path.join(folder, 'results'), 0o777);
  const words = [
    ...before,
    ...[installation.rankstat, 'run', '--launcher', 'local', '--interval', '0.2'],
    ...['--ready-timeout', '2', '--stop-timeout', '1'],
    ...(options?.(folder) ?? ['--results-dir', path.join(folder, 'results')]),
    ...['--', native.strange, path.join(folder, 'report'), 'sleep', '50', 'exit', '3'],
  ];
  const began = performance.now();
  const started = native.start(folder, [...environment(variables), ...(instructions?.(folder) ?? [])], words);
  const left = await started.gone();
  const stderr = started.stderr();
  return {
    end: await started.ended,
    starts: starts(started),
    said: stderr.split('\n').filter((line) => line.startsWith('rankstat: ')),
    stderr,
    stdout: started.stdout(),
    left,
    seconds: (performance.now() - began) / 1000,
  };
}
