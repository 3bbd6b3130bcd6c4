// How programs are built: settings of esbuild.
import { version } from './places.mjs';
import { loadAddonBeside, measureByLength, parquetBeside } from './plugins.mjs';

/** What all have that Node.js runs. */
const plain = {
  bundle: true,
  platform: 'node',
  // As CommonJS it loads what it needs when it needs it, Node's own modules included; a third less time to start.
  format: 'cjs',
  legalComments: 'none',
  // Less to read and to parse at each start; names are kept, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
};
/** What needs nothing else: a package as it is. */
export const packageAlone = { ...plain, target: 'node20' };
/** What all our own programs have. */
export const program = {
  ...plain,
  target: 'node20',
  plugins: [loadAddonBeside, measureByLength, parquetBeside],
  define: {
    RANKSTAT_VERSION: JSON.stringify(version),
    'import.meta.dirname': '__dirname',
    'import.meta.url': '__bundleUrl',
  },
};
/** What an old Node.js starts, too, which can say that it is too old. */
export const startedByOldNode = { target: 'node12' };
/** For a program that asks for `import.meta.url`, at its begin. */
export const bundleUrl = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

/**
 * All of a program is one block: a copy of it that was cut off, wherever, is none, and does not end as if all were well.
 * The pack of ranks is checked by its sum.
 */
export function inOneBlock(first = '') {
  return { banner: { js: `"use strict";{${first}` }, footer: { js: '}' } };
}
