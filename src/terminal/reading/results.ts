import type { BenchmarkResult } from '../../result/result.ts';
import { readResultFile } from '../../result/result-file.ts';
import { inputError } from '../input.ts';

/**
 * What benchmarks say of themselves in the files that were named.
 * @throws UserError if one cannot be read, or is of no format that is known
 */
export async function resultsIn(files: readonly string[]): Promise<BenchmarkResult[]> {
  return await Promise.all(
    files.map(async (file) => {
      try {
        // Its times are not shown, and compared with a day to spare: it makes no difference of which zone they are.
        return await readResultFile(file, { utcOffsetMinutes: 0 });
      } catch (error) {
        throw inputError(file, error);
      }
    }),
  );
}
