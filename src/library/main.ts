// What programs import from the package: dist/index.mjs. Its types are in index.d.ts, made by `npm run docs`.
import { readSeries as read } from '../series/reader.ts';
import type { Series } from '../series/reading/series.ts';
import { ratesOf } from './rates.ts';

/** Reads a series file, all of each sample. */
function readSeries(path: string): Promise<Series> {
  return read(path);
}

export { ratesOf as rates, readSeries };
