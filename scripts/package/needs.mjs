// What executables and shared objects need of a system, measured.
import { spawnSync } from 'node:child_process';

/** Names of versions of symbols, by the library that they are of. */
const LIBRARIES = { glibc: 'GLIBC', 'libstdc++': 'GLIBCXX' };

/**
 * The oldest versions of glibc and libstdc++ that have all that a file asks for, by the versions of the symbols that it needs.
 * @param file an executable or shared object, of any architecture
 * @returns such as `{ glibc: '2.28', 'libstdc++': '3.4.21' }`; of libstdc++ the version of its symbols, GLIBCXX_3.4.21
 * @throws Error if readelf (binutils) cannot tell
 */
export function needsOf(file) {
  const text = readelf(['--version-info', file]);
  const needed = text.slice(text.indexOf('.gnu.version_r'));
  return Object.fromEntries(
    Object.entries(LIBRARIES).map(([library, prefix]) => {
      const versions = [...needed.matchAll(new RegExp(`Name: ${prefix}_([\\d.]+)`, 'g'))].map(
        ([, text]) => text,
      );
      if (versions.length === 0)
        throw new Error(`${file} needs no version of ${library}: is it linked otherwise?`);
      return [library, latest(versions)];
    }),
  );
}

/** The program that the kernel starts an executable with. */
export function loaderOf(file) {
  const found = /program interpreter: ([^\]]+)\]/.exec(readelf(['--program-headers', file]))?.[1];
  if (found === undefined) throw new Error(`${file} names no interpreter`);
  return found;
}

/** The latest of versions such as `2.28`. */
export function latest(versions) {
  const numbers = (version) => version.split('.').map(Number);
  return [...versions].sort((one, other) => {
    const [a, b] = [numbers(one), numbers(other)];
    const at = a.findIndex((number, place) => number !== b[place]);
    return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
  })[versions.length - 1];
}

function readelf(args) {
  const { status, error, stdout, stderr } = spawnSync('readelf', ['--wide', ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status === 0) return stdout;
  throw new Error(`what is needed cannot be measured (readelf of binutils): ${error?.message ?? stderr}`);
}
