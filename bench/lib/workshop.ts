import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** The root of the checkout. */
export const ROOT = path.dirname(path.dirname(import.meta.dirname));
export const RANKSTAT = path.join(ROOT, 'bin/rankstat');
export const BUNDLE = path.join(ROOT, 'dist/rankstat.cjs');
/** The settings that bin/rankstat starts Node.js with. */
export const NODE_SETTINGS = settingsIn(readFileSync(RANKSTAT, 'utf8'));

/** A directory for what a benchmark builds and writes; gone when the process ends. */
export const SCRATCH = mkdtempSync(path.join(tmpdir(), 'rankstat-bench-'));

/** Removes the directory. */
export async function cleanUp(): Promise<void> {
  await rm(SCRATCH, { recursive: true, force: true });
}

/** Compiles a C program of `bench`. @returns path of the program */
export function compile(name: string): string {
  const program = path.join(SCRATCH, name);
  execFileSync('cc', ['-O2', '-o', program, path.join(ROOT, 'bench', `${name}.c`)]);
  return program;
}

/** Makes one file of a program in `bench/programs`, as the build does of rankstat. @returns its path */
export async function bundle(name: string): Promise<string> {
  // Below the checkout, where its packages are found.
  const outfile = path.join(ROOT, 'node_modules/.cache/bench', `${name}.mjs`);
  await build({
    entryPoints: [path.join(ROOT, 'bench/programs', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return outfile;
}

function settingsIn(script: string): string[] {
  const settings = /^ *exec [^"\n]*"\$node" (.*?) "\$program"/ms.exec(script)?.[1];
  if (settings === undefined) throw new Error(`${RANKSTAT}: no line that starts Node.js is found`);
  return settings.split(/[\s\\]+/);
}
