import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { messageOf } from '../../src/system/errors.ts';
import { decodeLayout } from '../../src/wire/layouts.ts';
import {
  encodeHead,
  type Incoming,
  type JournalRecord,
  MAX_HEAD_BYTES,
  MAX_JOURNAL_HEAD_BYTES,
  MOST_ABSENT,
  parseIncoming,
  parseJournalHead,
} from '../../src/wire/records.ts';

const SENDER = { rank: 3, id: 'abc123', seq: 7 };
const NOON = Date.UTC(2026, 10, 25, 12);
const BENCHMARK = { command: ['fio'], start: NOON, end: null, exit_code: null };

/** A record of each type that a rank sends and a journal holds. */
const OF_RANKS = {
  hello: {
    ...{ type: 'hello', ...SENDER, time: NOON, protocol: 1, hostname: 'node1', node: null },
    utc_offset_minutes: -210,
    required: ['diskstats'],
  },
  info: { type: 'info', ...SENDER, time: NOON },
  layout: { type: 'layout', ...SENDER, source: 'meminfo', key: 'Ab-_0123456' },
  samples: { type: 'samples', ...SENDER, base: 6, taken: [{ time: NOON, tick: 4 }] },
  lost: { type: 'lost', ...SENDER, from: 5, samples: 3 },
  clock: { type: 'clock', ...SENDER, offset_ms: -3.5, error_ms: 0.25 },
  bye: { type: 'bye', ...SENDER, time: NOON, reason: 'stopped' },
} satisfies Record<string, JournalRecord>;

