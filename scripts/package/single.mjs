// node scripts/package/single.mjs ARCH NODE FILE: makes the single executable, all of rankstat in one file: Node.js with
// the programs of dist/, the starters and the addon in it ("single executable applications" of Node.js), and what runs before
// Node.js (front.c).
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { addonOfPackage } from '../build/addons.mjs';
import { addCode } from '../build/code.mjs';
import { contentOf, writeBare } from '../build/pack.mjs';
import { dist, root } from '../build/places.mjs';
import { program } from '../build/programs.mjs';
import { importSource } from '../build/source.mjs';
import { extensible, noteOf } from './elf.mjs';
import { compileFront } from './front.mjs';
import { licenceOf, nodeBinary, versionOf } from './node-binary.mjs';

/** What of dist/ goes into it as it is. */
const BUILT = ['benchmark.cjs', 'commands.cjs', 'hyparquet-writer.cjs', 'report.html', 'THIRD_PARTY.txt'];
/** What bin/rankstat starts Node.js with, see there: in it nothing of the environment is added. */
const NODE_SETTINGS = [
  '--v8-pool-size=1',
  '--no-warnings',
  '--inspect-port=127.0.0.1:0',
  '--inspect-publish-uid=stderr',
];
/** What Node.js looks for to know whether it has a program in it; the last character says so. */
const FUSE = Buffer.from('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0');
const NOTE = 'NODE_SEA_BLOB';

/**
 * Makes the single executable of what `npm run build` has made.
 * @param arch `x64` or `arm64`; of another than this one's no compiled code is in it, and ranks start slower
 * @param node the executable of Node.js 24 for it
 * @param file where it is put, whole or not at all
 * @throws Error that says what is missing
 */
export async function makeSingle({ arch, node, file }) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'rankstat-single-'));
  try {
    const native =
      arch === process.arch ? node : nodeBinary(process.arch, versionOf(node), path.join(scratch, 'node'));
    const assets = await assetsOf({ arch, node, native, folder: path.join(scratch, 'assets') });
    const blob = await blobOf({ native, assets, scratch });
    const { NODE_VARIABLES } = await importSource(path.join(root, 'src/benchmark/node-variables.ts'));
    const elf = extensible(readFileSync(node));
    const front = compileFront({
      arch,
      address: elf.address,
      entry: elf.entry,
      script: script(),
      hidden: [...NODE_VARIABLES],
    });
    const made = elf.extended(...segmentOf(front, elf.interpreter, noteOf(NOTE, blob)));
    light(made);
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(`${file}.new`, made);
    chmodSync(`${file}.new`, 0o755);
    renameSync(`${file}.new`, file);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** bin/rankstat as text for `sh -c`, told that it is in the executable, and without its comments. */
function script() {
  const text = readFileSync(path.join(root, 'bin/rankstat'), 'utf8');
  const told = text.replace(/^single=$/m, 'single=yes');
  if (told === text) throw new Error('bin/rankstat has no line "single="');
  return `${told
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')}\n`;
}

/** All that an installation has as files. @returns name → where it is */
async function assetsOf({ arch, node, native, folder }) {
  mkdirSync(folder);
  const assets = {};
  const add = (name, from) => {
    assets[name] = from;
  };
  for (const name of BUILT) add(name, path.join(dist, name));
  add('LICENSE', path.join(root, 'LICENSE'));
  // Beside an executable that the registry has given.
  if (existsSync(licenceOf(node))) add('NODE_LICENSE.txt', licenceOf(node));
  const starters = path.join('scripts', 'mpirun');
  for (const entry of readdirSync(path.join(root, starters), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) add(path.relative(root, file), file);
  }
  add('addon.node', addonOfPackage({ arch, libc: 'glibc' }));
  add('collector.pack', await collectorOf({ arch, native, folder }));
  const names = path.join(folder, 'names');
  writeFileSync(names, Object.keys(assets).join('\n'));
  add('names', names);
  return assets;
}

/** The program of ranks with what this Node.js compiles of it: dist/ has what the one that has built it does. */
async function collectorOf({ arch, native, folder }) {
  for (const name of readdirSync(dist)) {
    if (/\.(cjs|node|pack)$/.test(name)) copyFileSync(path.join(dist, name), path.join(folder, name));
  }
  const pack = path.join(folder, 'collector.pack');
  writeBare(pack, contentOf(pack).source);
  if (arch !== process.arch) return pack;
  await addCode(pack, native);
  return pack;
}

/** What Node.js reads in the executable: its program, its settings and the assets. */
async function blobOf({ native, assets, scratch }) {
  const at = (name) => path.join(scratch, name);
  await build({
    ...program,
    entryPoints: [path.join(root, 'src/commands/single.ts')],
    outfile: at('single.cjs'),
  });
  writeFileSync(
    at('config.json'),
    JSON.stringify({
      main: at('single.cjs'),
      output: at('blob'),
      disableExperimentalSEAWarning: true,
      useCodeCache: false,
      execArgv: NODE_SETTINGS,
      execArgvExtension: 'none',
      assets,
    }),
  );
  run(native, ['--experimental-sea-config', at('config.json')]);
  return readFileSync(at('blob'));
}

/** @returns what is in the new segment, and where in it */
function segmentOf(front, interpreter, note) {
  const up = (value) => Math.ceil(value / 16) * 16;
  const places = { first: 0, interpreter: up(front.length), noteBytes: note.length };
  places.note = up(places.interpreter + interpreter.length);
  const content = Buffer.alloc(places.note + note.length);
  front.copy(content, places.first);
  interpreter.copy(content, places.interpreter);
  note.copy(content, places.note);
  return [content, places];
}

/** Has Node.js know that there is a program in it. @throws Error if this Node.js does not look for one */
function light(made) {
  const at = made.indexOf(FUSE);
  if (at < 0) throw new Error('this Node.js is not made to have a program in it');
  made.write('1', at + FUSE.length - 1);
}

function run(command, args) {
  const { PATH = '' } = process.env;
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH },
  });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} failed: ${error?.message ?? stdout + stderr}`);
}

if (process.argv[1] === import.meta.filename) {
  const [arch = process.arch, node, file] = process.argv.slice(2);
  if (node === undefined || file === undefined) {
    process.stderr.write('usage: node scripts/package/single.mjs ARCH NODE FILE\n');
    process.exit(64);
  }
  await makeSingle({ arch, node, file });
}
