import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ROOT } from './strange.ts';

/** What belongs to an installation and is needed to run. */
const PARTS = ['bin', 'dist', 'scripts/mpirun', 'package.json'];

/** A copy of the installation, which can be broken. */
export class Installation {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const part of PARTS) cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }

  get rankstat(): string {
    return path.join(this.folder, 'bin/rankstat');
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  remove(name: string): void {
    rmSync(this.file(name), { recursive: true });
  }

  /** Leaves only the first half: who maps the rest into memory gets SIGBUS. */
  halve(name: string): void {
    truncateSync(this.file(name), Math.floor(readFileSync(this.file(name)).length / 2));
  }

  /** Puts something else in the place of a file. */
  replace(name: string, content: string | Buffer): void {
    writeFileSync(this.file(name), content);
  }

  /** Makes a program that Node.js is looked for under. @returns its path */
  script(lines: string): string {
    return this.program(`#!/bin/sh\n${lines}\n`);
  }

  program(content: string | Buffer): string {
    const file = this.file('node');
    writeFileSync(file, content);
    chmodSync(file, 0o755);
    return file;
  }

  /** Makes a shared object, or a program, that needs a library which is not there. @returns its content */
  needingMissingLibrary(...options: string[]): Buffer {
    const [library, made] = [this.file('libmissing.so'), this.file('made')];
    const compile = (args: string[]) =>
      execFileSync('cc', ['-xc', '-', ...args], {
        input: 'int missing(void); int main(void) { return missing(); }',
      });
    execFileSync('cc', ['-xc', '-', '-shared', '-o', library], { input: 'int missing(void) { return 1; }' });
    compile([...options, '-o', made, `-L${this.folder}`, '-lmissing']);
    rmSync(library);
    return readFileSync(made);
  }
}

/** The same file for another architecture: AArch64 (elf(5), `e_machine`). */
export function ofAnotherArchitecture(file: string): Buffer {
  const content = readFileSync(file);
  content.writeUInt16LE(0xb7, 18);
  return content;
}

/** The same shared object, made for a C library that this one is older than. */
export function forNewerGlibc(file: string): Buffer {
  const content = readFileSync(file);
  const versions = new Set(content.toString('latin1').match(/GLIBC_2\.\d\d?(?=\0)/g));
  for (const version of versions) {
    const later = version.replace('_2', '_9');
    replaceAll(content, Buffer.from(`${version}\0`), Buffer.from(`${later}\0`));
    replaceAll(content, hashed(version), hashed(later));
  }
  return content;
}

function replaceAll(content: Buffer, from: Buffer, to: Buffer): void {
  for (let at = content.indexOf(from); at >= 0; at = content.indexOf(from, at + 1)) to.copy(content, at);
}

/** What stands for a version in a shared object: the hash of System V's ABI. */
function hashed(name: string): Buffer {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = (hash * 16 + byte) & 0xffffffff;
    const high = hash & 0xf0000000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(hash >>> 0);
  return bytes;
}

/** A folder to be PATH, with the usual programs in it but no Node.js. */
export function programsWithoutNode(folder: string): string {
  const programs =
    'awk basename cat chmod cp cut date dirname env expr getconf grep head id kill ln ls mkdir mkfifo mktemp mv';
  const more =
    'nice nohup od ps readlink rm sed setpriv sh sleep sort stty tail taskset tee test timeout touch tr uname';
  mkdirSync(folder);
  for (const name of `${programs} ${more}`.split(' '))
    symlinkSync(`/usr/bin/${name}`, path.join(folder, name));
  return folder;
}
