import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Golden } from '../golden/golden-files.ts';
import { assertComparedRight, assertShownRight, recompute } from './shown.ts';

const ORIGIN = 'mlpstorage/training_20260124_120000_timeseries.json';
const FILES = [
  ...['golden', 'golden-2'].flatMap((folder) => {
    const golden = new Golden(folder);
    return golden.series.map((name) => path.join(golden.folder, name));
  }),
  fileURLToPath(new URL(`../fixtures/${ORIGIN}`, import.meta.url)),
];
const named = (name: string): string => FILES.find((file) => file.endsWith(name)) ?? '';

test('of golden files and of one of the origin all numbers are those of a program in Python', () => {
  assert.is(FILES.length, 30);
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
