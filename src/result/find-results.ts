import { constants } from 'node:fs';
import { type FileHandle, open, opendir } from 'node:fs/promises';
import path from 'node:path';
import { MOST_RESULT_BYTES, readResult } from './read-result.ts';
import type { BenchmarkResult, ReadOptions } from './result.ts';
import { bytesOf } from './result-file.ts';

/** Where, and for whom, a run's result is looked for. */
export interface ResultSearch extends ReadOptions {
  /** Such as the results directory, and that in which the benchmark ran; the same one may come twice. */
  readonly folders: readonly string[];
  /** When the run began: what is not newer is of another run. ms since 1970. */
  readonly since: number;
  /** What is newer than now has been given a time that nobody can trust. ms since 1970. */
  readonly now: number;
  /** Of whom a file must be. */
  readonly uid: number;
}

/** A result, and the file that it is in. */
export interface FoundResult {
  readonly file: string;
  /** Which file that is, by whatever name. */
  readonly device: number;
  readonly inode: number;
  /** When the file was last written, ms since 1970. */
  readonly written: number;
  readonly result: BenchmarkResult;
}

/** The newest result of each format; none is "none found". */
export interface FoundResults {
  readonly results: readonly FoundResult[];
  /** Whether there was more to look at than is looked at. */
  readonly isCutShort: boolean;
}

/** So many names in folders are looked at, and so many folders below a given one are gone into. */
export const MOST_ENTRIES = 10_000;
export const MOST_DEPTH = 4;
/** So many files are read, the newest first, and so many bytes of them. */
const MOST_FILES = 200;
const MOST_BYTES = 4 * MOST_RESULT_BYTES;
/** What benchmarks, and shells and batch systems for them, call what they print. */
const NAME = /\.(?:json|txt|out|log)$|\.o\d+$/;
/** Clocks of hosts and file servers are this far apart where they are well kept, ms. */
const CLOCKS_MS = 60_000;
/** The files of IO500's parts lie beside its own. */
const PARTS = new Set(['ior', 'mdtest']);

/**
 * Looks for what a benchmark has written of itself since a run began: regular files of this user, newer than the start. Links
 * are not followed, neither to files nor to folders, nor is anything that is put in the place of a folder while it is
 * looked at. A file that tells of a time before the start is of another run, whatever its own time. Never throws.
 */
export async function findResults(search: ResultSearch): Promise<FoundResults> {
  const walk = new Walk(search);
  for (const folder of new Set(search.folders.map((one) => path.resolve(one)))) await walk.folder(folder);
  const candidates = [...walk.found].sort((one, other) => other.written - one.written);
  const newest = new Map<string, FoundResult>();
  let files = 0;
  let bytes = 0;
  for (const candidate of candidates) {
    if (files === MOST_FILES || bytes > MOST_BYTES) return foundIn(newest, true);
    files++;
    bytes += candidate.size;
    const one = await resultIn(candidate, search);
    if (one !== undefined && !newest.has(one.result.format)) newest.set(one.result.format, one);
  }
  return foundIn(newest, walk.isCutShort);
}

/** Without what is only a part of another result. */
function foundIn(newest: ReadonlyMap<string, FoundResult>, isCutShort: boolean): FoundResults {
  const results = [...newest.values()];
  const io500 = results.flatMap(({ result, file }) => (result.tool === 'IO500' ? path.dirname(file) : []));
  const isPart = ({ result, file }: FoundResult) =>
    PARTS.has(result.format) && io500.includes(path.dirname(file));
  return { results: results.filter((one) => !isPart(one)), isCutShort };
}

interface Candidate {
  readonly file: string;
  readonly written: number;
  readonly size: number;
  readonly device: number;
  readonly inode: number;
}

/** Goes through folders and notes what may be a result. */
class Walk {
  readonly found: Candidate[] = [];
  isCutShort = false;
  readonly #search: ResultSearch;
  readonly #seen = new Set<string>();
  #entries = 0;

  constructor(search: ResultSearch) {
    this.#search = search;
  }

  /** @param folder as it was given: it may be a link */
  async folder(folder: string): Promise<void> {
    const handle = await opened(folder, constants.O_DIRECTORY);
    if (handle !== undefined) await this.#into(handle, folder, 0);
  }

  async #into(handle: FileHandle, folder: string, depth: number): Promise<void> {
    try {
      const { dev, ino } = await handle.stat();
      // A folder that was given, and lies in another that was.
      if (this.#seen.has(`${dev}:${ino}`)) return;
      this.#seen.add(`${dev}:${ino}`);
      for await (const entry of await opendir(below(handle))) {
        if (this.#entries === MOST_ENTRIES) {
          this.isCutShort = true;
          return;
        }
        this.#entries++;
        if (entry.name.startsWith('.')) continue;
        if (entry.isDirectory()) await this.#subfolder(handle, folder, entry.name, depth);
        else if (entry.isFile() && NAME.test(entry.name)) await this.#file(handle, folder, entry.name);
      }
    } catch {
      // It may not be read, or is gone: what is in it is not found.
    } finally {
      await handle.close();
    }
  }

  async #subfolder(handle: FileHandle, folder: string, name: string, depth: number): Promise<void> {
    if (depth === MOST_DEPTH) {
      this.isCutShort = true;
      return;
    }
    const inner = await opened(below(handle, name), constants.O_DIRECTORY | constants.O_NOFOLLOW);
    if (inner !== undefined) await this.#into(inner, path.join(folder, name), depth + 1);
  }

  async #file(handle: FileHandle, folder: string, name: string): Promise<void> {
    const file = await opened(below(handle, name), constants.O_NOFOLLOW);
    if (file === undefined) return;
    try {
      const found = await file.stat();
      const { mtimeMs: written, size, dev: device, ino: inode } = found;
      if (!found.isFile() || found.uid !== this.#search.uid || size === 0 || size > MOST_RESULT_BYTES) return;
      if (written <= this.#search.since || written > this.#search.now + CLOCKS_MS) return;
      this.found.push({ file: path.join(folder, name), written, size, device, inode });
    } finally {
      await file.close();
    }
  }
}

/** What is in a candidate; undefined if that is no result of this run, or not the file any more that was found. */
async function resultIn(candidate: Candidate, search: ResultSearch): Promise<FoundResult | undefined> {
  const { file, written } = candidate;
  const handle = await opened(file, constants.O_NOFOLLOW);
  if (handle === undefined) return undefined;
  try {
    const { dev, ino, size } = await handle.stat();
    // A folder above may be a link by now: it leads out only if this is another file.
    if (dev !== candidate.device || ino !== candidate.inode) return undefined;
    const result = readResult(await bytesOf(handle, size), search);
    const told = result.end ?? result.start;
    if (told !== undefined && told < search.since - CLOCKS_MS) return undefined;
    return { file, device: dev, inode: ino, written, result };
  } catch {
    return undefined; // No result, or it cannot be read: another may be there.
  } finally {
    await handle.close();
  }
}

/** A file or folder opened to be read, without waiting for anybody; undefined if it cannot be. */
async function opened(file: string, flags: number): Promise<FileHandle | undefined> {
  return await open(file, constants.O_RDONLY | constants.O_NONBLOCK | flags).catch(() => undefined);
}

/** The name by which an open folder, and what is in it, is reached whatever becomes of the folders above. */
function below(folder: FileHandle, name = ''): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}
