import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headLines, verdictLines } from '../../../src/top/view/head.ts';
import { exampleJob } from './example.ts';

const text = (lines: readonly (readonly { text: string }[])[]) =>
  lines.map((line) => line.map(({ text }) => text).join(''));

test('the second line has the mark and how long it lasts, before the command; trouble comes first', () => {
  const mark = { label: 'read \u0007', for_ms: 192_000 };
  assert.is(text(headLines(exampleJob([], { mark })))[1], 'mark read \\u{7} for 0:03:12   srun ./benchmark');
  assert.is(text(headLines(exampleJob([], { mark, command: [] })))[1], 'mark read \\u{7} for 0:03:12');
  assert.is(text(headLines(exampleJob([], { mark, problem: 'disk full' })))[1], 'problem: disk full');
});

test('what stands out, in as many lines as the screen can spare', () => {
  const sentences = ['node027 lost a third of its CPU time to its hypervisor.', 'The others waited for it.'];
  const job = exampleJob([], { verdict: { over_ms: 240_000, sentences, isAllWell: false } });
  assert.equal(verdictLines(exampleJob([]), { width: 40, height: 24 }), []);
  assert.equal(text(verdictLines(job, { width: 40, height: 10 })), [
    'last 4:00: node027 lost a third of its …',
  ]);
  assert.equal(text(verdictLines(job, { width: 40, height: 24 })), [
    'last 4:00: node027 lost a third of its',
    'CPU time to its hypervisor. The others …',
  ]);
  assert.equal(text(verdictLines(job, { width: 40, height: 50 })), [
    'last 4:00: node027 lost a third of its',
    'CPU time to its hypervisor. The others',
    'waited for it.',
  ]);
  assert.is(verdictLines(job, { width: 200, height: 24 })[0]?.[0]?.style, 'warning');
});

test.run();
