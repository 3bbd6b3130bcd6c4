import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oom } from '../../../../src/report/findings/rules/oom.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** So many processes killed on these hosts in the 20th minute. */
const killed = (...kills: number[]) => ({
  oom_kills_per_s: (host: number, piece: number) => (piece === 20 ? (kills[host] ?? 0) / 60 : 0),
});

test('a process that was killed, and when', () => {
  const [first, ...more] = foundBy(oom, { hosts: 4, does: killed(0, 1) });
  assert.equal(more, []);
  assert.is(
    first?.text,
    'On node2 a process was killed because its memory was full (OOM) from 20:00 to 21:00.',
  );
  assert.equal([first?.cause, first?.severity, first?.value], ['oom', 'severe', 1]);
  assert.equal(textsBy(oom, { hosts: 4, does: killed(0, 3) }), [
    'On node2 3 processes were killed because its memory was full (OOM) from 20:00 to 21:00.',
  ]);
});

test('none killed, or nobody knows: nothing', () => {
  assert.equal(foundBy(oom, { hosts: 4, does: killed() }), []);
  assert.equal(foundBy(oom, { hosts: 4 }), []);
  assert.equal(foundBy(oom, { hosts: 0 }), []);
});

test('up to three hosts have a sentence each, more have one', () => {
  assert.is(foundBy(oom, { hosts: 4, does: killed(1, 1, 2) }).length, 3);
  const [first, ...more] = foundBy(oom, { hosts: 8, does: killed(1, 1, 2, 5) });
  assert.equal(more, []);
  assert.is(
    first?.text,
    'On node1, node2 and 2 more hosts 9 processes were killed because memory was full (OOM).',
  );
  assert.equal([first?.hosts.length, first?.value, first?.time], [4, 9, null]);
});

test.run();
