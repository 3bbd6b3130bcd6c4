// Where JavaScript of the project's TypeScript is kept between runs: a test file's process would take longer to make it than
// for anything else. No esbuild here: what is loaded by each of these processes has to be small.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const MODULES = path.join(ROOT, 'node_modules');
const { version } = JSON.parse(readFileSync(path.join(MODULES, 'esbuild/package.json'), 'utf8'));
export const COMPILED = path.join(MODULES, `.cache/rankstat-test/esbuild-${version}`);
/** Times of files are compared as far as every file system keeps them. */
const SAME_MS = 1;

/** Where the JavaScript of a source is kept; outside of {@link COMPILED} for one that is not of the project. */
export const keptAt = (source) => path.join(COMPILED, path.relative(ROOT, source).replace(/\.ts$/, '.js'));

/** Whether a source was compiled as it is now: what is kept has its time. */
export function isCompiled(source) {
  const time = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
  return Math.abs(time(keptAt(source)) - time(source)) < SAME_MS;
}
