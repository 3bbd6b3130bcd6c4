import { readdir } from 'node:fs/promises';
import type { Wanted } from '../series/reading/forms/known-forms.ts';
import type { Series } from '../series/reading/series.ts';
import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Existing } from './output-file.ts';
import type { Input } from './reading/inputs.ts';

/**
 * Opens a run. What goes wrong with it, also later while its samples are read, is said of its file.
 * @param wanted as `readSeries` takes it
 * @throws UserError
 */
export async function openSeries(input: Input, wanted?: Wanted): Promise<Series> {
  // Samples of journals have no text, which is what is wanted.
  const part = input.kind === 'journals' ? undefined : wanted;
  const { samples, ...series } = await input.open(input.name, part).catch((error: unknown) => {
    throw input.error(error);
  });
  return { ...series, samples: ofInput(input, samples) };
}

/** @throws UserError if a directory has Parquet files that are not to be replaced */
export async function refuseTables(directory: string, existing: Existing): Promise<void> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  });
  if (existing === 'replace' || !names.some((name) => name.endsWith('.parquet'))) return;
  throw new UserError(
    EXIT.cannotCreate,
    `${directory} already has .parquet files: give another -o, or --force`,
  );
}

/** Where something is converted to. */
export interface ConvertTarget {
  /** Of the file or directory; undefined for stdout. */
  readonly output: string | undefined;
  /** Of the files that a conversion to stdout needs meanwhile; undefined if it needs none. */
  readonly scratch: string | undefined;
}

/** What is wrong with the output, or with what is to go there. */
export function convertError(file: string, { output, scratch }: ConvertTarget, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const message = messageOf(error);
  if (!(error instanceof Error && 'syscall' in error)) return new UserError(EXIT.data, `${file}: ${message}`);
  if (output !== undefined && output !== '-') {
    return new UserError(EXIT.cannotCreate, `cannot write ${output}: ${message}; give another -o`);
  }
  if (scratch === undefined) return new UserError(EXIT.cannotCreate, `cannot write to stdout: ${message}`);
  return new UserError(
    EXIT.cannotCreate,
    `cannot write to stdout or, meanwhile, to ${scratch}: ${message}; set TMPDIR to another directory`,
  );
}

/** What is read of a run. What goes wrong meanwhile is said of its file. */
export async function* ofInput<T>(input: Input, samples: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* samples;
  } catch (error) {
    throw input.error(error);
  }
}
