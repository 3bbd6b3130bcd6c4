// A test file with all that it imports, in one file that starts fast.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../setup.mjs';

const IN_PROCESS = fileURLToPath(new URL('in-process.mjs', import.meta.url));
/** Has addons, or finds its own files by where it is. */
const EXTERNAL = ['zeromq', 'esbuild', 'typescript', '@duckdb/node-api', 'playwright-core'];

/**
 * @param test path of the test file
 * @param instead a Map of paths to the text that they have here
 * @param outfile where to put it: below a folder from which `node_modules` is found
 */
export async function bundleTest(test, instead, outfile) {
  await build({
    stdin: {
      contents: `import ${JSON.stringify(test)}; import { runTests } from 'uvu'; await runTests();`,
      resolveDir: path.dirname(test),
    },
    outfile,
    bundle: true,
    external: EXTERNAL,
    nodePaths: [path.join(root, 'node_modules')],
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    logLevel: 'error',
    logOverride: { 'direct-eval': 'silent' },
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    plugins: [ours(instead)],
  });
}

/** Each file of ours still knows where it is, and uvu is the one that obeys what run-tests.mjs says. */
const ours = (instead) => ({
  name: 'ours',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^uvu$/ }, () => ({ path: IN_PROCESS }));
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = instead.get(file) ?? readFileSync(file, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)));
      return { contents, loader: 'ts' };
    });
  },
});
