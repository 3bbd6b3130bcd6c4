// npm run check [-- --mark]: types, format and lint, exports that nobody imports, and the licences of what is shipped. All of it is done,
// and what is wrong is said, before it fails.
// With --mark the exports that only tests import are noted in scripts/check/for-tests.json: look at what is new there.
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportsForTests, unusedExports } from './check/exports.mjs';
import { shippedLicences } from './check/licences.mjs';

const root = path.dirname(import.meta.dirname);
const results = [];
for (const command of [['tsc'], ['tsc', '-p', 'src/report/browser'], ['biome', 'ci', '--colors=off', '.']]) {
  const { status } = spawnSync('npx', ['--no-install', ...command], { cwd: root, stdio: 'inherit' });
  results.push(told(command.join(' '), status === 0 ? [] : ['see above']));
}
const list = path.join(root, 'scripts/check/for-tests.json');
if (process.argv.includes('--mark'))
  await writeFile(list, `${JSON.stringify(await exportsForTests(root), null, 2)}\n`);
const forTests = JSON.parse(await readFile(list, 'utf8'));
results.push(told('exports', await unusedExports(root, forTests)));
const { count, lines } = await shippedLicences(root);
results.push(told(`licences of ${count} packages`, lines));
if (results.includes(false)) process.exitCode = 1;

function told(what, wrong) {
  for (const line of wrong) console.error(`${what}: ${line}`);
  console.log(`${wrong.length === 0 ? '✔' : '✘'} ${what}`);
  return wrong.length === 0;
}
