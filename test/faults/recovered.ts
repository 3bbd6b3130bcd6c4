import * as assert from 'uvu/assert';
import { filesIn, RANKSTAT, type SeriesFile, type Site, seriesFile } from '../jobs/site.ts';

/** The series file of a directory; if there is none, what recover makes of its journals. */
export async function fileOrRecovered(site: Site, out: string): Promise<SeriesFile> {
  const names = await filesIn(out);
  const made = names.find((name) => name.endsWith('_timeseries.json'));
  if (made !== undefined) return await seriesFile(`${out}/${made}`);
  const argv = [RANKSTAT, 'recover', '-o', `${out}/recovered.json`];
  const journals = journalsOf(names).map((name) => `${out}/${name}`);
  assert.ok(journals.length > 0, `neither a file nor a journal: ${out} has ${names.join(', ')}`);
  const { code, stderr } = await site.cluster.exec('node1', [...argv, ...journals]);
  assert.is(code, 0, stderr);
  return await seriesFile(`${out}/recovered.json`);
}

/** The journals of these files, the gather's first. */
export function journalsOf(names: readonly string[]): string[] {
  const journals = names.filter((name) => name.endsWith('.journal'));
  const isOwn = (name: string) => /_rank\d/.test(name);
  return [...journals.filter((name) => !isOwn(name)), ...journals.filter(isOwn)];
}
