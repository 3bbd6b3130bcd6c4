import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { phasesOfMarks, wholeRun } from '../../../src/report/phases/phases.ts';
import { exampleHeader, noonPlus } from '../../series/example.ts';

const at = (seconds: number) => Date.parse(noonPlus(seconds));

test('a mark lasts until the next one, the last until the end of the benchmark', () => {
  const marks = [
    { label: 'read', time: noonPlus(12) },
    { label: 'write', time: noonPlus(2) },
  ];
  assert.equal(phasesOfMarks(exampleHeader({ marks })), [
    { label: 'write', start: at(2), end: at(12) },
    { label: 'read', start: at(12), end: at(20) },
  ]);
});

test('labels that come again are numbered; a mark behind the end has no length', () => {
  const marks = [1, 2, 30].map((second) => ({ label: 'x', time: noonPlus(second) }));
  assert.equal(phasesOfMarks(exampleHeader({ marks })), [
    { label: 'x', start: at(1), end: at(2) },
    { label: 'x (2)', start: at(2), end: at(30) },
    { label: 'x (3)', start: at(30), end: at(30) },
  ]);
});

test('a start by a clock that is ahead does not draw out the last phase', () => {
  const benchmark = { ...exampleHeader().benchmark, start_time: noonPlus(3600), end_time: null };
  const marks = [{ label: 'x', time: noonPlus(1) }];
  assert.equal(phasesOfMarks(exampleHeader({ marks, benchmark, end_time: noonPlus(9) })), [
    { label: 'x', start: at(1), end: at(9) },
  ]);
});

test('a label that looks like a number given to another does not meet it', () => {
  const marks = ['x', 'x (2)', 'x'].map((label, second) => ({ label, time: noonPlus(second) }));
  const labels = phasesOfMarks(exampleHeader({ marks })).map(({ label }) => label);
  assert.equal(labels, ['x', 'x (2)', 'x (3)']);
});

test('without a benchmark the samples say how long the run was', () => {
  const benchmark = { ...exampleHeader().benchmark, start_time: null, end_time: null };
  const header = exampleHeader({ benchmark, start_time: noonPlus(3), end_time: noonPlus(9) });
  assert.equal(wholeRun(header), { label: 'whole run', start: at(3), end: at(9) });
});

test.run();
