import { readdir } from 'node:fs/promises';
import type { Output } from '../convert/csv.ts';
import type { Leftovers } from '../convert/leftovers.ts';
import { isCode } from '../gather/error-code.ts';
import { streamOutput } from '../series/byte-output.ts';
import { type ReadSample, readSeries, type Series } from '../series/reader.ts';
import { WholeFile } from '../series/whole-file.ts';
import { EXIT, messageOf, UserError } from './exit.ts';
import { inputError } from './input.ts';
import { checkOutput, type Existing } from './output-file.ts';

export interface TextOptions {
  /** stdout if it is undefined or `-`. */
  readonly path: string | undefined;
  readonly existing: Existing;
  /** Series files that are read for it. */
  readonly inputs: readonly string[];
  readonly leftovers: Leftovers;
}

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

/** Gives `write` stdout, or a file that appears when it is whole. @throws what `write` throws; UserError */
export async function withTextOutput<T>(
  { path, existing, inputs, leftovers }: TextOptions,
  write: (output: Output) => Promise<T>,
): Promise<T> {
  if (path === undefined || path === '-') return await write(streamOutput(process.stdout));
  await checkOutput(path, existing, inputs);
  const file = await WholeFile.create(path);
  leftovers.add(file.temporary);
  try {
    const result = await write(file);
    await file.end();
    await file.publish();
    return result;
  } catch (error) {
    await file.abandon();
    throw error;
  } finally {
    leftovers.forget(file.temporary);
  }
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
