// Makes dist/: everything in one file, and the ZeroMQ addon beside it. A start then opens two files of the
// installation, which matters when thousands of ranks start from one shared file system.
import { chmod, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
exports.default = require('./addon.node');`,
      loader: 'js',
    }));
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  entryPoints: [path.join(root, 'src/commands/cli.ts')],
  outfile: path.join(dist, 'rankstat.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  external: ['./addon.node'],
  plugins: [loadAddonBeside],
  define: { RANKSTAT_VERSION: JSON.stringify(version) },
  banner: {
    // CommonJS packages in an ES module bundle still ask for it.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
});
const addon = path.join(zeromq, `build/linux/${process.arch}/node/${libc()}-127-Release/addon.node`);
await copyFile(addon, path.join(dist, 'addon.node'));
await chmod(path.join(dist, 'addon.node'), 0o755);

function libc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
