import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isOurs, NODE_VARIABLES } from '../../src/benchmark/node-variables.ts';

test('the wrapper unsets the same variables', () => {
  const wrapper = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');
  const body = /become\(\) \{\n(.*?)\n\}/s.exec(readFileSync(wrapper, 'utf8'))?.[1] ?? '';
  const unset = [...body.matchAll(/^ {2}unset (.+)$/gm)].flatMap(([, names = '']) => names.split(' '));
  assert.equal(unset.sort(), [...NODE_VARIABLES].sort());
});

test('ours are those, and the notes', () => {
  assert.ok(isOurs('NODE_OPTIONS') && isOurs('RANKSTAT_NOTES'));
  assert.not(isOurs('NODE_ENV') || isOurs('PATH'));
});

test.run();
