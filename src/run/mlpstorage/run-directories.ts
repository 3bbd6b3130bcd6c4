import { opendir } from 'node:fs/promises';
import path from 'node:path';

/** A directory that mlpstorage has made for a run. */
export interface RunDirectory {
  readonly directory: string;
  /** When the run began, `YYYYMMDD_HHMMSS`: the directory's name, and what is in the names of its files. */
  readonly runDatetime: string;
}

/** Below the results directory: mode, organisation, `results`, system, benchmark, model, command, time; engine and index of some. */
const MOST_DEPTH = 10;
/** So many names are looked at. */
const MOST_ENTRIES = 100_000;
const RUN_DATETIME = /^\d{8}_\d{6}$/;

/**
 * The run directories below a results directory of mlpstorage: those whose name is a time, by name. Links are not followed. What
 * cannot be read has none.
 * @see https://github.com/mlcommons/storage, mlpstorage_py/run_directory.py, reporting/directory_validator.py
 */
export async function runDirectories(folder: string): Promise<RunDirectory[]> {
  const found: RunDirectory[] = [];
  let entries = 0;
  const visit = async (directory: string, depth: number): Promise<void> => {
    const below: string[] = [];
    try {
      for await (const entry of await opendir(directory)) {
        if (++entries > MOST_ENTRIES) return;
        if (!entry.isDirectory()) continue;
        const inner = path.join(directory, entry.name);
        if (RUN_DATETIME.test(entry.name)) found.push({ directory: inner, runDatetime: entry.name });
        else if (depth < MOST_DEPTH) below.push(inner);
      }
    } catch {
      return;
    }
    for (const inner of below) await visit(inner, depth + 1);
  };
  await visit(folder, 1);
  return found.sort((one, other) => (one.directory < other.directory ? -1 : 1));
}
