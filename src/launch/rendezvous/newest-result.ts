import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const RESULT = /_timeseries\.(json|json\.gz|journal)$/;

/**
 * What jobs have left in a directory last, for a message: a series file, or a journal without one. Nothing if there is
 * none, or it cannot be seen.
 */
export async function newestResult(directory: string): Promise<string | undefined> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => RESULT.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(directory, name);
      const found = await stat(file).catch(() => undefined);
      return { file, time: found?.isFile() === true ? found.mtimeMs : Number.NEGATIVE_INFINITY };
    }),
  );
  const series = new Set(files.map(({ file }) => file));
  const isLeftOver = ({ file }: { file: string }) => {
    const stem = file.replace(/\.journal$/, '');
    return stem === file || !(series.has(`${stem}.json`) || series.has(`${stem}.json.gz`));
  };
  const left = files.filter(({ time }) => Number.isFinite(time)).filter(isLeftOver);
  return left.sort((a, b) => b.time - a.time)[0]?.file;
}
