import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ledgerNotes, type NotedHost } from '../../../src/report/summary/ledger-notes.ts';

const step = (step_ms: number, tick: number | null) => ({
  timestamp: '2026-11-25T12:00:07.000Z',
  tick,
  step_ms,
});

test('files of before note nothing, nor does a host of which all has come', () => {
  const sources = { cpu: { ticks_missed: 0 } };
  assert.equal(
    ledgerNotes({
      a: { status: 'complete', ticks_missed: 0 },
      b: { status: 'partial', ticks_missed: 0, sources, clock_steps: [] },
    }),
    [],
  );
});

test('a clock that was set: by how much, at which tick, and when by itself', () => {
  const clock_steps = [step(3_600_000.4, 7), step(-7_199_960, 9), step(-70.2, null)];
  assert.equal(ledgerNotes({ node1: { status: 'complete', ticks_missed: 0, clock_steps } }), [
    '  node1: its clock was set by +3600.0 s at tick 7 (2026-11-25T12:00:07.000Z)',
    '  node1: its clock was set by -7200.0 s at tick 9 (2026-11-25T12:00:07.000Z)',
    '  node1: its clock was set by -70 ms between ticks (2026-11-25T12:00:07.000Z)',
  ]);
});

test('sources that did not come at each tick are named', () => {
  const sources = { cpu: { ticks_missed: 12 }, meminfo: { ticks_missed: 0 }, vmstat: { ticks_missed: 3 } };
  assert.equal(ledgerNotes({ node1: { status: 'partial', ticks_missed: 0, sources } }), [
    '  node1 lacks cpu at 12, vmstat at 3 ticks',
  ]);
});

test('what a host lacks as a whole is not said of each source', () => {
  const sources = { cpu: { ticks_missed: 3 }, vmstat: { ticks_missed: 5 } };
  assert.equal(ledgerNotes({ node1: { status: 'partial', ticks_missed: 3, sources } }), [
    '  node1 lacks vmstat at 5 ticks',
  ]);
});

test('of many hosts some are shown, of either kind', () => {
  const host: NotedHost = {
    status: 'partial',
    ticks_missed: 0,
    sources: { cpu: { ticks_missed: 1 } },
    clock_steps: [step(1000, 1)],
  };
  const lines = ledgerNotes(Object.fromEntries(Array.from({ length: 13 }, (_, nth) => [`n${nth}`, host])));
  assert.is(lines.length, 22);
  assert.equal([lines[10], lines[21]], ['  and 3 more of these', '  and 3 more of these']);
});

test.run();
