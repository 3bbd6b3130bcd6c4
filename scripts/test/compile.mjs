// TypeScript to JavaScript, for tests.
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { root } from '../setup.mjs';
import { isCompiled, keptAt } from './compiled.mjs';

/** Where TypeScript is that tests load. */
const FOLDERS = ['src', 'test', 'bench', 'scripts'];
/** Lines of stack traces and of coverage are those of the source. */
const OPTIONS = {
  loader: 'ts',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'inline',
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
};

/** Compiles what has changed since it was compiled. */
export async function compile() {
  const changed = FOLDERS.flatMap(sourcesIn).filter((source) => !isCompiled(source));
  await Promise.all(changed.map(keepCompiled));
}

/** The JavaScript of a source that is not kept: one outside of the project, or changed since. */
export async function compiledNow(source) {
  const text = await readFile(source, 'utf8');
  // It is loaded in the place of the source: from there the map leads to it by its name.
  const { code } = await transform(text, { ...OPTIONS, sourcefile: path.basename(source) });
  return code;
}

/** Renamed into place: another run may be reading. It gets the time of its source, by which it is told to be current. */
async function keepCompiled(source) {
  const { mtimeMs } = await stat(source);
  const file = keptAt(source);
  const temporary = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(temporary, await compiledNow(source));
  await utimes(temporary, mtimeMs / 1000, mtimeMs / 1000);
  await rename(temporary, file);
}

function sourcesIn(folder) {
  const names = readdirSync(path.join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => path.join(root, folder, name));
}