/** Of each type that only rank 0 writes. */
const OF_RANK_0 = {
  job: {
    ...{ type: 'job', nth: 1, protocol: 1, version: '1.2.3', time: NOON, interval_ms: 1000, method: 'mpi' },
    ...{ benchmark_type: 'training', launcher: 'slurm', job_id: '7', step_id: null },
    ...{ expected: 2, hosts: ['node1', 'node2'] },
  },
  start: {
    ...{ type: 'start', nth: 2, start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin' },
    absent: [{ host: 'node2', reason: 'no Node.js found' }],
  },
  benchmark: { type: 'benchmark', nth: 3, ...BENCHMARK },
  mark: { type: 'mark', nth: 4, time: NOON, label: 'epoch 1' },
  pad: { type: 'pad' },
  stop: { type: 'stop', nth: 5, time: NOON, since_start_ms: 2500, reason: 'the benchmark has ended' },
} satisfies Record<string, JournalRecord>;

/** What comes over the network and is never in a journal. */
const ID = '0123456789abcdef';
const ASKED = {
  ping: { type: 'ping', ...SENDER, time: NOON },
  status: { type: 'request', id: ID, op: 'status' },
  phase: { type: 'request', id: ID, op: 'phase' },
  stop: { type: 'request', id: ID, op: 'stop', reason: 'asked' },
  mark: { type: 'request', id: ID, op: 'mark', label: 'epoch 1' },
  benchmark: { type: 'request', id: ID, op: 'benchmark', benchmark: BENCHMARK },
  guide: { type: 'request', id: ID, op: 'guide' },
  piece: { type: 'request', id: ID, op: 'piece', from: 0, most: 1 },
} satisfies Record<string, Incoming>;

const bytesOf = (head: unknown) => Buffer.from(JSON.stringify(head));

/** Whether a head with one field changed is accepted. `undefined` leaves it out. */
function accepts(
  parse: (bytes: Uint8Array) => unknown,
  head: object,
  field: string,
  value: unknown,
): boolean {
  try {
    parse(bytesOf({ ...head, [field]: value }));
    return true;
  } catch (error) {
    assert.instance(error, Error);
    return false;
  }
}

test('a journal holds what ranks send and what rank 0 notes, as it was written', () => {
  for (const head of [...Object.values(OF_RANKS), ...Object.values(OF_RANK_0)]) {
    assert.equal(parseJournalHead(encodeHead(head)), head);
  }
  for (const head of Object.values(ASKED)) assert.throws(() => parseJournalHead(encodeHead(head)), /^type: /);
});

test('the gather takes what ranks send and what it is asked, and not what only it may note', () => {
  for (const head of [...Object.values(OF_RANKS), ...Object.values(ASKED)]) {
    assert.equal(parseIncoming(encodeHead(head)), head);
  }
  for (const head of Object.values(OF_RANK_0)) {
    assert.throws(() => parseIncoming(encodeHead(head)), Error, head.type);
  }
});

test('as many hosts as are told of fit into a head, whatever they say', () => {
  const absent = Array(MOST_ABSENT).fill({ host: '\u0001'.repeat(255), reason: '\ud800'.repeat(1024) });
  assert.ok(encodeHead({ ...OF_RANK_0.stop, absent }).length < MAX_JOURNAL_HEAD_BYTES);
});

test('fields that nobody knows are left out', () => {
  assert.equal(parseIncoming(bytesOf({ ...OF_RANKS.clock, later: 1 })), OF_RANKS.clock);
});

/** What may stand in a field and what may not, whatever kind of number, text or time it is. */
const INDEX = { good: [0, 1, 2 ** 31], bad: [-1, 0.5, 2 ** 31 + 1, null, '1', true, undefined] };
const LAST_MS = Date.UTC(10_000, 0) - 1;
const WALL = { good: [0, NOON + 0.123, LAST_MS], bad: [-1, LAST_MS + 1, null, '0', undefined] };
const MS = { good: [-1e12, -0.25, 0, 1e12], bad: [-1.1e12, 1.1e12, null, '0', undefined] };
const TEXT = { good: ['', 'ä'.repeat(1024)], bad: ['x'.repeat(1025), 7, null, undefined] };
const NAME = { good: ['x', 'x'.repeat(255)], bad: ['', 'x'.repeat(256), 7, null, undefined] };
const RANK_ID = {
  good: ['000000', 'zzzzzz'],
  bad: ['abc12', 'abc1234', 'ABC123', 'abc12\n', 'abc-12', 123456, null, undefined],
};
const NULLABLE_NAME = { good: [null, 'node1'], bad: ['', 'x'.repeat(256), 7, undefined] };
/** Minutes: no zone is a day away from UTC. */
const ZONE = { good: [-1440, -720, 0, 840, 1440], bad: [-1441, 1441, 1e300, 0.5, '0', null, undefined] };
/** Milliseconds, a day at most. */
const INTERVAL = {
  good: [1, 10_000, 86_400_000],
  bad: [0.5, 0, -1, 86_400_001, 1e308, Number.POSITIVE_INFINITY, null, undefined],
};
const PART = ['cpu', 'abcdefghijk', 10];
const parts = (count: number) => Array.from({ length: count }, (_, nth) => [`cpu${nth}`, 'abcdefghijk', 10]);
const TAKEN = { time: NOON, tick: 0 };
const STAMP = { rank: INDEX, id: RANK_ID, seq: INDEX };

type Borders = Readonly<Record<string, { good: readonly unknown[]; bad: readonly unknown[] }>>;

const BORDERS_OF_RANKS: Readonly<Record<keyof typeof OF_RANKS, Borders>> = {
  hello: {
    ...STAMP,
    ...{ time: WALL, protocol: INDEX, hostname: NAME, node: NULLABLE_NAME, utc_offset_minutes: ZONE },
    required: {
      good: [[], ['diskstats'], Array(64).fill('x')],
      bad: [[''], Array(65).fill('x'), 'diskstats', null, undefined],
    },
  },
  info: { ...STAMP, time: WALL },
  layout: {
    ...{ ...STAMP, source: NAME },
    key: {
      good: ['abcdefghijk', 'AZ-_0123456'],
      bad: ['abcdefghij', 'abcdefghijkl', 'abcdefghij+', 7, undefined],
    },
  },
  samples: {
    ...{ ...STAMP, base: INDEX },
    layouts: {
      good: [[], [PART], parts(64), undefined],
      bad: [
        parts(65),
        [PART, PART],
        [PART.slice(0, 2)],
        [['cpu', 'x', 1]],
        [['cpu', 'abcdefghijk', -1]],
        1,
        [null],
      ],
    },
    stride: { good: [2, 4096, undefined], bad: [1, 0, 2.5, null] },
    taken: {
      good: [[TAKEN], Array(16).fill(TAKEN)],
      bad: [[], Array(17).fill(TAKEN), TAKEN, [null], null, undefined],
    },
  },
  lost: { ...STAMP, from: INDEX, samples: INDEX },
  clock: { ...STAMP, offset_ms: MS, error_ms: { good: [0, 0.25, 1e12], bad: [-0.001, ...MS.bad] } },
  bye: { ...STAMP, time: WALL, reason: TEXT },
};

/** Of a sample in its record. */
const BORDERS_OF_TAKEN: Borders = {
  time: WALL,
  tick: { good: [0, null, 2 ** 31], bad: [-1, 0.5, 2 ** 31 + 1, '1', undefined] },
  kind: { good: ['baseline', 'final', undefined], bad: ['tick', '', null] },
  late: { good: [0.25, -1, undefined], bad: [null, '0', 1.1e12] },
  step: { good: [-3_600_000, 3_600_000, undefined], bad: [null, '0', 1.1e12] },
  errors: {
    good: [{}, { vmstat: 'EACCES' }, { vmstat: 'x'.repeat(1024) }, undefined],
    bad: [{ vmstat: 'x'.repeat(1025) }, { '': 'x' }, { vmstat: 7 }, 'EACCES', null],
  },
};

test('of a sample in its record: each field up to its borders and not beyond', () => {
  for (const [field, { good, bad }] of Object.entries(BORDERS_OF_TAKEN)) {
    const takes = (value: unknown) =>
      accepts(parseIncoming, OF_RANKS.samples, 'taken', [{ ...TAKEN, [field]: value }]);
    for (const value of good) assert.ok(takes(value), `${field}: ${value}`);
    for (const value of bad) assert.not(takes(value), `${field}: ${value}`);
  }
});

const NULLABLE_TEXT = { good: [null, '', '7'], bad: ['x'.repeat(1025), 7, undefined] };
const NULLABLE_WALL = { good: [null, 0, NOON], bad: [-1, LAST_MS + 1, '0', undefined] };
const ABSENT = {
  good: [[], [{ host: 'x'.repeat(255), reason: 'x'.repeat(1024) }], undefined],
  bad: [
    [{ host: '', reason: '' }],
    [{ host: 'x', reason: 'x'.repeat(1025) }],
    [{ host: 'x' }],
    Array(2001).fill({ host: 'x', reason: '' }),
    'x',
    null,
  ],
};
const BORDERS_OF_RANK_0: Readonly<Record<keyof typeof OF_RANK_0, Borders>> = {
  job: {
    nth: INDEX,
    ...{ protocol: INDEX, version: TEXT, time: WALL, benchmark_type: NAME, launcher: TEXT },
    ...{ job_id: NULLABLE_TEXT, step_id: NULLABLE_TEXT },
    interval_ms: INTERVAL,
    method: { good: ['mpi', 'local'], bad: ['ssh', null, undefined] },
    expected: { good: [null, 0, 2, 1_000_000], bad: [-1, 0.5, 1_000_001, '2', undefined] },
    hosts: { good: [[], ['node1']], bad: [[''], ['x'.repeat(256)], 'node1', null, undefined] },
    kept_by: { good: [0, 7, undefined], bad: [-1, null, '0'] },
  },
  start: {
    nth: INDEX,
    start: WALL,
    interval_ms: INTERVAL,
    max_samples: { good: [2, 3600], bad: [1, 2.5, -2, null, undefined] },
    on_full: { good: ['thin', 'stop', 'ring'], bad: ['grow', null, undefined] },
    absent: ABSENT,
  },
  benchmark: {
    nth: INDEX,
    command: { good: [[], ['fio', '']], bad: [['fio', 7], 'fio', Array(4097).fill(''), null, undefined] },
    start: NULLABLE_WALL,
    end: NULLABLE_WALL,
    exit_code: { good: [null, 0, 137, -1], bad: [0.5, 1e300, '0', undefined] },
  },
  mark: { nth: INDEX, time: WALL, label: TEXT },
  pad: {},
  stop: {
    nth: INDEX,
    time: WALL,
    since_start_ms: { ...MS, good: [...MS.good, null], bad: [1.1e12, '0', undefined] },
    reason: TEXT,
    absent: ABSENT,
  },
};

const OFFSET = { good: [0, 2 ** 53 - 1], bad: [-1, 0.5, 2 ** 53, null, '0', undefined] };
const REQUEST_ID = {
  good: ['01234567', 'z'.repeat(32)],
  bad: ['0123456', 'z'.repeat(33), '0123456.', 'ABCDEFGH', 12_345_678, null, undefined],
};
const BORDERS_OF_ASKED: Readonly<Record<keyof typeof ASKED, Borders>> = {
  ping: { ...STAMP, time: WALL },
  status: { id: REQUEST_ID, op: { good: [], bad: ['reboot', '', null, undefined] } },
  phase: { id: REQUEST_ID },
  stop: { id: REQUEST_ID, reason: TEXT },
  mark: {
    ...{ id: REQUEST_ID, label: TEXT },
    by: {
      good: [{ launch: 'slurm-7.0', rank: 3 }, undefined],
      bad: [{}, { launch: '', rank: 3 }, { launch: 'x' }, { launch: 'x', rank: -1 }, 'x', null],
    },
  },
  benchmark: { id: REQUEST_ID, benchmark: { good: [BENCHMARK], bad: [{}, null, undefined] } },
  guide: { id: REQUEST_ID },
  piece: {
    id: REQUEST_ID,
    from: OFFSET,
    most: { good: [1, 2 ** 31], bad: [0, -1, 0.5, 2 ** 31 + 1, undefined] },
  },
};

for (const [of, heads, borders, parse] of [
  ['a rank', OF_RANKS, BORDERS_OF_RANKS, parseIncoming],
  ['rank 0', OF_RANK_0, BORDERS_OF_RANK_0, parseJournalHead],
  ['those who ask', ASKED, BORDERS_OF_ASKED, parseIncoming],
] as const) {
  for (const [type, head] of Object.entries(heads)) {
    test(`${type} of ${of}: each field up to its borders and not beyond`, () => {
      const fields: Borders = Object.entries(borders).find(([key]) => key === type)?.[1] ?? {};
      const { type: _, op, ...own } = { op: '', ...head };
      for (const name of Object.keys(own)) assert.ok(name in fields, `no borders of ${name}`);
      for (const [field, { good, bad }] of Object.entries(fields)) {
        for (const value of good) assert.ok(accepts(parse, head, field, value), `${field}: ${value}`);
        for (const value of bad) assert.not(accepts(parse, head, field, value), `${field}: ${value}`);
      }
    });
  }
}

test('numbers that JSON has and nobody counts, and those that it has not, are refused', () => {
  for (const number of ['1e999', '-1e999', 'NaN', 'Infinity', '1e400']) {
    for (const field of ['offset_ms', 'error_ms', 'seq']) {
      const fields = { rank: 0, seq: 1, offset_ms: 0, error_ms: 0, [field]: `#${number}#` };
      const text = JSON.stringify({ type: 'clock', id: 'abc123', ...fields }).replace(/"#(.*)#"/, '$1');
      assert.throws(() => parseIncoming(Buffer.from(text)), Error, text);
    }
  }
});

test('a type that nobody knows, or none, is named as what is wrong', () => {
  for (const head of [{ type: 'reboot' }, { ...SENDER }, [], null, 7, 'hello']) {
    assert.throws(() => parseIncoming(bytesOf(head)), /^(type|record): /, JSON.stringify(head));
    assert.throws(() => parseJournalHead(bytesOf(head)), /^(type|record): /, JSON.stringify(head));
  }
});

test('an error names the field, however deep, and is not long', () => {
  const bad = { ...OF_RANKS.samples, taken: [{ ...TAKEN, errors: { vmstat: 7 } }] };
  assert.throws(() => parseIncoming(bytesOf(bad)), /^taken\.0\.errors\.vmstat: .*string.*7/);
  const long = { ...OF_RANKS.samples, taken: [{ ...TAKEN, kind: 'x'.repeat(50_000) }] };
  try {
    parseIncoming(bytesOf(long));
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /^Error: taken\.0\.kind: /);
    assert.ok(String(error).length < 250);
  }
});

