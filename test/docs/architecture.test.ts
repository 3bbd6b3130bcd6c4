import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const page = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

/** Paths of this project that stand in code: of source files, folders, scripts. */
function named(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|bench|bin|scripts|docs|packaging)\/[\w./-]+)`/g)].map(
    ([, name = '']) => name,
  );
}

test('files that are named exist', () => {
  const paths = named(page('docs/architecture.md'));
  assert.ok(paths.length >= 50);
  assert.equal(
    paths.filter((name) => !existsSync(path.join(ROOT, name))),
    [],
  );
});

test('tests that security promises name exist', () => {
  const paths = named(page('SECURITY.md'));
  assert.ok(paths.length > 8);
  const isThere = (name: string) => [name, `${name}.test.ts`].some((one) => existsSync(path.join(ROOT, one)));
  assert.equal(
    paths.filter((name) => !isThere(name)),
    [],
  );
});

test('each step of a sample comes to the next: a room imports it, or is beside it', () => {
  const steps = page('docs/architecture.md').split('## The path of a sample')[1]?.split('\n## ')[0] ?? '';
  const rooms = named(steps).map((name) => /^src\/(\w+)/.exec(name)?.[1]);
  const order = [...new Set(rooms.filter((room) => room !== undefined))];
  assert.equal(order, [
    'commands',
    'launch',
    'job',
    'rank',
    'procfs',
    'wire',
    'gather',
    'merge',
    'series',
    'exact',
    'report',
  ]);
});

test.run();
