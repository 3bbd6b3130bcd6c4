import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostsStatus, memberState } from '../../src/gather/roster-status.ts';
import { memberOf, rosterOf, sayBye } from './members.ts';

test('the hosts of a job with what was heard of them', () => {
  const roster = rosterOf(3, 1000);
  sayBye(roster, 1);
  memberOf(roster, 0).samples = 7;
  memberOf(roster, 0).heard = 40_000.4;
  assert.equal(hostsStatus(roster, 1000, 41_000), [
    { host: 'host0', rank: 0, samples: 7, state: 'sampling', last_heard_ms_ago: 1000 },
    { host: 'host1', rank: 1, samples: 0, state: 'ended', last_heard_ms_ago: 40_000 },
    { host: 'host2', rank: 2, samples: 0, state: 'silent', last_heard_ms_ago: 40_000 },
  ]);
});

test('a host is silent after three intervals, but not before 30 s', () => {
  const member = memberOf(rosterOf(1, 0), 0);
  const after = (intervalMs: number, ms: number) => memberState(member, intervalMs, ms);
  assert.equal([after(1000, 30_000), after(1000, 30_001)], ['sampling', 'silent']);
  assert.equal([after(10_000, 30_000), after(10_000, 30_001)], ['sampling', 'silent']);
  assert.equal([after(20_000, 60_000), after(20_000, 60_001)], ['sampling', 'silent']);
});

test.run();
