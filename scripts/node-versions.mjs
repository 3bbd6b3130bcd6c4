// node scripts/node-versions.mjs [FOLDER]: puts the versions of Node.js that rankstat has to run under into
// FOLDER, each as VERSION/node; what is there already stays. They come from the packages in which the npm registry
// has Node's binaries. As devDependencies every clone would download hundreds of megabytes. The tests look into
// RANKSTAT_NODE_VERSIONS if FOLDER is given.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

/** The oldest that package.json promises, and the newest of each line since. The tests have the same list. */
const VERSIONS = ['20.19', '22', '24', '26'];

const folder = path.resolve(process.argv[2] ?? path.join(root, 'node_modules/.cache/node-versions'));
mkdirSync(folder, { recursive: true });
for (const version of VERSIONS) {
  const node = path.join(folder, version, 'node');
  if (!existsSync(node)) install(version, node);
  process.stdout.write(`${node}: ${run(node, ['--version'])}`);
}

/** Only the binary of the package; under its name when it is whole. */
function install(version, node) {
  const scratch = mkdtempSync(path.join(folder, '.new-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const archive = run('npm', ['pack', name, '--silent', '--pack-destination', scratch]).trim();
    run('tar', [
      '-xzf',
      path.join(scratch, archive),
      '-C',
      scratch,
      '--strip-components=2',
      'package/bin/node',
    ]);
    mkdirSync(path.dirname(node), { recursive: true });
    renameSync(path.join(scratch, 'node'), node);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What a command prints. @throws Error if it fails, with what it said */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} failed: ${error?.message ?? stderr}`);
}
