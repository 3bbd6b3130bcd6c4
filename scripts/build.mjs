// node scripts/build.mjs [--all [--map]]: makes dist/, with the addon of this machine for a checkout. With --all, as `npm pack`
// needs it: addons for all that rankstat is for, nothing that serves this machine alone, and short names in the program of the
// commands; --map adds the source map, which a stack trace of theirs is read with.
import { ADDONS, ownAddon } from './build/addons.mjs';
import { makeDist } from './build/dist.mjs';
import { dist } from './build/places.mjs';

const isForAll = process.argv.includes('--all');
await makeDist({
  folder: dist,
  addons: isForAll ? ADDONS : [ownAddon],
  node: isForAll ? undefined : process.execPath,
  names: isForAll ? 'short' : 'kept',
  sourceMap: isForAll && !process.argv.includes('--map') ? 'none' : 'linked',
});
