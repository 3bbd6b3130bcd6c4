import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NoTimes, phasesOfFile, phasesOfRanks } from '../../../src/report/phases/phase-files.ts';

const test = suite('files of phases');

/** As DLIO writes it: local times with microseconds, durations as text, statistics among them. */
const DLIO = {
  1: {
    start: '2026-11-25T14:00:00.250000',
    block1: {
      start: '2026-11-25T14:00:00.500000',
      end: '2026-11-25T14:01:40.500000',
      duration: '100.00',
      'samples/s': { mean: '12.3' },
    },
    ckpt1: { start: '2026-11-25T14:01:41.000000', end: '2026-11-25T14:01:50.000000', duration: '9.00' },
    end: '2026-11-25T14:01:50.100000',
    duration: '109.85',
  },
  2: { start: '2026-11-25T14:02:00.000000', end: '2026-11-25T14:03:00.000000', duration: '60.00' },
};

/** As IO500 writes it, shortened. */
const IO500 = `[run]
procs           = 640
; START 2024-05-03 09:25:48

[ior-easy-write]
t_start         = 2024-05-03 09:25:48
exe             = ./ior -C -Q 1 -g -G -312789882 -k -e
score           = 352.803032
t_delta         = 386.6981
t_end           = 2024-05-03 09:32:15

[timestamp]
t_start         = 2024-05-03 09:38:29
t_delta         = 0.0003
t_end           = 2024-05-03 09:38:29

[ior-hard-write]
t_start         = 2024-05-03 09:38:29
t_end           = 2024-05-03 09:43:53

[SCORE]
MD              = 192.355126
; END 2024-05-03 10:17:13
`;

const utc = (text: string) => Date.parse(`${text}Z`);

test('DLIO: blocks and checkpoints of each epoch, an epoch without any as a whole; local time', () => {
  const phases = phasesOfFile({ text: JSON.stringify(DLIO, null, 4), utcOffsetMinutes: 120 });
  assert.equal(phases, [
    { label: 'epoch 1 block1', start: utc('2026-11-25T12:00:00.500'), end: utc('2026-11-25T12:01:40.500') },
    { label: 'epoch 1 ckpt1', start: utc('2026-11-25T12:01:41.000'), end: utc('2026-11-25T12:01:50.000') },
    { label: 'epoch 2', start: utc('2026-11-25T12:02:00.000'), end: utc('2026-11-25T12:03:00.000') },
  ]);
});

test('DLIO: a block that has not ended is left out', () => {
  const { block1, ...rest } = DLIO[1];
  const text = JSON.stringify({ 1: { ...rest, block1: { start: block1.start } } });
  assert.equal(
    phasesOfFile({ text, utcOffsetMinutes: 0 }).map(({ label }) => label),
    ['epoch 1 ckpt1'],
  );
});

test('IO500: sections with a start and an end; one that took no time is none', () => {
  assert.equal(phasesOfFile({ text: IO500, utcOffsetMinutes: -300 }), [
    { label: 'ior-easy-write', start: utc('2024-05-03T14:25:48'), end: utc('2024-05-03T14:32:15') },
    { label: 'ior-hard-write', start: utc('2024-05-03T14:38:29'), end: utc('2024-05-03T14:43:53') },
  ]);
});

/** As a rank of today's DLIO writes it: checkpoints are saved and loaded, throughputs are numbers of Python. */
const RANK = `{
    "1": {
        "start": "2026-11-25T14:00:00.250000",
        "block1": {"start": "2026-11-25T14:00:00.5", "end": "2026-11-25T14:01:40.5", "duration": "100.00"},
        "save_ckpt1": {"start": "2026-11-25T14:01:41", "end": "2026-11-25T14:01:50", "duration": 9.0, "throughput": Infinity},
        "load_ckpt1": {"start": "2026-11-25T14:01:50", "end": "2026-11-25T14:01:59", "duration": 9.0, "throughput": NaN}
    }
}`;

test('DLIO: a file of each rank; a phase is from when the first began it to when the last ended it', () => {
  const other = JSON.stringify({
    1: {
      start: '2026-11-25T14:00:00',
      block1: { start: '2026-11-25T14:00:00.25', end: '2026-11-25T14:01:30' },
      save_ckpt1: { start: '2026-11-25T14:01:40', end: '2026-11-25T14:01:52' },
    },
  });
  const files = [RANK, other].map((text) => ({ text, utcOffsetMinutes: 120 }));
  assert.equal(phasesOfRanks(files), [
    { label: 'epoch 1 block1', start: utc('2026-11-25T12:00:00.250'), end: utc('2026-11-25T12:01:40.500') },
    { label: 'epoch 1 save_ckpt1', start: utc('2026-11-25T12:01:40'), end: utc('2026-11-25T12:01:52') },
    { label: 'epoch 1 load_ckpt1', start: utc('2026-11-25T12:01:50'), end: utc('2026-11-25T12:01:59') },
  ]);
});

