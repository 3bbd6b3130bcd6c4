import fs from 'node:fs';
import { isCode } from '../../system/errors.ts';
import { openKernelFile } from '../reading/kernel-file.ts';

/** What the series file takes for one text. */
const MAX_TEXT = 4096;

/** A whole file, null if it cannot be read. */
export function readBytes(path: string): Buffer | null {
  try {
    return bytesOf(path);
  } catch {
    return null;
  }
}

function bytesOf(path: string): Buffer {
  const descriptor = openKernelFile(path);
  try {
    return fs.readFileSync(descriptor);
  } catch (error) {
    // It knows a number only.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * A whole file as text, empty if it is not there.
 * @throws the system's error, if it is there and cannot be read
 */
export function textIfThere(path: string): string {
  try {
    return bytesOf(path).toString('utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
}

/** A whole file as text, null if it cannot be read. */
export function readText(path: string): string | null {
  return readBytes(path)?.toString('utf8') ?? null;
}

/** A file of one value, without the blanks around it; null if it cannot be read or is empty. */
export function readValue(path: string): string | null {
  return clipped(readText(path)?.trim() ?? '');
}

/** A file of one integer, exact; null if it cannot be read or is none. */
export function readInteger(path: string): number | bigint | null {
  return toInteger(readValue(path));
}

/** An integer of plain digits: a number where that is exact, else a bigint; null if it is anything else. */
export function toInteger(text: string | null | undefined): number | bigint | null {
  if (text === null || text === undefined || !/^-?\d{1,20}$/.test(text)) return null;
  const exact = BigInt(text);
  const small = Number(exact);
  return Number.isSafeInteger(small) ? small : exact;
}

const MOST_OF_64_BITS = 2n ** 64n - 1n;

/** What a kernel counts in 64 bits or less; null if it is anything else, which who reads of the host would not take. */
export function toCounter(text: string | null | undefined): number | bigint | null {
  const value = toInteger(text);
  return value === null || value < 0 || value > MOST_OF_64_BITS ? null : value;
}

/** A file of one such number, null if it cannot be read or is none. */
export function readCounter(path: string): number | bigint | null {
  return toCounter(readValue(path));
}

/** A file of one count that a double holds exactly, null if it cannot be read, is none or is negative. */
export function readCount(path: string): number | null {
  const value = readInteger(path);
  return typeof value === 'number' && value >= 0 ? value : null;
}

/** The names in a folder, in order; none if it cannot be read. */
export function readNames(path: string): string[] {
  try {
    return fs.readdirSync(path).sort();
  } catch {
    return [];
  }
}

/**
 * The names in a folder, in order; none if it is not there.
 * @throws the system's error, if it is there and cannot be read
 */
export function namesIfThere(path: string): string[] {
  try {
    return fs.readdirSync(path).sort();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Whether this is a folder, or a link to one. */
export function isFolder(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether this can be the name of an entry of a folder. */
export function isEntry(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/**
 * The last part of what a link points to, null if there is no link. In a copy of `/sys` that was made without links (git
 * does so on some file systems) there is a file in its place, with what it pointed to.
 */
export function readLinkName(path: string): string | null {
  const target = readLink(path) ?? pathIn(readValue(path));
  return target === null ? null : clipped(target.slice(target.lastIndexOf('/') + 1));
}

function pathIn(text: string | null): string | null {
  return text?.includes('/') === true ? text : null;
}

function readLink(path: string): string | null {
  try {
    return fs.readlinkSync(path);
  } catch {
    return null;
  }
}

/** The text, cut to what a series file takes; null if it is empty. */
export function clipped(text: string): string | null {
  return text === '' ? null : text.slice(0, MAX_TEXT);
}
