// What is built otherwise than its package has it.
import { root } from './places.mjs';

/** The addon's own loader looks for its file in several folders, and for package.json first. */
export const loadAddonBeside = {
  name: 'load-addon-beside',
  setup({ onLoad }) {
    onLoad({ filter: /zeromq[\\/]lib[\\/]load-addon\.js$/ }, () => ({
      contents: `Object.defineProperty(exports, '__esModule', { value: true });
exports.default = require('./src/system/node/addon.ts').loadAddon(__dirname);`,
      resolveDir: root,
      loader: 'js',
    }));
  },
};

/**
 * yargs measures help texts with regular expressions for every emoji there is, which take 20 ms of every start.
 * Ours are made of characters that are one column wide.
 */
export const measureByLength = {
  name: 'measure-by-length',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/]string-width[\\/]index\.js$/ }, () => ({
      contents: 'export default (text) => String(text).length;',
      loader: 'js',
    }));
  },
};

/** What only one command needs is a file of its own: each rank of a job reads the bundle when it starts. */
export const PARQUET = 'hyparquet-writer';
export const parquetBeside = {
  name: 'parquet-beside',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${PARQUET}$`) }, () => ({ path: `./${PARQUET}.cjs`, external: true }));
  },
};
