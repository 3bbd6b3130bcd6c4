import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const SRC = path.join(path.dirname(import.meta.dirname), 'src');

/** The floors of the house, the lowest first: a room imports from its own floor only where that is said below. */
const FLOORS: readonly (readonly string[])[] = [
  ['exact', 'system'],
  ['procfs', 'benchmark'],
  ['wire', 'series', 'result'],
  ['rank', 'gather', 'merge', 'launch'],
  ['job', 'run', 'top', 'report', 'convert'],
  ['doctor'],
  ['terminal'],
  ['commands'],
];
/** From one room to another of its floor. */
const BESIDE: ReadonlySet<string> = new Set([
  // A live job is shown with the metrics of reports, and its hosts have the names that they get in the file.
  'top report',
]);
/** More than so many files are several ideas. */
const MOST_FILES = 16;
/** One file an entry of a table, and each is the same idea: these grow. */
const TABLES: ReadonlySet<string> = new Set(['commands', 'procfs', 'procfs/sources']);

/** Every source file, below src, with the files of ours that it imports. */
function imports(): Map<string, { text: string; files: string[] }> {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ts$/.test(name));
  return new Map(
    names.map((name) => {
      const text = readFileSync(path.join(SRC, name), 'utf8');
      const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)];
      const files = found.map(([, file = '']) => path.join(path.dirname(name), file));
      return [name, { text, files }];
    }),
  );
}

const all = imports();
const roomOf = (file: string) => file.split(path.sep)[0] ?? '';
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

test('every file is in a room, and every room is one of the plan', () => {
  assert.ok(all.size > 100);
  assert.equal(
    [...all.keys()].filter((file) => floorOf(roomOf(file)) < 0),
    [],
  );
});

test('imports go downstairs', () => {
  const wrong = [...all].flatMap(([file, { files }]) =>
    files
      .filter((other) => {
        const [from, to] = [roomOf(file), roomOf(other)];
        if (from === to || BESIDE.has(`${from} ${to}`)) return false;
        return floorOf(to) >= floorOf(from);
      })
      .map((other) => `${file} → ${other}`),
  );
  assert.equal(wrong, []);
});

test('no files import each other in a circle', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const other of all.get(file)?.files ?? []) visit(other, [...way, file]);
    done.add(file);
  };
  for (const file of all.keys()) visit(file, []);
  assert.equal(circles, []);
});

test('a thing is imported from where it is', () => {
  assert.equal(
    [...all]
      .filter(([, { text }]) => /^export (?:type )?(?:\{[^}]*\}|\*)[^;]* from '/m.test(text))
      .map(([file]) => file),
    [],
  );
});

test('a name that is exported is that of one thing', () => {
  const places = new Map<string, string[]>();
  for (const [file, { text }] of all) {
    const names = text.matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm);
    for (const [, name = ''] of names) places.set(name, [...(places.get(name) ?? []), file]);
  }
  assert.equal(
    [...places].filter(([, files]) => files.length > 1),
    [],
  );
});

test('no room has become several', () => {
  const counts = new Map<string, number>();
  for (const file of all.keys()) {
    const folder = path.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  assert.equal(
    [...counts].filter(([folder, count]) => count > MOST_FILES && !TABLES.has(folder)),
    [],
  );
});

test.run();
