import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { slowPhase } from '../../../../src/report/findings/rules/slow-phase.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** Phases `epoch 1`, … that take so many minutes, one after the other. */
function epochs(...minutes: number[]) {
  let at = 0;
  const phases: Record<string, [number, number]> = {};
  for (const [nth, took] of minutes.entries()) {
    phases[`epoch ${nth + 1}`] = [at, at + took];
    at += took;
  }
  return { hosts: 2, minutes: Math.ceil(at), phases };
}

test('one of several phases of a kind took longer, and what storage did in it', () => {
  const made = epochs(10, 10, 15, 10, 10);
  // 2 hosts with 50 MB/s each, 20 in the slow one, from minute 20 to 35.
  const write = (_: number, piece: number) => (piece >= 20 && piece < 35 ? 20 : 50);
  const [first, ...more] = foundBy(slowPhase, { ...made, does: { disk_write_mb_per_s: write } });
  assert.equal(more, []);
  assert.is(
    first?.text,
    'epoch 3 took 15:00, the 4 phases like it 10:00 (storage 40 MB/s, 100 in the others).',
  );
  assert.equal(
    [first?.cause, first?.phase, first?.value, first?.normal],
    ['slow phase', 'epoch 3', 900, 600],
  );
});

test('of five and more a tenth longer, of fewer three tenths', () => {
  assert.equal(textsBy(slowPhase, epochs(10, 10, 10.9, 10, 10)), []);
  assert.equal(textsBy(slowPhase, epochs(10, 10, 11, 10, 10)), [
    'epoch 3 took 11:00, the 4 phases like it 10:00.',
  ]);
  assert.equal(textsBy(slowPhase, epochs(10, 12.9, 10)), []);
  assert.equal(textsBy(slowPhase, epochs(10, 13, 10)), ['epoch 2 took 13:00, the 2 phases like it 10:00.']);
});

test('beyond what they differ by', () => {
  // 9, 9, 11, 11: the median is 10, the spread 1.4826, and 3.4 of them 5.04.
  assert.equal(textsBy(slowPhase, epochs(9, 9, 15, 11, 11)), []);
  assert.is(textsBy(slowPhase, epochs(9, 9, 15.1, 11, 11)).length, 1);
});

test('shorter differences than a tick are none', () => {
  // 30 s against 39 s, and 41 s, of ticks of 10 s.
  assert.equal(textsBy(slowPhase, epochs(0.5, 0.5, 0.65, 0.5, 0.5)), []);
  assert.is(textsBy(slowPhase, epochs(0.5, 0.5, 0.7, 0.5, 0.5)).length, 1);
});

test('two phases, and phases of other kinds, are not compared', () => {
  assert.equal(textsBy(slowPhase, epochs(10, 30)), []);
  const phases = { load: [0, 10], write: [10, 20], read: [20, 60] } as const;
  assert.equal(textsBy(slowPhase, { hosts: 2, phases }), []);
});

test.run();
