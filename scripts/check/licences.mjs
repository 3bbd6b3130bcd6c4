// The licences of all that is shipped: of each package that the sources import, and of those that it depends on.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { WITH_A_NOTICE } from '../build/third-party.mjs';

/** What may be shipped with a program under Apache-2.0, as SPDX names it. MPL-2.0 is that of libzmq, which is linked as it is. */
const ALLOWED = new Set([...WITH_A_NOTICE, 'MPL-2.0']);

/**
 * @param root a folder with src, package-lock.json and node_modules
 * @returns how many packages were looked at, and a line for each whose licence is not allowed or not known
 */
export async function shippedLicences(root) {
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const seen = new Set();
  const waiting = (await imported(path.join(root, 'src'))).map((name) => ({ name, from: '' }));
  const lines = [];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const at = placeOf(packages, one.name, one.from);
    if (at === undefined) {
      lines.push(`${one.name} is imported, but not in package-lock.json`);
      continue;
    }
    if (seen.has(at)) continue;
    seen.add(at);
    const { license, dependencies = {} } = packages[at];
    if (!isAllowed(license))
      lines.push(`${at}: its licence is ${license ?? 'not known'}, which is not allowed`);
    for (const name of Object.keys(dependencies)) waiting.push({ name, from: at });
  }
  return { count: seen.size, lines };
}

/** An expression of SPDX, without brackets: of OR one will do, of AND each has to. */
export function isAllowed(expression) {
  if (typeof expression !== 'string') return false;
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence)));
}

const IMPORT =
  /^(?:import|export)\b[^;']*\bfrom '((?:@[\w-]+\/)?\w[\w./-]*)'|\bimport\('((?:@[\w-]+\/)?\w[\w./-]*)'\)/gm;

/** Names of the packages that files import, by whatever kind of import. */
async function imported(folder) {
  const names = await readdir(folder, { recursive: true });
  const found = new Set();
  for (const name of names.filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(path.join(folder, name), 'utf8');
    for (const [, named, loaded] of text.matchAll(IMPORT)) {
      const from = named ?? loaded;
      found.add(from.split('/', from.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  return [...found];
}

/** Where a package is that another one asks for: as Node.js looks for it, from the inside out. */
function placeOf(packages, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const at = path.posix.join(folder, 'node_modules', name);
    if (packages[at] !== undefined) return at;
    if (folder === '') return undefined;
  }
}
