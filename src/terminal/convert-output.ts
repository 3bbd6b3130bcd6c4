import { readdir } from 'node:fs/promises';
import { type ReadSample, readSeries, type Series } from '../series/reader.ts';
import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { inputError } from './input.ts';
import type { Existing } from './output-file.ts';

/**
 * Opens a series file. What goes wrong with it, also later while its samples are read, is said of the file.
 * @throws UserError
 */
export async function openSeries(file: string): Promise<Series> {
  const { header, samples } = await readSeries(file).catch((error: unknown) => {
    throw inputError(file, error);
  });
  return { header, samples: ofFile(file, samples) };
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

/** What is wrong with the output, or with what is to go there. */
export function convertError(file: string, output: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const message = messageOf(error);
  if (!(error instanceof Error && 'code' in error)) return new UserError(EXIT.data, `${file}: ${message}`);
  return new UserError(EXIT.cannotCreate, `cannot write ${output}: ${message}; give another -o`);
}

async function* ofFile(file: string, samples: AsyncIterable<ReadSample>): AsyncGenerator<ReadSample> {
  try {
    yield* samples;
  } catch (error) {
    throw inputError(file, error);
  }
}
