// The ZeroMQ addon, which the package zeromq brings for each architecture and C library.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './places.mjs';
import { importSource } from './source.mjs';
import { stripped } from './strip.mjs';

const zeromq = path.dirname(createRequire(import.meta.url).resolve('zeromq/package.json'));
const { addonFile, libcOf } = await importSource(path.join(root, 'src/system/node/addon.ts'));

/** All that rankstat is for. */
export const ADDONS = ['x64', 'arm64'].flatMap((arch) => ['glibc', 'musl'].map((libc) => ({ arch, libc })));
/** That of the Node.js that builds. */
export const ownAddon = { arch: process.arch, libc: libcOf(process.execPath) };

/**
 * The build for Node-API and the oldest glibc (2.25), which serves every Node ≥ 20.
 * @returns its path in the package
 */
export function addonOfPackage({ arch, libc }) {
  return path.join(zeromq, `build/linux/${arch}/node/${libc}-127-Release/addon.node`);
}

/** Puts addons into a folder, under the names that they are chosen by. */
export async function writeAddons(folder, addons) {
  for (const { arch, libc } of addons) {
    const file = path.join(folder, addonFile(arch, libc));
    await writeFile(file, stripped(await readFile(addonOfPackage({ arch, libc }))));
    await chmod(file, 0o755);
  }
}
