// npm run recipes [-- --url ADDRESS] [--homepage ADDRESS]: fills the recipes of packaging/ with the version and the sums of the
// files in release/, and writes them to release/recipes/. The sums of all files of the release are in release/SHA256SUMS.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** What a recipe says of a file, and that file; and what makes it. */
const filesOf = (version) => ({
  SHA256_X64: { file: `rankstat-${version}-linux-x64.tar.gz`, by: 'npm run package -- x64' },
  SHA256_ARM64: { file: `rankstat-${version}-linux-arm64.tar.gz`, by: 'npm run package -- arm64' },
  SHA256_NPM: { file: `rankstat-${version}.tgz`, by: 'npm pack --pack-destination release' },
});
/** Names that nobody has (RFC 2606): it is seen at once that something is to be put there. */
const NO_HOMEPAGE = 'https://rankstat.invalid/';

/**
 * @param options `packaging` the folder of the recipes, `release` that of the files, `to` where the filled ones go; `url`
 * where the release will be, if not there; `homepage`
 * @returns `written` the recipes, and `told` a line for each that is left out, and for what is not known
 */
export async function fillRecipes({ packaging, release, to, version, url, homepage }) {
  const values = {
    VERSION: version,
    URL: (url ?? pathToFileURL(release).href).replace(/\/$/, ''),
    HOMEPAGE: homepage ?? NO_HOMEPAGE,
  };
  const missing = {};
  for (const [name, { file, by }] of Object.entries(filesOf(version))) {
    const sum = await sha256(path.join(release, file));
    if (sum === undefined) missing[name] = `${path.join(release, file)} is not there: ${by}`;
    else values[name] = sum;
  }
  const written = [];
  const told = homepage === undefined ? [`no homepage: give --homepage; ${NO_HOMEPAGE} stands there`] : [];
  for (const name of await recipeNames(packaging)) {
    const text = await readFile(path.join(packaging, name), 'utf8');
    const lacks = Object.keys(missing).filter((one) => text.includes(`@${one}@`));
    for (const one of lacks) told.push(`${name} is left out: ${missing[one]}`);
    if (lacks.length > 0) continue;
    const file = path.join(to, filled(name, values));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, filled(text, values));
    written.push(file);
  }
  return { written, told };
}

/**
 * Writes SHA256SUMS, as sha256sum(1) checks it, beside the files of a version.
 * @returns its path
 */
export async function writeSums(release, version) {
  const names = (await readdir(release)).filter((name) => isOfRelease(name, version)).sort();
  const lines = await Promise.all(
    names.map(async (name) => `${await sha256(path.join(release, name))}  ${name}\n`),
  );
  const file = path.join(release, 'SHA256SUMS');
  await writeFile(file, lines.join(''));
  return file;
}

/** Tarballs, single executables and the npm package. */
const isOfRelease = (name, version) =>
  [
    `rankstat-${version}.tgz`,
    ...['x64', 'arm64'].flatMap((arch) => [
      `rankstat-${version}-linux-${arch}.tar.gz`,
      `rankstat-single-${version}-linux-${arch}`,
    ]),
  ].includes(name);

const filled = (text, values) => text.replace(/@([A-Z][A-Z0-9_]+)@/g, (all, name) => values[name] ?? all);

/** All files but the page about them. */
async function recipeNames(packaging) {
  const entries = await readdir(packaging, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'README.md' && !entry.name.endsWith('.pyc'))
    .map((entry) => path.relative(packaging, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

async function sha256(file) {
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  const root = path.dirname(import.meta.dirname);
  const { values } = parseArgs({ options: { url: { type: 'string' }, homepage: { type: 'string' } } });
  const { version, homepage } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const release = path.join(root, 'release');
  const { written, told } = await fillRecipes({
    packaging: path.join(root, 'packaging'),
    release,
    to: path.join(release, 'recipes'),
    version,
    homepage,
    ...values,
  });
  written.push(await writeSums(release, version));
  for (const line of told) console.error(`recipes: ${line}`);
  for (const file of written) console.log(path.relative(root, file));
}
