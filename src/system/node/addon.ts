import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { singleFile } from '../single/single-file.ts';
import { loadUnpacked } from '../single/unpacked-addon.ts';

export type Libc = 'glibc' | 'musl';

const HEAD_BYTES = 4096;
/** elf(5), of 64 bits: where the table of segments is, its entries, their kind and where in the file they are. */
const ELF64 = { magic: 0x7f454c46, class: 4, is64: 2, table: 0x20, entryBytes: 0x36, entries: 0x38 };
const PT_INTERP = 3;
const SEGMENT = { offset: 8, bytes: 32 };

/**
 * The file of the ZeroMQ addon for a Node.js: one is for an architecture, as Node.js names it, and a C library. All are for
 * Node-API, which is the same in every version.
 */
export function addonFile(arch: string, libc: Libc): string {
  return `addon-${arch}-${libc}.node`;
}

/**
 * The C library of an executable: by the program that the kernel starts it with, which it names (elf(5), PT_INTERP). What
 * Node.js says of it in its report takes milliseconds.
 * @returns that of most, where it cannot be read; who is started as `ld-musl-… node` is that program
 */
export function libcOf(executable: string): Libc {
  return /ld-musl/.test(interpreterOf(executable) ?? executable) ? 'musl' : 'glibc';
}

/** Undefined if it names none, or is nothing that can be read. */
function interpreterOf(executable: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(executable, 'r');
  } catch {
    return undefined;
  }
  try {
    const read = (from: number, bytes: number) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(fd, buffer, 0, bytes, from));
    };
    const head = read(0, HEAD_BYTES);
    if (head.readUInt32BE(0) !== ELF64.magic || head[ELF64.class] !== ELF64.is64) return undefined;
    const number = (bytes: Buffer, at: number) => Number(bytes.readBigUInt64LE(at));
    const [from, bytes] = [number(head, ELF64.table), head.readUInt16LE(ELF64.entryBytes)];
    const length = bytes * head.readUInt16LE(ELF64.entries);
    // What was changed afterwards, as by patchelf, may have its table anywhere.
    const table = from + length <= head.length ? head.subarray(from, from + length) : read(from, length);
    for (let at = 0; at < table.length; at += bytes) {
      if (table.readUInt32LE(at) !== PT_INTERP) continue;
      const place = number(table, at + SEGMENT.offset);
      return read(place, Math.min(number(table, at + SEGMENT.bytes), HEAD_BYTES)).toString('latin1');
    }
    return undefined;
  } catch {
    // It is shorter than it says.
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/**
 * Loads the ZeroMQ addon for this Node.js, of those that an installation has.
 * @param folder its `dist`
 * @throws Error in one line, if there is none for this Node.js or it cannot be loaded
 */
export function loadAddon(folder: string): unknown {
  const { arch, execPath, env } = process;
  const single = singleFile();
  if (single !== undefined) {
    const load = (file: string) => {
      const addon = { exports: {} };
      process.dlopen(addon, file);
      return addon.exports;
    };
    return loadUnpacked(single.content('addon.node'), { env, load, descriptors: '/proc/self/fd' });
  }
  const libc = libcOf(execPath);
  const file = path.join(folder, addonFile(arch, libc));
  const addon = { exports: {} };
  try {
    process.dlopen(addon, file);
  } catch (error) {
    throw new Error(whyNot(file, `${arch} with ${libc}`, error instanceof Error ? error.message : ''));
  }
  return addon.exports;
}

/** @param said by the C library, which names the file first */
function whyNot(file: string, needed: string, said: string): string {
  const folder = path.dirname(file);
  const name = path.basename(file);
  const there = addonsIn(folder);
  if (!there.includes(name)) {
    const others = there.length === 0 ? 'no addon' : there.join(', ');
    return (
      `no addon for this Node.js (${needed}): ${name} is missing in ${folder}, which has ${others}: ` +
      `install rankstat for ${needed}`
    );
  }
  const problem = said.replace(`${file}: `, '').replace(/\s*\n\s*/g, ' ');
  return `the addon ${file} cannot be loaded (${problem}): install rankstat again, for ${needed}`;
}

function addonsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^addon-.*\.node$/.test(name));
  } catch {
    return [];
  }
}
