import { type FileHandle, open, stat } from 'node:fs/promises';
import { type ReadableFile, readFull } from './file.ts';
import {
  claimedLength,
  type Frame,
  JOURNAL_MAGIC,
  type JournalVersion,
  MAGIC_OF,
  readFrame,
} from './frames.ts';

/** A record in a journal, and where it lies. */
export interface JournalEntry extends Frame {
  /** Offset of its frame in the file, bytes. */
  readonly offset: number;
  /** Of the journal that it lies in. */
  readonly version: JournalVersion;
}

/**
 * How a journal can differ from what was written:
 * - `empty`: there is nothing in it, which a full disk leaves.
 * - `torn end`: the file ends within its last record, which a kill leaves. All before it is whole, and a rank that
 *   lives has sent that record again, or kept it.
 * - `corrupt record`: a record is not what was written, a whole one is behind it: something else has written there, or
 *   the disk has failed.
 * - `corrupt rest`: as before, with no whole record behind it for many megabytes, or another journal.
 * - `refused record`: it is what was written, but this version cannot use it.
 */
export type DamageKind = 'empty' | 'torn end' | 'corrupt record' | 'corrupt rest' | 'refused record';

/** A place where a journal is not what it should be. */
export interface Damage {
  readonly kind: DamageKind;
  readonly path: string;
  readonly offset: number;
  readonly problem: string;
}

const CHUNK_BYTES = 256 * 1024;
/** More than the longest record. */
const LONGEST_CHUNK_BYTES = 64 * 1024 * 1024;

/**
 * Reads a journal in constant memory, a batch of records at a time. What it gives holds until the next batch.
 *
 * What is damaged is left out, up to the next record that is whole; if there is none within some megabytes the journal
 * ends there. `onDamage` is told of either, and of an end that is cut off.
 * @throws Error if the file cannot be read or is no journal
 */
export async function* readJournal(
  path: string,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<readonly JournalEntry[]> {
  const file = await openRegular(path);
  try {
    yield* readJournalFile(path, file, onDamage);
  } finally {
    await file.close();
  }
}

/** Reads a journal, as `readJournal`, in a file that is open. @param path where it is, for those who are told of it */
export async function* readJournalFile(
  path: string,
  file: ReadableFile,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<readonly JournalEntry[]> {
  const version = await versionOf(path, file);
  if (typeof version !== 'number') {
    onDamage({ ...version, path, offset: 0 });
    return;
  }
  let offset = JOURNAL_MAGIC.length;
  let bytes = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const length = await readFull(file, bytes, offset);
    if (length === 0) return;
    const chunk = bytes.subarray(0, length);
    const { entries, end, next } = framesOf(chunk, offset, version);
    yield entries;
    offset += end;
    if (end > 0) continue; // What is wrong, or cut by the chunk, is looked at with all that is behind it.
    const isLast = length < bytes.length;
    const skip = next === 'cut' && !isLast ? undefined : nextFrame(chunk);
    if (skip === undefined && !isLast && bytes.length < LONGEST_CHUNK_BYTES) {
      bytes = Buffer.alloc(bytes.length * 2);
      continue;
    }
    if (isBeginning(chunk)) {
      onDamage({ kind: 'corrupt rest', problem: ANOTHER, path, offset });
      return;
    }
    onDamage({ ...damageOf(next, skip), path, offset });
    if (skip === undefined) return;
    offset += skip;
  }
}

/** Its records would be taken for those of the job before it. */
const ANOTHER = 'another journal begins here, and is left out: give each as a file of its own';

function isBeginning(bytes: Buffer): boolean {
  return Object.values(MAGIC_OF).some((magic) => bytes.subarray(0, magic.length).equals(magic));
}

function damageOf(next: 'cut' | 'damaged', skip: number | undefined): Pick<Damage, 'kind' | 'problem'> {
  if (skip !== undefined) return { kind: 'corrupt record', problem: 'a record is damaged' };
  if (next === 'cut') return { kind: 'torn end', problem: 'the last record is cut off' };
  return { kind: 'corrupt rest', problem: 'damaged from here on' };
}

function framesOf(chunk: Buffer, offset: number, version: JournalVersion) {
  const entries: JournalEntry[] = [];
  let end = 0;
  for (;;) {
    const found = readFrame(chunk, end);
    if (found === 'cut' || found === 'damaged') return { entries, end, next: found };
    entries.push({ ...found, offset: offset + end, version });
    end += found.length;
  }
}

/** So much is summed up at most to find a record that is whole: what only looks like one costs time. */
const MOST_SEARCHED_BYTES = 64 * 1024 * 1024;

/** Where the first whole record behind a damaged one begins; undefined if there is none. */
function nextFrame(bytes: Buffer): number | undefined {
  let left = MOST_SEARCHED_BYTES;
  for (let at = 1; at < bytes.length && left > 0; at++) {
    const length = claimedLength(bytes, at);
    if (length === undefined) continue;
    left -= length;
    if (typeof readFrame(bytes, at) === 'object') return at;
  }
  return undefined;
}

/** @throws Error if it is no regular file: opening a pipe waits for somebody to write into it */
async function openRegular(path: string): Promise<FileHandle> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error(`${path} is no regular file`);
  return await open(path, 'r');
}

/** The version of a journal; what is wrong if there is nothing behind its first line. @throws Error if it is no journal */
async function versionOf(
  path: string,
  file: ReadableFile,
): Promise<JournalVersion | Pick<Damage, 'kind' | 'problem'>> {
  const bytes = Buffer.alloc(JOURNAL_MAGIC.length);
  const length = await readFull(file, bytes, 0);
  if (length === 0) return { kind: 'empty', problem: 'there is nothing in it' };
  const begin = bytes.subarray(0, length);
  if (begin.equals(MAGIC_OF[2])) return 2;
  if (begin.equals(MAGIC_OF[1])) return 1;
  if (NEWER.test(begin.toString('latin1'))) {
    throw new Error(`${path} is a journal of a newer rankstat: recover it with that`);
  }
  const isCut = Object.values(MAGIC_OF).some((magic) => begin.equals(magic.subarray(0, length)));
  if (!isCut) throw new Error(`${path} is not a rankstat journal`);
  return { kind: 'torn end', problem: 'it is cut off within its first line' };
}

/** How a journal of a version begins that this one does not know. */
const NEWER = /^rankstat journal \d[\d\n]$/;
