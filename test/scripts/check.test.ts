import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportsForTests, unusedExports } from '../../scripts/check/exports.mjs';
import { isAllowed, shippedLicences } from '../../scripts/check/licences.mjs';

const test = suite<{ root: string }>('npm run check');

test.before.each(async (context) => {
  context.root = await mkdtemp(path.join(tmpdir(), 'rankstat-check-'));
});
test.after.each(async ({ root }) => {
  await rm(root, { recursive: true });
});

async function tree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

test('exports: used, by tests only, by nobody, of a type that belongs to another, of an entry', async ({
  root,
}) => {
  await tree(root, {
    'package.json': '{ "exports": { ".": "./src/main.ts" } }',
    'scripts/build.mjs': "build('src/cli.ts');",
    'src/main.ts': 'export const forOthers = 1;',
    'src/cli.ts': "import { used } from './a.ts';\nexport function start() { used({ b: 1 }); }",
    'src/a.ts': `export interface Options { b: number }
export interface Unused { c: number }
export function used(options: Options) { return options; }
export async function inner() {}
export class Old {}
export const late = 1;`,
    'src/b.ts': "export const laterOn = async () => (await import('./a.ts')).late;",
    'test/a.test.ts':
      "import { inner } from '../src/a.ts';\nimport { used } from '../src/a.ts'; // not Old of another",
    'test/b.test.ts': "const source = 'import { laterOn } from ./src/b.ts';",
  });
  assert.equal(await unusedExports(root, []), [
    'src/a.ts: nobody imports Unused',
    'src/a.ts: only tests import inner: if that is as it should be, npm run check -- --mark',
    'src/a.ts: only tests import Old: if that is as it should be, npm run check -- --mark',
    'src/b.ts: nobody imports laterOn',
  ]);
  assert.equal(await exportsForTests(root), ['src/a.ts Old', 'src/a.ts inner']);
  const marked = [...['inner', 'Old', 'used', 'gone'].map((name) => `src/a.ts ${name}`), 'src/away.ts what'];
  assert.equal(await unusedExports(root, marked), [
    'src/a.ts: nobody imports Unused',
    'src/a.ts: not only tests import used any more: npm run check -- --mark',
    'src/b.ts: nobody imports laterOn',
    'src/a.ts: exports no gone: npm run check -- --mark',
    'src/away.ts: exports no what: npm run check -- --mark',
  ]);
});

test('licences: of what is imported, and of what that needs', async ({ root }) => {
  await tree(root, {
    'src/a.ts':
      "import a from 'good/deep.js';\nimport fs from 'node:fs';\nconst b = await import('@scope/bad');",
    'src/b.ts': "import type { C } from 'away';\nconst text = 'a word from here';",
    'package-lock.json': JSON.stringify({
      packages: {
        'node_modules/good': { license: 'MIT', dependencies: { inner: '1' } },
        'node_modules/inner': { license: 'GPL-3.0-only' },
        'node_modules/good/node_modules/inner': { license: '(BSD-3-Clause AND ISC)' },
        'node_modules/@scope/bad': { dependencies: { inner: '2' } },
        'node_modules/not-shipped': { license: 'GPL-3.0-only', dev: true },
      },
    }),
  });
  const { count, lines } = await shippedLicences(root);
  assert.is(count, 4);
  assert.equal(lines.sort(), [
    'away is imported, but not in package-lock.json',
    'node_modules/@scope/bad: its licence is not known, which is not allowed',
    'node_modules/inner: its licence is GPL-3.0-only, which is not allowed',
  ]);
});

test('expressions of licences', () => {
  assert.ok(isAllowed('MIT'));
  assert.ok(isAllowed('MIT AND MPL-2.0'));
  assert.ok(isAllowed('(GPL-2.0-only OR MIT)'));
  assert.not.ok(isAllowed('MIT AND GPL-2.0-only'));
  assert.not.ok(isAllowed('SEE LICENSE IN LICENSE'));
  assert.not.ok(isAllowed(undefined));
});

test.run();
