import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('what is built ships the licences of what is in it', () => {
  const notices = readFileSync(new URL('../../dist/NOTICES.txt', import.meta.url), 'utf8');
  const packages = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  for (const name of Object.keys(packages.dependencies)) {
    assert.match(notices, new RegExp(`^${name} [0-9.]+ \\([A-Z]`, 'm'));
  }
  assert.ok(notices.includes('Copyright (c) 2020 Juanjo Diaz'));
});

test.run();
