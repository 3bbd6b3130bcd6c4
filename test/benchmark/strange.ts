import path from 'node:path';
import { environment, type Native } from './native.ts';
import type { End, Started } from './started.ts';

/** In which a program is started. */
export interface Condition {
  /** Instructions of starter.c. */
  readonly instructions?: (folder: string) => readonly string[];
  /** Its whole environment; a character is a byte. */
  readonly variables?: readonly string[];
  /** What the strange program is told to do, and arguments that mean nothing; a character is a byte. */
  readonly acts?: readonly string[];
  /** Options of `rankstat run`. */
  readonly options?: readonly string[];
  /** What happens while it runs, and ends it. */
  readonly meanwhile?: (started: Started) => Promise<void>;
}

export const ROOT = path.dirname(path.dirname(import.meta.dirname));
/** The command under test: of an installation, or the single executable that is named. */
export const RANKSTAT = process.env.RANKSTAT_TEST_FILE ?? path.join(ROOT, 'bin/rankstat');

/** An environment as a login makes it; tests are run in the project's folder. */
export const ORDINARY = [
  'PATH=/usr/local/bin:/usr/bin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
  'SHELL=/bin/bash',
  `PWD=${process.cwd()}`,
];

/** What a start was like. */
export interface Print {
  /** What the program has said of itself, one fact a line. */
  readonly facts: readonly string[];
  /** What it has said later. */
  readonly later: readonly string[];
  readonly end: End;
  readonly stdout: string;
  readonly stderr: string;
  /** Processes that had not ended long after it. */
  readonly left: readonly string[];
}

/** The words of a command line with `rankstat run` in front. */
export function ours(folder: string, options: readonly string[], words: readonly string[]): string[] {
  const results = ['--launcher', 'local', '--interval', '0.2', '--results-dir', path.join(folder, 'results')];
  return [RANKSTAT, 'run', ...results, ...options, '--', ...words];
}

/** Starts the strange program without us. */
export async function printWithout(native: Native, folder: string, condition: Condition): Promise<Print> {
  return await print(native, folder, condition, strangeWords(native, folder, condition));
}

/** Starts it with us in front. @param shell what runs our script, if not what its first line says */
export async function printWith(
  native: Native,
  folder: string,
  condition: Condition,
  shell?: string,
): Promise<Print> {
  const words = ours(resultsOf(folder), condition.options ?? [], strangeWords(native, folder, condition));
  // As the kernel runs a script whose first line says /bin/sh.
  if (shell !== undefined) words.unshift('/bin/sh');
  return await print(native, folder, condition, words, shell);
}

/** Starts it by `rankstat wrap`. */
export async function printWrapped(native: Native, folder: string, condition: Condition): Promise<Print> {
  const options = ['--interval', '0.2', '--results-dir', path.join(resultsOf(folder), 'results')];
  const words = [RANKSTAT, 'wrap', ...options, '--', ...strangeWords(native, folder, condition)];
  return await print(native, folder, condition, words);
}

/** Where that leaves what is recorded: beside the folder, in which nothing of ours may appear. */
export function resultsOf(folder: string): string {
  return `${folder}-ours`;
}

/** Starts the strange program in a condition, and does not wait for anything. */
export function startIn(
  native: Native,
  folder: string,
  { variables = ORDINARY, instructions = () => [] }: Condition,
  words: readonly string[],
  file = words[0],
): Started {
  return native.start(folder, [...instructions(folder), ...environment(variables)], words, file);
}

/** The command line of the strange program. */
export function strangeWords(native: Native, folder: string, { acts = [] }: Condition): string[] {
  return [native.strange, path.join(folder, 'report'), ...acts];
}

async function print(
  native: Native,
  folder: string,
  condition: Condition,
  words: string[],
  file = words[0],
): Promise<Print> {
  native.empty(folder);
  const started = startIn(native, folder, condition, words, file);
  await condition.meanwhile?.(started);
  const left = await started.gone();
  const [facts = [], later = []] = factsOf(started, await started.child);
  return { facts, later, end: await started.ended, stdout: started.stdout(), stderr: started.stderr(), left };
}

/** Lines that only one of two prints has; of equal ones in another order, all. */
export function differences(expected: Print, actual: Print): string[] {
  const [before, after] = [expected, actual].map(({ facts, later, end, stdout }) => [
    ...facts,
    ...later,
    end,
    stdout,
  ]);
  if (before!.join('\n') === after!.join('\n')) return [];
  const missing = [...before!];
  const more = after!.filter((line) => {
    const nth = missing.indexOf(line);
    if (nth >= 0) missing.splice(nth, 1);
    return nth < 0;
  });
  const lines = [...missing.map((line) => `- ${line}`), ...more.map((line) => `+ ${line}`)];
  return lines.length === 0 ? ['another order', ...after!] : lines.map((line) => line.slice(0, 500));
}

/** Facts, and what was said later, without what is a number of this one start. */
function factsOf(
  { files, report }: Started,
  { group, session }: { group: number; session: number },
): string[][] {
  const names = new Map<string, string>();
  for (const [fd = '', id = ''] of files.map((line) => line.split(' '))) {
    if (!names.has(id)) names.set(id, `as ${fd} of the starter`);
  }
  const lines = report().split('\n').slice(0, -1);
  const end = lines.indexOf('facts end');
  const isOfUs = (line: string) => line.startsWith('env RANKSTAT_RENDEZVOUS=');
  const facts = lines.slice(0, end).map((line) =>
    line
      .replace(/^begin \d+$/, 'begin')
      .replace(/^pgid (\d+)$/, (_, id) => `pgid ${id === String(group) ? 'of the starter' : 'another'}`)
      .replace(/^sid (\d+)$/, (_, id) => `sid ${id === String(session) ? 'of the starter' : 'another'}`)
      // Where stderr is a file, we may have said something before.
      .replace(/^(fd 2 .*) offset \d+/, '$1')
      .replace(/ is ([\da-f]+:\d+)$/, (_, id) => ` is ${names.get(id) ?? 'of somebody else'}`),
  );
  const variables = facts.filter((line) => line.startsWith('env ') && !isOfUs(line)).sort();
  return [[...facts.filter((line) => !line.startsWith('env ')), ...variables], lines.slice(end + 1)];
}
