import type { Output } from '../convert/csv.ts';
import type { Leftovers } from '../system/files/leftovers.ts';
import { WholeFile } from '../system/files/whole-file.ts';
import { checkOutput, type Existing } from './output-file.ts';
import { stdoutOutput } from './stdout.ts';

export interface TextOptions {
  /** stdout if it is undefined or `-`. */
  readonly path: string | undefined;
  readonly existing: Existing;
  /** Series files that are read for it. */
  readonly inputs: readonly string[];
  readonly leftovers: Leftovers;
}

/** Gives `write` stdout, or a file that appears when it is whole. @throws what `write` throws; UserError */
export async function withTextOutput<T>(
  { path, existing, inputs, leftovers }: TextOptions,
  write: (output: Output) => Promise<T>,
): Promise<T> {
  if (path === undefined || path === '-') return await write(stdoutOutput());
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
