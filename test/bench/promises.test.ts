import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { heldAgainst, isKept, PROMISES, type Promised, promisedText } from '../../bench/lib/promises.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/performance.md'), 'utf8');

test('a promise is kept at its figure, unless it is to stay below it, and not one beyond', () => {
  const of = (bound: Promised['bound']) =>
    [0.99, 1, 1.01, Number.NaN].map((measured) =>
      isKept({ bound, figure: 1, unit: 's', what: 'x' }, measured),
    );
  assert.equal(of('at most'), [true, true, false, false]);
  assert.equal(of('below'), [true, false, false, false]);
  assert.equal(of('at least'), [false, true, true, false]);
});

test('a finding says what was promised, and whether it is met', () => {
  const promised: Promised = { bound: 'at most', figure: 0.7, unit: '× Python', what: 'CPU time' };
  assert.is(heldAgainst(promised, 0.69), '(promised: at most 0.7 × Python; met)');
  assert.is(heldAgainst(promised, 0.71), '(promised: at most 0.7 × Python; **not met**)');
});

test('docs/performance.md lists all promises, and no others', () => {
  const rows = Object.values(PROMISES).flatMap((family) =>
    Object.values<Promised>(family).map((promised) => `${promised.what}: ${promisedText(promised)}`),
  );
  const [, table = ''] = page.split('## What is promised');
  const listed = table
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, what, promised]) => `${what}: ${promised}`);
  assert.equal(listed, rows);
});

test.run();
