import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GOLDEN, goldenFiles } from '../golden/golden-files.ts';
import { assertComparedRight, assertShownRight, recompute } from './shown.ts';

const ORIGIN = 'mlpstorage/training_20260124_120000_timeseries.json';
const FILES = [
  ...[...goldenFiles('.json'), ...goldenFiles('.json.gz')].map((name) => path.join(GOLDEN, name)),
  fileURLToPath(new URL(`../fixtures/${ORIGIN}`, import.meta.url)),
];
const named = (name: string): string => FILES.find((file) => file.endsWith(name)) ?? '';

test('of golden files and of one of the origin all numbers are those of a program in Python', () => {
  assert.is(FILES.length, 14);
  const expected = recompute(FILES);
  assertShownRight(FILES, expected);
  for (const pair of [
    [named('three-hosts.json'), named('killed-all.expected.json')],
    [named('one-host.json'), named(ORIGIN)],
  ] as const) {
    assert.ok(assertComparedRight(pair, recompute(pair)) > 8, pair.join(' '));
  }
});

test.run();