test('a head from the network of 64 KiB is taken, one byte more is not; one in a journal can have 16 MiB', () => {
  const ofLength = (length: number, head: object) => {
    const text = JSON.stringify(head);
    return Buffer.from(text.padEnd(length)); // JSON may end in blanks.
  };
  assert.equal(parseIncoming(ofLength(MAX_HEAD_BYTES, OF_RANKS.bye)), OF_RANKS.bye);
  assert.throws(
    () => parseIncoming(ofLength(MAX_HEAD_BYTES + 1, OF_RANKS.bye)),
    /^65537 bytes where at most 65536 belong$/,
  );
  assert.equal(parseJournalHead(ofLength(MAX_JOURNAL_HEAD_BYTES, OF_RANK_0.mark)), OF_RANK_0.mark);
  assert.throws(
    () => parseJournalHead(ofLength(MAX_JOURNAL_HEAD_BYTES + 1, OF_RANK_0.mark)),
    /16777217 bytes/,
  );
});

test('a job can name a million hosts, if the head holds them', () => {
  const hosts = Array.from({ length: 1_000_000 }, () => 'n');
  const accepted = parseJournalHead(bytesOf({ ...OF_RANK_0.job, hosts }));
  assert.is(accepted.type === 'job' && accepted.hosts.length, 1_000_000);
  assert.not(accepts(parseJournalHead, OF_RANK_0.job, 'hosts', [...hosts, 'n']));
});

