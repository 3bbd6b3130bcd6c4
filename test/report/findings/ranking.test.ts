import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Look } from '../../../src/report/findings/engine/look.ts';
import { findingsOf } from '../../../src/report/findings/findings.ts';
import { EXCESSES } from '../../../src/report/findings/rules/excess-table.ts';
import { ORDER } from '../../../src/report/findings/rules/rules.ts';
import { UNLIKES } from '../../../src/report/findings/rules/unlike-table.ts';
import { verdictOf } from '../../../src/report/findings/verdict.ts';
import { finding, limit, time } from '../made-findings.ts';
import { madeObserved } from './made-observed.ts';
import { third } from './rules/rules-on.ts';

test('causes of the tables have their place in the order', () => {
  const causes = [...EXCESSES, ...UNLIKES].map(({ cause }) => cause);
  assert.equal(
    causes.filter((cause) => !ORDER.includes(cause)),
    [],
  );
  assert.is(new Set(ORDER).size, ORDER.length);
});

test('a symptom of the same host is evidence for the cause, and makes it as severe', () => {
  // 2 % stolen are a warning; that it wrote half of what the others did is severe.
  const { findings } = findingsOf(
    madeObserved({
      hosts: 8,
      does: { cpu_steal_percent: third(2, 0), disk_write_mb_per_s: third(100, 200) },
    }),
  );
  const steal = findings.filter(({ cause }) => cause === 'steal');
  assert.equal(
    findings.map(({ cause, severity }) => [cause, severity]),
    [['steal', 'severe']],
  );
  assert.match(steal[0]?.evidence.at(-1) ?? '', /^node3 wrote 50 %/);
});

test('a symptom of another host is a finding of its own, behind what is severe', () => {
  const { findings } = findingsOf(
    madeObserved({
      hosts: 12,
      does: {
        cpu_steal_percent: third(2, 0),
        disk_write_mb_per_s: (host) => (host === 5 ? 100 : 200),
      },
    }),
  );
  assert.equal(
    findings.map(({ cause, severity, hosts }) => [cause, severity, hosts]),
    [
      ['slow writer', 'severe', ['node6']],
      ['steal', 'warning', ['node3']],
    ],
  );
});

test('what is so by itself follows from nothing', () => {
  const { findings } = findingsOf(
    madeObserved({
      hosts: 8,
      does: { cpu_steal_percent: third(20, 0) },
      status: third({ clock_offset_ms: 5000 }, {}),
    }),
  );
  assert.equal(
    findings.map(({ cause }) => cause),
    ['steal', 'clock'],
  );
  assert.is(
    findings[1]?.text,
    "The clock of node3 is 5.0 s ahead of the others': times in its logs are off by that.",
  );
});

test('a sentence that begins with the name of a host begins as that does', () => {
  const texts = (value: number) =>
    findingsOf(
      madeObserved({
        hosts: 8,
        does: { pressure_memory_percent: third(value, 0), cpu_steal_percent: (host) => (host === 0 ? 9 : 0) },
      }),
    ).findings.map(({ text }) => text.slice(0, 17));
  assert.equal(texts(20), ['node1 lost 9 % of', 'Programs on node3']);
});

/** A run of this many hosts, one of which never came. */
const look = (hosts: number) => {
  const missing = { status: 'missing', samples: 0 } as const;
  return new Look(madeObserved({ hosts, status: (host) => (host === hosts - 1 ? missing : {}) }));
};
const [A, B, NOTE] = [
  finding('A.', { severity: 'severe' }),
  finding('B.'),
  finding('C.', { severity: 'note' }),
];
const LIMIT = limit('whole run', 'storage', time(0, 20), { text: 'L.' });
const WRITE = limit('write', 'CPU', time(0, 20), { text: 'W.' });

test('the verdict: the first finding, a second one that is severe, and what the run was limited by', () => {
  assert.equal(verdictOf(look(5), [A, B], [LIMIT, WRITE]), { verdict: ['A.', 'L.'], verdictOf: [A, LIMIT] });
  const second = { ...B, severity: 'severe' } as const;
  assert.equal(verdictOf(look(5), [A, second], [LIMIT]).verdict, ['A.', 'B.', 'L.']);
  assert.equal(verdictOf(look(5), [B], []).verdict, ['B.']);
});

test('where there are only notes nothing stands out, of those who were seen', () => {
  assert.equal(verdictOf(look(5), [NOTE], [LIMIT]), {
    verdict: ['Nothing stands out: all 4 hosts did alike.', 'L.'],
    verdictOf: [null, LIMIT],
  });
  const alone = new Look(madeObserved({ hosts: 1 }));
  assert.equal(verdictOf(alone, [], []).verdict, ['Nothing stands out.']);
  assert.equal(verdictOf(look(2), [], []).verdict, ['Nothing stands out.']);
  assert.equal(verdictOf(look(1), [], []).verdict, ['There are no samples that could tell anything.']);
});

test('of a run of no hosts, and of no time, nothing is found', () => {
  const seen = () => ({ samples: 2 });
  for (const made of [
    { hosts: 0 },
    { hosts: 3, minutes: 0, status: seen },
    { hosts: 3, minutes: 1, status: seen },
  ])
    assert.equal(findingsOf(madeObserved({ ...made, does: { cpu_busy_percent: 50 } })).findings, []);
});

test.run();
