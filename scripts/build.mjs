// node scripts/build.mjs [--all]: makes dist/, with the addon of this machine for a checkout. With --all, as `npm pack` needs
// it: addons for all that rankstat is for, and nothing that serves this machine alone.
import { ADDONS, ownAddon } from './build/addons.mjs';
import { makeDist } from './build/dist.mjs';
import { dist } from './build/places.mjs';

const isForAll = process.argv.includes('--all');
await makeDist({
  folder: dist,
  addons: isForAll ? ADDONS : [ownAddon],
  node: isForAll ? undefined : process.execPath,
  sourceMap: isForAll ? 'none' : 'linked',
});
