// npm run package [-- x64|arm64 …]: makes what is given to users in release/: the portable tarball and the single executable for
// each architecture, rankstat-VERSION-linux-ARCH.tar.gz and rankstat-single-VERSION-linux-ARCH, both with Node.js in them, which
// comes from the npm registry. The npm package is what `npm pack` makes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { root, version } from './build/places.mjs';
import { nodeBinary, SHIPPED } from './package/node-binary.mjs';
import { setUp } from './setup.mjs';

const ARCHITECTURES = ['x64', 'arm64'];

const asked = process.argv.slice(2);
const wrong = asked.find((arch) => !ARCHITECTURES.includes(arch));
if (wrong !== undefined) {
  process.stderr.write(`there is no architecture ${wrong}, but ${ARCHITECTURES.join(' and ')}\n`);
  process.exit(64);
}
// The single executable is made of dist/.
setUp();
// Not before: a fresh clone has no esbuild.
const { makeSingle } = await import('./package/single.mjs');
const { makeTarball } = await import('./package/tarball.mjs');
const folder = path.join(root, 'release');
mkdirSync(folder, { recursive: true });
for (const arch of asked.length === 0 ? ARCHITECTURES : asked) {
  const node = nodeBinary(arch, SHIPPED, path.join(root, 'node_modules/.cache/node-shipped'));
  // Not as the folder in the tarball: tar puts that in the place of a file of its name.
  const single = path.join(folder, `rankstat-single-${version}-linux-${arch}`);
  await makeSingle({ arch, node, file: single }).catch((error) => {
    // Such as a compiler for another architecture that is not there: the tarball is made all the same, without it.
    process.stderr.write(`no single executable for ${arch}: ${error.message}\n`);
    process.exitCode = 1;
    rmSync(single, { force: true });
  });
  const isThere = existsSync(single);
  const tarball = await makeTarball({
    arch,
    node,
    single: isThere ? single : undefined,
    folder,
    seconds: timeOfSources(),
  });
  for (const file of isThere ? [single, tarball] : [tarball]) {
    process.stdout.write(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB\n`);
  }
}

/** Of the commit that is checked out, or SOURCE_DATE_EPOCH, s since 1970: two builds of it are the same. */
function timeOfSources() {
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  if (epoch !== undefined) return Number(epoch);
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }));
}
