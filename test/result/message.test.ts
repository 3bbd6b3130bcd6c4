import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resultsFromMessage, resultsMessage } from '../../src/result/message.ts';
import type { BenchmarkResult } from '../../src/result/result.ts';
import { fixtureResult } from './fixture.ts';

const FIXTURES = [
  'dlio/summary.json',
  'fio/fio-3.36.json',
  'ior/ior-4.txt',
  'io500/result.txt',
  'mdtest/mdtest-4.txt',
];

test('what one process has found is what the other gets, digit by digit', () => {
  const found = {
    results: FIXTURES.map((name) => ({ file: `/r/${name}`, result: fixtureResult(name) })),
    problems: ['/x is "not" there'],
    isCutShort: true,
  };
  assert.ok(
    JSON.stringify(found, (_, one) => (typeof one === 'bigint' ? `${one}` : one)).includes(
      '9007199254740993',
    ),
  );
  assert.equal(resultsFromMessage(resultsMessage(found)), found);
});

test('a result with more phases than anybody looks at keeps its totals', () => {
  const one = fixtureResult('fio/fio-3.36.json');
  const [phase] = one.phases;
  assert.ok(phase);
  const result: BenchmarkResult = { ...one, phases: Array.from({ length: 5000 }, () => phase) };
  const told = resultsFromMessage(
    resultsMessage({ results: [{ file: '/r', result }], problems: [], isCutShort: false }),
  );
  assert.is(told?.results[0]?.result.phases.length, 1000);
  assert.equal(told?.results[0]?.result.read, one.read);
});

test('what is no such message is none: nothing at all, cut off, something else', () => {
  const text = resultsMessage({ results: [], problems: [], isCutShort: false });
  assert.ok(resultsFromMessage(text));
  for (const other of [
    '',
    text.slice(0, -1),
    `${text}x`,
    '[]',
    '{"results":[{"file":1}],"problems":[],"isCutShort":false}',
  ])
    assert.is(resultsFromMessage(other), undefined, other);
});

test.run();
