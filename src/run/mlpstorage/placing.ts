import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { moveFile } from '../../system/files/move-file.ts';
import { exists } from '../../system/files/paths.ts';
import type { Log } from '../../system/log.ts';
import { within } from '../../system/patience.ts';
import { type RunDirectory, runDirectories } from './run-directories.ts';

/** The benchmark begins so long after what was there before was asked for, known or not, ms. */
const BEFORE_MS = 2000;
/** A file system that has not answered for so long at the end is not waited for, ms. */
const ANSWER_MS = 30_000;

/**
 * Puts the series file of a run of mlpstorage into the directory that mlpstorage has made for that run, under the name
 * that its own time series would have.
 */
export class Placing {
  readonly #folder: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #before: Promise<readonly RunDirectory[]>;

  /**
   * To be made before the benchmark begins: what is there now is of other runs.
   * @param folder results directory of mlpstorage, which need not be there yet
   */
  constructor(folder: string, log: Log, clock: Clock) {
    this.#folder = path.resolve(folder);
    this.#log = log;
    this.#clock = clock;
    this.#before = runDirectories(this.#folder);
  }

  /** Resolves when what was there before is known, or has taken too long. Never rejects. */
  async ready(): Promise<void> {
    await within(this.#clock, BEFORE_MS, this.#before, late).catch(() => {});
  }

  /**
   * Places it, or says why not.
   * @param file the series file
   * @returns where it is now
   */
  async place(file: string): Promise<string> {
    try {
      const target = await within(this.#clock, ANSWER_MS, this.#target(file), late);
      if (target === undefined) return file;
      await moveFile(file, target);
      return target;
    } catch (error) {
      this.#log.warn(`the series file is not in the directory of mlpstorage's run: ${messageOf(error)}`);
      return file;
    }
  }

  /** Where it belongs; undefined if that cannot be told, which is said. */
  async #target(file: string): Promise<string | undefined> {
    const before = new Set((await this.#before).map(({ directory }) => directory));
    const made = (await runDirectories(this.#folder)).filter(({ directory }) => !before.has(directory));
    const [run, ...others] = made;
    const stays = `the series file stays where it is, ${file}`;
    if (run === undefined) {
      this.#log.warn(`--mlpstorage: there is no new run in ${this.#folder}; ${stays}`);
      return undefined;
    }
    if (others.length > 0) {
      const names = made.map(({ directory }) => directory).join(', ');
      this.#log.warn(
        `--mlpstorage: ${made.length} runs are new, ${names}: it is of all of them, and ${stays}`,
      );
      return undefined;
    }
    const type = await benchmarkType(run);
    if (type === undefined) {
      this.#log.warn(`--mlpstorage: ${run.directory} has no *_${run.runDatetime}_metadata.json; ${stays}`);
      return undefined;
    }
    const extension = file.endsWith('.gz') ? 'json.gz' : 'json';
    const target = path.join(run.directory, `${type}_${run.runDatetime}_timeseries.${extension}`);
    if (!(await exists(target))) return target;
    this.#log.warn(`--mlpstorage: ${target} is there (mlpstorage has --skip-timeseries); ${stays}`);
    return undefined;
  }
}

const late = () => new Error(`its file system has not answered in ${ANSWER_MS / 1000} s`);

/** The type of a run's benchmark, by the name of what mlpstorage writes about it; undefined if there is no such file. */
async function benchmarkType({ directory, runDatetime }: RunDirectory): Promise<string | undefined> {
  const end = `_${runDatetime}_metadata.json`;
  const names = await readdir(directory).catch(() => []);
  const types = names.flatMap((name) => (name.endsWith(end) ? [name.slice(0, -end.length)] : []));
  return types.find((type) => /^[a-z][a-z0-9_-]*$/.test(type));
}
