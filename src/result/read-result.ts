import { dlioEpochs } from './formats/dlio-epochs.ts';
import { dlioSummary } from './formats/dlio-summary.ts';
import { fioJson } from './formats/fio.ts';
import { io500, isIo500 } from './formats/io500.ts';
import { io500Summary, isIo500Summary } from './formats/io500-summary.ts';
import { iorJson } from './formats/ior-json.ts';
import { iorText, isIorText } from './formats/ior-text.ts';
import { isMdtest, mdtest } from './formats/mdtest.ts';
import { mlpstorage } from './formats/mlpstorage.ts';
import { beginsAsJson, jsonIn } from './json-in.ts';
import { type BenchmarkResult, NotAResult, type ReadOptions } from './result.ts';

/** Results are kilobytes; a log with one in it can be longer. */
export const MOST_RESULT_BYTES = 16 * 1024 * 1024;

/** What is taken, as it is said to people. */
export const RESULT_FORMATS =
  "DLIO's summary.json or N_per_epoch_stats.json, mlpstorage's results.json, the output of IOR (text or JSON) or mdtest, " +
  "fio's JSON, IO500's result.txt or result_summary.txt";

type Format<T> = (of: T, options: ReadOptions) => BenchmarkResult | undefined;

/** Each takes what it knows by members that no other has. */
const JSON_FORMATS: readonly Format<unknown>[] = [fioJson, iorJson, dlioSummary, mlpstorage, dlioEpochs];

/** Which text it is is told by lines that no other has. */
const TEXT_FORMATS: readonly (readonly [is: (text: string) => boolean, read: Format<string>])[] = [
  [isIo500, io500],
  [isIo500Summary, io500Summary],
  [isIorText, iorText],
  [isMdtest, mdtest],
];

/**
 * What a benchmark says of itself in a file, of whichever format it is. Of several JSON documents in it, the last that is one:
 * each of fio's repeats what came before. Nothing that the file names is looked at.
 * @throws NotAResult if it is of no format that is known, cut off, or too large
 */
export function readResult(bytes: Uint8Array, options: ReadOptions): BenchmarkResult {
  if (bytes.length > MOST_RESULT_BYTES) throw new NotAResult(TOO_LARGE);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  let last: BenchmarkResult | undefined;
  for (const document of jsonIn(text)) last = firstOf(JSON_FORMATS, document, options) ?? last;
  if (last !== undefined) return last;
  for (const [is, read] of TEXT_FORMATS) {
    const result = is(text) ? read(text, options) : undefined;
    if (result !== undefined) return result;
  }
  const what = beginsAsJson(text)
    ? 'JSON that is cut off, damaged or of something else'
    : 'no result of a benchmark';
  throw new NotAResult(`${what}: it takes ${RESULT_FORMATS}`);
}

/** What is wrong with a file beyond `MOST_RESULT_BYTES`. */
export const TOO_LARGE = `larger than any result of a benchmark (${MOST_RESULT_BYTES / 1024 / 1024} MiB)`;

function firstOf(
  formats: readonly Format<unknown>[],
  json: unknown,
  options: ReadOptions,
): BenchmarkResult | undefined {
  for (const read of formats) {
    const result = read(json, options);
    if (result !== undefined) return result;
  }
  return undefined;
}
