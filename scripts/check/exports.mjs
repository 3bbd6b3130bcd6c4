// Exports that nobody imports. A name is exported by one file only, and nothing is exported on (test/structure.test.ts):
// a file uses a name if it imports that file and has the word.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const EXPORT = /^export (?:async )?(const|let|function\*?|class|interface|type|enum) (\w+)/gm;
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * A type that its own file uses is what another export takes or gives, and belongs to that.
 * @param root the folder of src, test, bench and scripts
 * @param forTests exports that only tests import, `FILE NAME`: inner parts that are tried by themselves
 * @returns a line for each export that no other file imports, each that only tests do and that is not among these, and each
 * of these that is there no more or that others import
 */
export async function unusedExports(root, forTests) {
  const lines = [];
  const marked = new Set(forTests);
  for (const { file, name, by } of await exportsOf(root)) {
    const isForTests = marked.delete(`${file} ${name}`);
    if (by === 'others' && isForTests)
      lines.push(`${file}: not only tests import ${name} any more: npm run check -- --mark`);
    else if (by === 'nobody') lines.push(`${file}: nobody imports ${name}`);
    else if (by === 'tests' && !isForTests)
      lines.push(`${file}: only tests import ${name}: if that is as it should be, npm run check -- --mark`);
  }
  for (const one of marked) lines.push(`${one.replace(' ', ': exports no ')}: npm run check -- --mark`);
  return lines;
}

/** @returns what `unusedExports` takes as `forTests`, as it is now */
export async function exportsForTests(root) {
  const all = await exportsOf(root);
  return all
    .filter(({ by }) => by === 'tests')
    .map(({ file, name }) => `${file} ${name}`)
    .sort();
}

/** Each export of src, with who imports it. */
async function exportsOf(root) {
  const files = await sources(root);
  const entries = await entryPoints(root, files);
  const found = [];
  for (const [file, { text }] of files) {
    if (!file.startsWith('src/') || entries.has(file)) continue;
    for (const [, kind, name] of text.matchAll(EXPORT)) {
      const word = new RegExp(`\\b${name}\\b`, 'g');
      const isType = kind === 'type' || kind === 'interface';
      if (isType && text.match(word).length > 1) continue;
      const users = [...files].filter(([, one]) => one.imported.has(file) && one.text.match(word) !== null);
      const isUsed = users.some(([user]) => !user.startsWith('test/'));
      found.push({ file, name, by: isUsed ? 'others' : users.length > 0 ? 'tests' : 'nobody' });
    }
  }
  return found;
}

const FOLDERS = ['src', 'test', 'bench', 'scripts', 'examples'];

/** The text of each source file, with the files that it imports. */
async function sources(root) {
  const files = new Map();
  for (const folder of FOLDERS) {
    const names = await readdir(path.join(root, folder), { recursive: true }).catch(() => []);
    for (const name of names.filter((name) => /(?<!\.d)\.[mc]?[jt]s$/.test(name))) {
      const file = path.join(folder, name);
      const text = await readFile(path.join(root, file), 'utf8');
      const imported = [...text.matchAll(IMPORT)].map(([, to]) => path.join(path.dirname(file), to));
      // What scripts and programs in texts name otherwise: `load('commands/parser.ts')`, `./src/wire/keys.ts`.
      const named = [...text.matchAll(/['"`/](?:src\/)?([\w-]+(?:\/[\w-]+)+\.ts)\b/g)];
      files.set(file, {
        text,
        imported: new Set([...imported, ...named.map(([, to]) => path.join('src', to))]),
      });
    }
  }
  return files;
}

/** What starts a program, or is imported by others than this project. */
async function entryPoints(root, files) {
  const { exports = {} } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const scripts = [...files].filter(([file]) => file.startsWith('scripts/')).map(([, { text }]) => text);
  const text = [JSON.stringify(exports), ...scripts].join('\n');
  return new Set([...text.matchAll(/['"](?:\.\/)?(src\/[^'"]+\.ts)['"]/g)].map(([, file]) => file));
}
