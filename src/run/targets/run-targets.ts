import path from 'node:path';
import type { Targets } from '../../procfs/host/mounts/targets.ts';
import type { Ask } from './ask.ts';
import { guessOf, pathsInFile } from './guess.ts';

/** More than so many are not one storage under test. */
const MOST_GUESSED = 16;
/** What is longer no kernel takes for a path, and no collector would start with. */
const MOST_CHARS = 4096;
/** Nothing is taken out of a pipe: that would be missing for the benchmark. */
const CAT = ['sh', '-c', '[ -f "$1" ] && exec cat -- "$1"', 'sh'] as const;

/**
 * The storage under test of a run: what was named, else what the benchmark's command line says clearly. With links followed,
 * if they can be: by a process of its own, which may hang on the storage.
 * @param named as it was given; relative to the working directory
 */
export async function targetsOfRun(
  named: readonly string[],
  command: readonly string[],
  ask: Ask,
): Promise<Targets> {
  if (named.length > 0) return { paths: await followed(named, ask), isGuess: false };
  const guessed = await guessedPaths(command, ask);
  if (guessed.length === 0) return { paths: [], isGuess: false };
  return { paths: await followed(guessed, ask), isGuess: true };
}

async function guessedPaths(command: readonly string[], ask: Ask): Promise<string[]> {
  const guess = guessOf(command);
  if (guess === undefined) return [];
  // Words behind what is only called like a benchmark, such as all that is to be copied.
  if (guess.files.length > MOST_GUESSED) return [];
  const texts = await Promise.all(guess.files.map((file) => ask([...CAT, file])));
  // What a file says that could not be read is not clear, and neither is the rest.
  const inFiles = texts.map((text) => (text === undefined ? undefined : pathsInFile(guess.tool, text)));
  const found = [...guess.paths, ...inFiles.flatMap((paths) => paths ?? [])];
  if (inFiles.includes(undefined)) return [];
  const paths = found.length === 0 && guess.otherwise !== undefined ? [guess.otherwise] : found;
  const clear = paths.filter((one) => isPath(one) && (guess.startsHere || path.isAbsolute(one)));
  const all = new Set(clear.map((one) => path.resolve(one)));
  return all.size > MOST_GUESSED || clear.length < paths.length ? [] : [...all];
}

/** Whether it can be one. Files are bytes that somebody calls a job file. */
function isPath(text: string): boolean {
  return text !== '' && !text.includes('\0') && path.resolve(text).length <= MOST_CHARS;
}

/** Absolute; as they are where links cannot be followed. What is not there yet keeps its name. */
async function followed(paths: readonly string[], ask: Ask): Promise<string[]> {
  const absolute = paths.map((one) => path.resolve(one));
  const answer = await ask(['realpath', '-mz', '--', ...absolute]);
  const found = answer?.split('\0').slice(0, -1);
  const isWhole = found?.length === absolute.length && found.every((one) => path.isAbsolute(one));
  return [...new Set(isWhole ? found : absolute)];
}