test('bytes that are no text, or text that is no JSON, are an error', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('{'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`{"type":"mark","nth":1,"time":0,"label":"\xff"}`, 'latin1'),
  ]) {
    assert.throws(() => parseJournalHead(bytes), Error);
  }
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.throws(() => parseIncoming(bytes), Error);
    }),
  );
});

test('brackets that are nested a million deep are one clear line, whoever sends them', () => {
  const deep = (of: string, ends: string) => of.repeat(1_000_000) + ends.repeat(1_000_000);
  const told = (make: () => unknown) => {
    let told = '';
    try {
      make();
    } catch (error) {
      told = messageOf(error);
    }
    return told;
  };
  const head = (more: string) => Buffer.from(`{"type":"hello",${more}}`);
  for (const bytes of [
    Buffer.from(deep('[', ']')),
    head(`"time":${deep('[', ']')}`),
    head(`"x":${deep('{"x":[', ']}').replace('[]', '[1]')}`),
  ]) {
    assert.match(
      told(() => parseJournalHead(bytes)),
      /^(record|time|type|rank): Invalid [\x20-\x7e]{1,200}$/,
    );
    assert.match(
      told(() => parseIncoming(bytes)),
      /^\d+ bytes where at most 65536 belong$/,
    );
  }
  const short = Buffer.from(`[${'['.repeat(20_000)}${']'.repeat(20_000)}]`);
  assert.match(
    told(() => parseIncoming(short)),
    /^(record|type|op): Invalid [\x20-\x7e]{1,200}$/,
  );
  assert.match(
    told(() => decodeLayout('vmstat', 'AAAAAAAAAAA', Buffer.from(deep('[', ']')))),
    /^names: Invalid [\x20-\x7e]{1,200}$/,
  );
});

test.run();
