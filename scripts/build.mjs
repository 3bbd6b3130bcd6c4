// Makes dist/: what a rank needs in two files, its program and the ZeroMQ addon, besides the small one that starts it; few
// files matter when thousands of ranks start from one shared file system. All commands are in one more.
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { addCode } from './build/code.mjs';
import { writePack } from './build/pack.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);
const version = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')).version;
const zeromq = path.dirname(require.resolve('zeromq/package.json'));

/**
 * The addon's own loader looks for its file in several folders. The build for the oldest glibc (2.25) with
 * Node-API serves every Node ≥ 20.
 */
const loadAddonBeside = {
  name: 'load-addon-beside',
  setup({ onLoad }) {
    onLoad({ filter: /zeromq[\\/]lib[\\/]load-addon\.js$/ }, () => ({
      contents: `Object.defineProperty(exports, '__esModule', { value: true });
// Node.js would look for package.json first.
const addon = { exports: {} };
process.dlopen(addon, __dirname + '/addon.node');
exports.default = addon.exports;`,
      loader: 'js',
    }));
  },
};

/**
 * yargs measures help texts with regular expressions for every emoji there is, which take 20 ms of every start.
 * Ours are made of characters that are one column wide.
 */
const measureByLength = {
  name: 'measure-by-length',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/]string-width[\\/]index\.js$/ }, () => ({
      contents: 'export default (text) => String(text).length;',
      loader: 'js',
    }));
  },
};

/** What only one command needs is a file of its own: each rank of a job reads the bundle when it starts. */
const PARQUET = 'hyparquet-writer';
const parquetBeside = {
  name: 'parquet-beside',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${PARQUET}$`) }, () => ({ path: `./${PARQUET}.cjs`, external: true }));
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
/** What went into each file that was built. */
const built = [];
const made = async (options) => {
  const result = await build({ ...options, metafile: true });
  built.push(result.metafile);
  return result;
};
/**
 * All of a program is one block: a copy of it that was cut off, wherever, is none, and does not end as if all were well.
 * The pack of ranks is checked by its sum.
 */
const inOneBlock = (first = '') => ({ banner: { js: `"use strict";{${first}` }, footer: { js: '}' } });
/** What all our own programs have. */
const program = {
  bundle: true,
  platform: 'node',
  // As CommonJS it loads what it needs when it needs it, Node's own modules included; a third less time to start.
  format: 'cjs',
  target: 'node20',
  legalComments: 'none',
  // Less to read and to parse at each start; names are kept, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [loadAddonBeside, measureByLength, parquetBeside],
  define: {
    RANKSTAT_VERSION: JSON.stringify(version),
    'import.meta.dirname': '__dirname',
    'import.meta.url': '__bundleUrl',
  },
};
await made({
  ...program,
  ...inOneBlock(),
  entryPoints: [path.join(root, 'src/commands/starter.ts')],
  outfile: path.join(dist, 'rankstat.cjs'),
  // An old Node.js can say that it is too old.
  target: 'node12',
  external: ['./commands.cjs'],
});
await made({
  ...program,
  ...inOneBlock("const __bundleUrl = require('node:url').pathToFileURL(__filename).href;"),
  entryPoints: [path.join(root, 'src/commands/cli.ts')],
  outfile: path.join(dist, 'commands.cjs'),
  sourcemap: 'linked',
  sourcesContent: false,
});
const { outputFiles: collector } = await made({
  ...program,
  entryPoints: [path.join(root, 'src/commands/collector.ts')],
  outfile: path.join(dist, 'collector.pack'),
  write: false,
});
writePack(path.join(dist, 'collector.pack'), collector[0].text);
await made({
  ...inOneBlock(),
  entryPoints: [path.join(root, 'src/benchmark/main.ts')],
  outfile: path.join(dist, 'benchmark.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // An old Node.js can say that it is too old.
  target: 'node12',
  legalComments: 'none',
  minifyWhitespace: true,
  minifySyntax: true,
  define: { 'import.meta.dirname': '__dirname' },
});
await made({
  entryPoints: [PARQUET],
  outfile: path.join(dist, `${PARQUET}.cjs`),
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  legalComments: 'none',
  minifyWhitespace: true,
  minifySyntax: true,
});
const addon = path.join(zeromq, `build/linux/${process.arch}/node/${libc()}-127-Release/addon.node`);
await copyFile(addon, path.join(dist, 'addon.node'));
await chmod(path.join(dist, 'addon.node'), 0o755);

await addCode(path.join(dist, 'collector.pack'));

await writeFile(path.join(dist, 'report.html'), await reportTemplate());
await writeFile(path.join(dist, 'NOTICES.txt'), await notices());

/** The licences of all packages of which something is in a file that was built. */
async function notices() {
  const inputs = built.flatMap(({ inputs }) => Object.keys(inputs));
  const names = inputs.flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const parts = [...new Set(['zeromq', ...names])].sort().map(async (name) => {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence to ship`);
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `What is built into these files, and the licences of it.${line}${(await Promise.all(parts)).join(line)}\n`;
}

/**
 * The page of `rankstat report`, with a place for data. Its policy allows its own script and style, nothing else: what
 * comes from a file cannot run, and nothing can be loaded.
 */
async function reportTemplate() {
  const page = path.join(root, 'src/report/browser');
  const { outputFiles } = await made({
    entryPoints: [path.join(page, 'main.ts')],
    outdir: dist,
    write: false,
    bundle: true,
    format: 'iife',
    target: ['chrome100', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
  });
  const text = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).text.trim();
  const parts = { script: text('.js'), style: text('.css') };
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const values = { ...parts, 'script-hash': hash(parts.script), 'style-hash': hash(parts.style) };
  const template = await readFile(path.join(page, 'page.html'), 'utf8');
  return template.replace(/(?:[/][*])?\{\{([\w-]+)\}\}(?:[*][/])?/g, (_, name) => values[name]);
}

function libc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
