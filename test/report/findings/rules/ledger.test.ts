import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blind, clock, silent } from '../../../../src/report/findings/rules/ledger.ts';
import { noonPlus } from '../../../series/example.ts';
import type { MadeObserved } from '../made-observed.ts';
import { foundBy, textsBy, third } from './rules-on.ts';

/** Hosts with these offsets, ms; measured to 1 ms. */
function clocks(...offsets: (number | null)[]): MadeObserved {
  const status = (host: number) => ({ clock_offset_ms: offsets[host] ?? null, clock_error_ms: 1 });
  return { hosts: offsets.length, status };
}

test('a clock that is off is told with by how much, against the others', () => {
  const [first, ...more] = foundBy(clock, clocks(0, 2, 3002, 2, 2));
  assert.equal(more, []);
  assert.is(
    first?.text,
    "the clock of node3 is 3.0 s ahead of the others': times in its logs are off by that.",
  );
  assert.equal([first?.cause, first?.severity, first?.hosts], ['clock', 'severe', ['node3']]);
  assert.equal(first?.evidence, ['measured 3002.0 ± 1.0 ms against rank 0']);
  assert.equal(textsBy(clock, clocks(0, 0, -250, 0)), [
    "the clock of node3 is 250 ms behind the others': times in its logs are off by that.",
  ]);
});

test('a clock is off from 100 ms on, for sure', () => {
  // Less its error of 1 ms.
  assert.equal(foundBy(clock, clocks(0, 0, 100.9, 0)), []);
  assert.is(foundBy(clock, clocks(0, 0, 101, 0))[0]?.severity, 'warning');
  // A second and more is severe, whatever the error.
  assert.is(foundBy(clock, clocks(0, 0, 999, 0))[0]?.severity, 'warning');
  assert.is(foundBy(clock, clocks(0, 0, 1000, 0))[0]?.severity, 'severe');
  assert.equal(foundBy(clock, clocks(0, 0, null, 0)), []);
});

test("if all others are off by the same it is rank 0's own clock", () => {
  assert.equal(textsBy(clock, clocks(0, 500, 500, 500)), [
    "the clock of node1 is 500 ms behind the others': times in its logs are off by that.",
  ]);
});

test('a clock that was set is told; one that was corrected by less is not', () => {
  const stepped = (step_ms: number): MadeObserved => ({
    hosts: 4,
    status: third({ clock_steps: [{ timestamp: noonPlus(60), tick: 6, step_ms }] }, { clock_steps: [] }),
  });
  assert.equal(textsBy(clock, stepped(-1500)), ['the clock of node3 was set by 1.5 s while it was sampled.']);
  assert.equal(foundBy(clock, stepped(-1500))[0]?.evidence, ['-1500 ms at 2026-11-25T12:01:00.000Z']);
  assert.equal(foundBy(clock, stepped(99)), []);
});

/** Ticks of 10 s. */
function gap(from_tick: number, to_tick: number, more: Partial<MadeObserved> = {}): MadeObserved {
  const gaps = [{ from_tick, to_tick, reason: 'not read' }];
  return { hosts: 3, status: third({ gaps, ticks_expected: 360, ticks_missed: 20 }, {}), ...more };
}

test('a host that was not heard for some time: when, and how many ticks', () => {
  // Ticks 60 to 77 would have been from 10:00 to 13:00.
  const [first, ...more] = foundBy(silent, gap(60, 77));
  assert.equal(more, []);
  assert.is(first?.text, 'node3 stood still or was cut off from 10:00 to 13:00: it missed 18 ticks.');
  assert.equal([first?.cause, first?.severity, first?.value], ['silent', 'severe', 18]);
  assert.equal(first?.time, { start: Date.parse(noonPlus(600)), end: Date.parse(noonPlus(780)) });
  assert.equal(first?.evidence.slice(0, 2), ['not read', '20 ticks missed in all']);
});

test('ticks are counted from tick 0, which is later than when rank 0 began', () => {
  const [first] = foundBy(silent, gap(60, 77, { tickZero: 40 }));
  assert.is(first?.text, 'node3 stood still or was cut off from 10:40 to 13:40: it missed 18 ticks.');
  assert.equal(first?.time, { start: Date.parse(noonPlus(640)), end: Date.parse(noonPlus(820)) });
});

test('a host that was not heard again', () => {
  // The last of 360 ticks is 359.
  assert.equal(textsBy(silent, gap(300, 359)), [
    'node3 was not heard from 50:00 on: 60 ticks to the end are missing.',
  ]);
  assert.match(textsBy(silent, gap(300, 358))[0] ?? '', /stood still or was cut off/);
});

test('who was only late was not silent: three ticks and 20 s', () => {
  assert.equal(foundBy(silent, gap(60, 61)), []);
  assert.is(foundBy(silent, gap(60, 62)).length, 1);
});

test('of several gaps the longest', () => {
  const gaps = [
    { from_tick: 0, to_tick: 3, reason: 'a' },
    { from_tick: 60, to_tick: 77, reason: 'b' },
    { from_tick: 90, to_tick: 95, reason: 'c' },
  ];
  const [first] = foundBy(silent, { hosts: 3, status: third({ gaps }, {}) });
  assert.is(first?.value, 18);
});

test('who never came is a note, all of them together', () => {
  const missing = { status: 'missing', samples: 0 } as const;
  const [first, ...more] = foundBy(silent, { hosts: 8, status: (host) => (host > 5 ? missing : {}) });
  assert.equal(more, []);
  assert.is(first?.text, 'there is nothing of node7 and node8: 2 of 8 hosts.');
  assert.equal([first?.severity, first?.hosts], ['note', ['node7', 'node8']]);
});

/** A mount under test, of hosts with these sources. */
function mounted(type: string, sources: Readonly<Record<string, 'ok'>> = {}): MadeObserved {
  const mount = { source: 'server:/x', target: '/x', type };
  return { hosts: 2, info: () => ({ mounts: [mount], targets: [{ path: '/x/run', mount: '/x' }], sources }) };
}

test('what goes through a mount under test that tells nobody is not seen', () => {
  const [first, ...more] = foundBy(blind, mounted('gpfs'));
  assert.equal(more, []);
  assert.is(first?.text, 'What went through /x (gpfs) is not seen: its clients tell nobody what they move.');
  assert.equal([first?.severity, first?.evidence], ['note', ['on node1 and node2']]);
});

test('what is counted, and what is not under test, is no blind mount', () => {
  assert.equal(foundBy(blind, mounted('nfs4', { nfs: 'ok' })), []);
  assert.equal(
    foundBy(blind, {
      hosts: 2,
      info: () => ({ mounts: [{ source: 'server:/x', target: '/x', type: 'gpfs' }] }),
    }),
    [],
  );
});

test.run();
