import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Ack,
  type Control,
  type Guide,
  type Piece,
  parseControl,
  parseJournalAnswer,
  parseStatus,
} from '../../src/wire/control.ts';
import { MAX_HEAD_BYTES, type Schedule } from '../../src/wire/records.ts';
import { exampleStatus } from './example-status.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const SCHEDULE: Schedule = { start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'ring' };
const ACK: Ack = { type: 'ack', id: 'abc123', seq: 17, schedule: SCHEDULE };
const STATUS = exampleStatus({
  samples: 40,
  file: '/results/a.json',
  journal: '/results/a.journal',
  hosts: [{ host: 'node1', rank: 0, samples: 20, state: 'silent', last_heard_ms_ago: 2500.5 }],
});
const GUIDE: Guide = {
  type: 'guide',
  openings: [
    [19, 400],
    [900, 1000],
  ],
  recent: 5000,
  earlier: 4000,
  written: 6000,
};
const PIECE: Piece = {
  ...{ type: 'piece', from: 19, written: 6000, failure: null, time: NOON },
  status: { ...STATUS, hosts: null },
};

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

test('what a rank is told comes as it was said', () => {
  const told: Control[] = [
    ACK,
    { ...ACK, schedule: null },
    { ...ACK, ping: { sent: NOON, received: NOON + 0.5, answered: NOON + 1 } },
    { ...ACK, again: true },
    { type: 'start', schedule: SCHEDULE },
    { type: 'stop', reason: 'the benchmark has ended' },
    { type: 'reject', id: 'abc123', reason: 'rank 3 is already there, on node3' },
  ];
  for (const message of told) assert.equal(parseControl(bytesOf(message)), message);
});

test('what is none of these is refused', () => {
  for (const message of [
    null,
    'stop',
    {},
    { type: 'reboot' },
    { type: 'stop' },
    { type: 'stop', reason: 7 },
    { type: 'start' },
    { type: 'start', schedule: null },
    { type: 'start', schedule: { ...SCHEDULE, interval_ms: 0 } },
    { type: 'start', schedule: { ...SCHEDULE, max_samples: 1 } },
    { type: 'reject', reason: 'without an id' },
    { ...ACK, id: undefined },
    { ...ACK, id: 123 },
    { ...ACK, seq: '17' },
    { ...ACK, seq: Number.NaN },
    { ...ACK, schedule: undefined },
    { ...ACK, schedule: { ...SCHEDULE, start: -1 } },
    { ...ACK, ping: { sent: NOON, received: NOON } },
    { ...ACK, ping: null },
    { ...ACK, again: false },
    STATUS,
  ]) {
    assert.throws(() => parseControl(bytesOf(message)), Error, JSON.stringify(message));
  }
  assert.throws(() => parseControl(Buffer.from('{"type":"stop","reason":NaN}')), Error);
  assert.throws(() => parseControl(Buffer.alloc(0)), Error);
});

test('a message to a rank is 64 KiB at most, a status can be of ten thousand hosts with long names', () => {
  const stop = JSON.stringify({ type: 'stop', reason: '' });
  assert.equal(parseControl(Buffer.from(stop.padEnd(MAX_HEAD_BYTES))), { type: 'stop', reason: '' });
  assert.throws(() => parseControl(Buffer.from(stop.padEnd(MAX_HEAD_BYTES + 1))), /at most 65536 belong/);
  const host = {
    host: 'x'.repeat(255),
    rank: 9999,
    samples: 3600,
    state: 'sampling',
    last_heard_ms_ago: 999.999,
  };
  const status = { ...STATUS, hosts: Array(10_000).fill(host) };
  assert.is(parseStatus(bytesOf(status)).hosts?.length, 10_000);
  const most = 8 * 1024 * 1024;
  assert.is(parseStatus(Buffer.from(JSON.stringify(STATUS).padEnd(most))).samples, 40);
  assert.throws(() => parseStatus(Buffer.from(JSON.stringify(STATUS).padEnd(most + 1))), /8388609 bytes/);
});

test('a status comes as it was said, and nothing else for one', () => {
  for (const status of [STATUS, { ...STATUS, hosts: null, expected: null, problem: 'ENOSPC' }]) {
    assert.equal(parseStatus(bytesOf(status)), status);
  }
  const [host] = STATUS.hosts ?? [];
  for (const phase of ['waiting', 'sampling', 'stopping', 'merging', 'done', 'failed']) {
    assert.is(parseStatus(bytesOf({ ...STATUS, phase })).phase, phase);
  }
  for (const state of ['sampling', 'ended', 'silent']) {
    assert.is(parseStatus(bytesOf({ ...STATUS, hosts: [{ ...host, state }] })).hosts?.[0]?.state, state);
  }
  for (const more of [
    { phase: 'asleep' },
    { expected: -1 },
    { ready: 0.5 },
    { ended: null },
    { samples: '40' },
    { refused: undefined },
    { interval_ms: null },
    { file: null },
    { problem: undefined },
    { hosts: undefined },
    { hosts: [{ ...host, state: 'dead' }] },
    { hosts: [{ ...host, rank: -1 }] },
    { type: 'piece' },
  ]) {
    assert.throws(() => parseStatus(bytesOf({ ...STATUS, ...more })), Error, JSON.stringify(more));
  }
});

test('answers for the journal come as they were said, and nothing else for one', () => {
  const failed = { ...PIECE, failure: 'EIO: i/o error, read' };
  for (const answer of [GUIDE, PIECE, failed, { ...GUIDE, openings: [] }]) {
    assert.equal(parseJournalAnswer(bytesOf(answer)), answer);
  }
  for (const answer of [
    STATUS,
    { ...GUIDE, openings: [[19]] },
    { ...GUIDE, openings: [[19, -1]] },
    { ...GUIDE, recent: 0.5 },
    { ...GUIDE, earlier: null },
    { ...GUIDE, written: 2 ** 53 },
    { ...PIECE, from: -1 },
    { ...PIECE, failure: undefined },
    { ...PIECE, time: null },
    { ...PIECE, status: null },
  ]) {
    assert.throws(() => parseJournalAnswer(bytesOf(answer)), Error, JSON.stringify(answer));
  }
});

test.run();
