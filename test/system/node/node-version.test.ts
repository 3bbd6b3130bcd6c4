import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNodeVersion } from '../../../src/system/node/node-version.ts';
import { throwsText } from '../../rejects.ts';

test('what is too old is said to be', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '26.1.0-nightly']) checkNodeVersion(version);
  for (const version of ['20.18.3', '18.20.0', '12.22.12'])
    throwsText(() => checkNodeVersion(version), `Node.js ${version} is too old: 20.19 or later is needed`);
});

test('it is the version of package.json', () => {
  const root = path.dirname(path.dirname(path.dirname(import.meta.dirname)));
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  assert.is(engines.node, '>=20.19');
});

test.run();