test('DLIO: a rank that was killed, or wrote no epochs, takes nothing from what the others wrote', () => {
  const killed = '{"1": {"start": "2026-11-25T14:00:00", "block1": {"start": "2026-11-25T14:00:00"}}}';
  const files = [killed, RANK, '{}'].map((text) => ({ text, utcOffsetMinutes: 120 }));
  assert.equal(phasesOfRanks(files), phasesOfFile({ text: RANK, utcOffsetMinutes: 120 }));
  const none = [killed, '{}'].map((text) => ({ text, utcOffsetMinutes: 120 }));
  assert.throws(
    () => phasesOfRanks(none),
    (error: unknown) => error instanceof NoTimes,
  );
});

test('files of benchmarks in which no phase has its times', () => {
  const published = readFileSync('test/fixtures/cases/14-io500-without-times/result.txt', 'utf8');
  for (const [text, message] of [
    [published, "IO500's result.txt, but its sections have no t_start and t_end"],
    ['{}', "DLIO's statistics of epochs, but none in them has a start and an end"],
    [
      '{"1": {"start": "2026-11-25T14:00:00", "block1": {"start": "2026-11-25T14:00:00"}}}',
      "DLIO's statistics of epochs, but none in them has a start and an end",
    ],
  ] as const) {
    assert.throws(
      () => phasesOfFile({ text, utcOffsetMinutes: 0 }),
      (error: unknown) => error instanceof NoTimes && error.message === message,
    );
  }
});

test('a time with a zone is taken at its word', () => {
  const text = '[x]\nt_start = 2026-11-25T12:00:00+01:00\nt_end = 2026-11-25T12:00:01Z\n';
  const [phase] = phasesOfFile({ text, utcOffsetMinutes: 600 });
  assert.equal(phase, { label: 'x', start: utc('2026-11-25T11:00:00'), end: utc('2026-11-25T12:00:01') });
});

test('a mark of the byte order is no part of a name', () => {
  const io500 = '\uFEFF[x]\r\nt_start = 2026-11-25 12:00:00\r\nt_end = 2026-11-25 12:00:09\r\n';
  const [phase] = phasesOfFile({ text: io500, utcOffsetMinutes: 0 });
  assert.equal(phase, { label: 'x', start: utc('2026-11-25T12:00:00'), end: utc('2026-11-25T12:00:09') });
  const dlio = `\uFEFF${JSON.stringify(DLIO)}`;
  assert.is(phasesOfFile({ text: dlio, utcOffsetMinutes: 0 }).length, 3);
});

for (const [text, message] of [
  ['', /no phases found/],
  ['{', /not JSON/],
  ['{"1": 3}', /not DLIO/],
  ['{"1": {"start": "yesterday", "end": "today"}}', /"yesterday" is not a time/],
  [
    '[x]\nt_start = 2026-13-40 12:00:00\nt_end = 2026-11-25 12:00:00\n',
    /"2026-13-40 12:00:00" is not a time/,
  ],
] as const) {
  test(`not a file of phases: ${JSON.stringify(text.slice(0, 30))}`, () => {
    assert.throws(() => phasesOfFile({ text, utcOffsetMinutes: 0 }), message);
  });
}

test('brackets that are nested a million deep are no phases, in one line', () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  for (const [text, expected] of [
    [deep, /^no phases found: /],
    [`{"1":${deep}}`, /^no phases found: /],
    [`{"1":{"block1":${deep}}}`, /^no phases found: /],
    [`{"1":{"start":"x","block1":${deep}}}`, /none in them has a start and an end$/],
    ['{"1":'.repeat(1_000_000), /^this is not JSON, though it begins so$/],
    [`[ior-easy-write]\nt_start = ${deep}\nt_end = ${deep}\n`, /^no phases found: /],
  ] as const) {
    assert.throws(
      () => phasesOfFile({ text, utcOffsetMinutes: 0 }),
      (error: Error) => expected.test(error.message),
    );
  }
});

test('times that no date is are shown', () => {
  for (const time of ['2026-13-25T14:00:00', '+275760-09-13 00:00:00', '1e308', '8640000000000001']) {
    const text = JSON.stringify({ 1: { start: time, end: '2026-11-25T14:02:00' } });
    assert.throws(
      () => phasesOfFile({ text, utcOffsetMinutes: 0 }),
      (error: Error) => error.message === `"${time}" is not a time such as 2026-11-25 12:00:00`,
    );
  }
});

test.run();
