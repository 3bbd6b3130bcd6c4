import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configLines } from '../../src/terminal/site/config-lines.ts';
import { FILE_OPTIONS } from '../../src/terminal/site/file-options.ts';
import { optionWords } from '../../src/terminal/site/option-words.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const page = readFileSync(path.join(ROOT, 'docs/configuration.md'), 'utf8');
/** A name that the build replaces, and no variable. */
const REPLACED = ['RANKSTAT_VERSION'];

/** All variables of ours in a file's text; a name before a `*` stands for several. */
function variablesIn(text: string): string[] {
  return [...text.matchAll(/\bRANKSTAT_[A-Z0-9_]*[A-Z0-9]\b(?!\*|_\*)/g)].map(([name]) => name);
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}

/** The first column of the table of variables. */
function told(): string[] {
  const table = page.slice(page.indexOf('## Variables'));
  return [...table.matchAll(/^\| `(RANKSTAT_[A-Z0-9_]+)`/gm)].map(([, name = '']) => name);
}

test('every variable that the code names has one line in the table, and none is there that it does not', () => {
  const files = ['src', 'bin', 'scripts/mpirun'].flatMap(filesUnder);
  const found = new Set(files.flatMap((file) => variablesIn(readFileSync(file, 'utf8'))));
  for (const name of REPLACED) found.delete(name);
  assert.ok(found.size > 15, 'the code is read');
  assert.equal(told().sort(), [...found].sort());
});

test('which options a file may set is what the page says', () => {
  const names = (text = '') => [...text.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
  const rows = [...page.matchAll(/^\| ([^|]*)\| ([^|]*)\| (?:they [^|]*)\|$/gm)];
  const may = rows.flatMap(([, first]) => names(first));
  const mayNot = rows.flatMap(([, , second]) => names(second));
  const all = [...FILE_OPTIONS];
  assert.equal(may.sort(), all.flatMap(([name, why]) => (why === 'allowed' ? [name] : [])).sort());
  assert.equal(mayNot.sort(), all.flatMap(([name, why]) => (why === 'allowed' ? [] : [name])).sort());
});

test('its examples are right', () => {
  const [, file = ''] = /```\n(# \/etc[\s\S]*?)```/.exec(page) ?? [];
  assert.equal(configLines(file, 'x').faults, []);
  assert.is(configLines(file, 'x').settings.length, 4);
  const [, words = ''] = /export RANKSTAT_OPTIONS="(.*)"/.exec(page) ?? [];
  assert.equal(optionWords(words), {
    settings: [
      { name: 'interval', text: '5', where: 'RANKSTAT_OPTIONS' },
      { name: 'results-dir', text: '/scratch/my runs', where: 'RANKSTAT_OPTIONS' },
      { name: 'gzip', text: 'true', where: 'RANKSTAT_OPTIONS' },
    ],
    faults: [],
  });
});

test.run();
