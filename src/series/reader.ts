import { stat } from 'node:fs/promises';
import { readAnyLayout } from './reading/any-layout.ts';
import type { Wanted } from './reading/forms/known-forms.ts';
import { NotJson } from './reading/json-walk.ts';
import { layoutOf } from './reading/layout.ts';
import { NotOwnLayout } from './reading/lines.ts';
import { readOwnLayout } from './reading/own-layout.ts';
import type { ReadSample, Series } from './reading/series.ts';

/**
 * Reads a series file piece by piece, never the whole of it: one of this program in any layout of its JSON, fastest in
 * its own, or the time-series file of mlpstorage. Integers beyond 2^53 are bigints. A file whose name ends in `.gz` is
 * unpacked.
 * @param wanted what is wanted of the samples; of some of them all is there nonetheless. All of each if it is not given
 * @throws Error that names the file and, where there is one, the place, if it is not a series file or larger than can
 *   be held; while its samples are read, too, if it is cut off or damaged; an error of the file system has its `code`
 */
export async function readSeries(path: string, wanted?: Wanted): Promise<Series> {
  // Opening a pipe waits for somebody to write into it.
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error(`${path}: this is no regular file`);
  if ((await layoutOf(path)) === 'any') return await readAnyLayout(path);
  try {
    const { samples, ...series } = await readOwnLayout(path, wanted);
    return { ...series, samples: orAnyLayout(path, samples) };
  } catch (error) {
    return await inAnyLayout(path, error);
  }
}

/** Begins to read a file anew of which something is not as this program lays it out: somebody may have edited it. */
async function inAnyLayout(path: string, error: unknown): Promise<Series> {
  if (!(error instanceof NotOwnLayout)) throw error;
  try {
    return await readAnyLayout(path);
  } catch (other) {
    // It is damaged after all.
    throw other instanceof NotJson ? error : other;
  }
}

/** These samples; if one is not laid out as this program does it, from there on as any JSON has them. */
async function* orAnyLayout(path: string, samples: AsyncIterable<ReadSample>): AsyncGenerator<ReadSample> {
  let given = 0;
  try {
    for await (const read of samples) {
      yield read;
      given++;
    }
  } catch (error) {
    const series = await inAnyLayout(path, error);
    let nth = 0;
    try {
      for await (const read of series.samples) if (nth++ >= given) yield read;
    } catch (other) {
      throw other instanceof NotJson ? error : other;
    }
  }
}
