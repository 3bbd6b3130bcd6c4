// THIRD_PARTY.txt: what is built in that others have written, and the licences of it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './places.mjs';

const LICENCES = path.join(path.dirname(fileURLToPath(import.meta.url)), 'licences');
/** Those that allow what is done here with a notice. Another one is to be read before anything is shipped. */
export const WITH_A_NOTICE = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0']);

/**
 * What is linked into the addon of zeromq.js, by its symbols and the paths of its sources. Of libstdc++ and libgcc it takes
 * those of the node.
 */
const IN_THE_ADDON = [
  {
    title: 'libzmq 4.3.5 (MPL-2.0), in the ZeroMQ addon',
    about:
      'Copyright (c) the authors of libzmq.\n\n' +
      'Its source code is at https://github.com/zeromq/libzmq, tag v4.3.5; it was built by zeromq.js, whose source code is at\n' +
      'https://github.com/zeromq/zeromq.js. Symbols that only a debugger reads were removed.',
    text: 'MPL-2.0.txt',
  },
  {
    title: 'SHA-1 of the WIDE Project (BSD-3-Clause), in libzmq',
    about: undefined,
    text: 'libzmq-sha1.txt',
  },
  { title: 'libsodium (ISC), in the ZeroMQ addon', about: undefined, text: 'libsodium.txt' },
];
/** Packages of which something is in the addon, with the licences that are dealt with above. */
const OF_THE_ADDON = { zeromq: 'MIT AND MPL-2.0', 'node-addon-api': 'MIT' };

/**
 * The names of all packages of which something is in files that were built.
 * @param metafiles of esbuild
 */
export function packagesIn(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const names = inputs.flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/**
 * The text of THIRD_PARTY.txt.
 * @param packages what is built in besides the addon
 * @param folder where they are installed
 * @param node text about the Node.js that is shipped with it, if one is
 * @throws Error of a package without a licence, or with one that nobody has looked at
 */
export async function thirdParty(packages, { folder = path.join(root, 'node_modules'), node } = {}) {
  const names = [...new Set([...packages, ...Object.keys(OF_THE_ADDON)])].sort();
  const ofPackages = await Promise.all(names.map((name) => noticeOf(path.join(folder, name), name)));
  const ofAddon = IN_THE_ADDON.map(async ({ title, about, text }) => {
    return paragraphs([title, about, await readFile(path.join(LICENCES, text), 'utf8')]);
  });
  const parts = [...ofPackages, ...(await Promise.all(ofAddon)), ...(node === undefined ? [] : [node])];
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  const title = 'What others have written of the files that are shipped here, and the licences of it.';
  return `${[title, ...parts].join(line)}\n`;
}

async function noticeOf(folder, name) {
  const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (!WITH_A_NOTICE.has(license) && license !== OF_THE_ADDON[name]) {
    throw new Error(
      `${name} ${version} has the licence ${license}, which nobody has looked at: see ${fileURLToPath(import.meta.url)}`,
    );
  }
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${name} ${version} has no licence to ship`);
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return paragraphs([`${name} ${version} (${license})`, ...texts]);
}

function paragraphs(texts) {
  return texts.flatMap((text) => text?.replaceAll('\f', '').trim() ?? []).join('\n\n');
}
