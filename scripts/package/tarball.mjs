// The portable tarball: an installation with its own Node.js.
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addonOfPackage } from '../build/addons.mjs';
import { makeDist } from '../build/dist.mjs';
import { root, version } from '../build/places.mjs';
import { archive } from './archive.mjs';
import { writeCompletions } from './completion.mjs';
import { writeManPages } from './man.mjs';
import { writeModuleFiles } from './modulefiles.mjs';
import { latest, loaderOf, needsOf } from './needs.mjs';
import { licenceOf, SHIPPED } from './node-binary.mjs';
import { runnable } from './run-here.mjs';

/**
 * Makes `rankstat-VERSION-linux-ARCH.tar.gz`.
 * @param arch `x64` or `arm64`
 * @param node the executable of Node.js for it, with its licence beside it
 * @param single the single executable that goes along, if there is one
 * @param folder where the tarball is put
 * @param seconds the time of all files in it, since 1970
 * @returns its path
 */
export async function makeTarball({ arch, node, single, folder, seconds }) {
  const name = `rankstat-${version}-linux-${arch}`;
  const scratch = await mkdtemp(path.join(tmpdir(), 'rankstat-package-'));
  try {
    const at = path.join(scratch, name);
    const share = path.join(at, 'share');
    await mkdir(path.join(at, 'libexec'), { recursive: true });
    await mkdir(share);
    await copyWhatIsShipped(at);
    await copyFile(node, path.join(at, 'libexec/node'));
    await chmod(path.join(at, 'libexec/node'), 0o755);
    await copyFile(licenceOf(node), path.join(at, 'libexec/LICENSE'));
    if (single !== undefined) await copyFile(single, path.join(at, 'libexec/rankstat'));
    const needs = measured(arch, node);
    await tellStarter(path.join(at, 'bin/rankstat'), `${arch} ${needs.loader} ${needs.glibc}`);
    await writeFile(path.join(at, 'NEEDS.txt'), await needsText(arch, node, needs));
    const here = runnable({ arch, node, folder: scratch });
    if (here === undefined) {
      process.stderr.write(
        `${name} has no compiled code, ranks start slower: Node.js for ${arch} cannot be started here (QEMU)\n`,
      );
    }
    await makeDist({
      folder: path.join(at, 'dist'),
      addons: [{ arch, libc: 'glibc' }],
      node: here,
      names: 'kept',
      sourceMap: 'none',
      notice: `Node.js ${SHIPPED} (MIT), libexec/node\n\nIts licence, and those of all that is in it, are in libexec/LICENSE.`,
    });
    await writeModuleFiles(share, version);
    await writeManPages(share, seconds);
    await writeCompletions(share);
    const file = path.join(folder, `${name}.tar.gz`);
    await archive(at, file, seconds);
    return file;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** All that the npm package has, too, but for what is built; and what docs/analysis.md explains. */
async function copyWhatIsShipped(at) {
  const { files } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const shipped = files.filter((file) => file !== 'dist' && !file.startsWith('!'));
  for (const name of [...shipped, 'examples']) {
    // Who has tried an example can have left what Python and Jupyter write beside it.
    const filter = (file) => !/^(?:__pycache__|\.ipynb_checkpoints)$/.test(path.basename(file));
    await cp(path.join(root, name), path.join(at, name), { recursive: true, filter });
  }
}

function measured(arch, node) {
  const [ofNode, ofAddon] = [needsOf(node), needsOf(addonOfPackage({ arch, libc: 'glibc' }))];
  const both = (library) => latest([ofNode[library], ofAddon[library]]);
  return { loader: loaderOf(node), glibc: both('glibc'), symbols: both('libstdc++'), ofNode, ofAddon };
}

/** @throws Error if it has no place for it */
async function tellStarter(file, needed) {
  const text = await readFile(file, 'utf8');
  const told = text.replace(/^needed=$/m, `needed='${needed}'`);
  if (told === text) throw new Error('bin/rankstat has no line "needed="');
  await writeFile(file, told);
}

async function needsText(arch, node, { loader, glibc, symbols, ofNode, ofAddon }) {
  const sum = createHash('sha256')
    .update(await readFile(node))
    .digest('hex');
  return `rankstat ${version} for Linux on ${arch}

It needs, of the system that it runs on:
  glibc ${glibc} or later (Node.js ${ofNode.glibc}, the ZeroMQ addon ${ofAddon.glibc}), with its loader ${loader}
  libstdc++ with the symbols GLIBCXX_${symbols} or later, and libgcc_s
No npm, no Node.js, no compiler. Measured when this was built, by the versions of the symbols that both ask for.

It brings Node.js ${SHIPPED}, unchanged: libexec/node, SHA-256
  ${sum}
RANKSTAT_NODE names another one (20.19 or later).
`;
}
