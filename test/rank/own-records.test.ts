import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { byeRecord, clockRecord, helloRecord, infoRecord, lostRecord } from '../../src/rank/own-records.ts';
import { PROTOCOL, parseIncoming } from '../../src/wire/records.ts';
import { exampleInfo } from '../series/example.ts';

const STAMP = { rank: 3, id: 'abc123', seq: 7 };
const NOON = Date.UTC(2026, 10, 25, 12);

test('hello: where the rank is, in the head; what does not change there, in the body; no sample is good without', () => {
  const info = exampleInfo({ sources: { loadavg: 'ok' } });
  const host = {
    time: NOON + 0.2502,
    hostname: 'n3',
    node: 'node-3',
    utc_offset_minutes: -60,
    required: ['loadavg'],
  };
  const { seq, role, head, body } = helloRecord(STAMP, host, info);
  assert.is(seq, 7);
  assert.is(role, 'essential');
  assert.equal(parseIncoming(head), {
    type: 'hello',
    ...STAMP,
    time: NOON + 0.25,
    protocol: PROTOCOL,
    hostname: 'n3',
    node: 'node-3',
    utc_offset_minutes: -60,
    required: ['loadavg'],
  });
  assert.equal(JSON.parse(String(body)), info);
});

test('hello: counters of a host that a double cannot hold are exact', () => {
  const info = exampleInfo({ memory_total_kb: 18446744073709551615n });
  const { body } = helloRecord(
    STAMP,
    { time: NOON, hostname: 'a', node: null, utc_offset_minutes: 0, required: [] },
    info,
  );
  assert.match(String(body), /"memory_total_kb":18446744073709551615[,}]/);
});

test('info: what a hello has in its body, exact, too, and when it was so; no sample is good without', () => {
  const info = exampleInfo({ memory_total_kb: 18446744073709551615n });
  const { seq, role, head, body, samples } = infoRecord(STAMP, NOON + 0.2502, info);
  assert.equal([seq, role, samples], [7, 'essential', 0]);
  assert.equal(parseIncoming(head), { type: 'info', ...STAMP, time: NOON + 0.25 });
  assert.match(String(body), /"memory_total_kb":18446744073709551615[,}]/);
});

test('clock: the offset to the microsecond, the error rounded up so that the truth stays within', () => {
  const { seq, role, head, body } = clockRecord(STAMP, { offsetMs: -2.34567, errorMs: 5.0001 });
  assert.is(seq, 7);
  assert.is(role, 'kept');
  assert.equal(parseIncoming(head), { type: 'clock', ...STAMP, offset_ms: -2.346, error_ms: 5.001 });
  assert.is(body.length, 0);
});

test('lost: its number is that of the last record that it stands for', () => {
  const { seq, role, head, body } = lostRecord(STAMP, 5, 3);
  assert.is(seq, 7);
  assert.is(role, 'kept');
  assert.equal(parseIncoming(head), { type: 'lost', ...STAMP, from: 5, samples: 3 });
  assert.is(body.length, 0);
});

test('bye: the reason in the head, the cost in the body', () => {
  const cost = {
    cpu_user_seconds: 0.25,
    cpu_system_seconds: 0.5,
    wall_seconds: 60,
    max_rss_kb: 50_000,
    bytes_sent: 1234,
    samples: 8,
    seconds_by_source: { loadavg: 0.001 },
  };
  const { seq, role, head, body } = byeRecord(STAMP, NOON + 0.2502, 'SIGTERM', cost);
  assert.is(seq, 7);
  assert.is(role, 'kept');
  assert.equal(parseIncoming(head), { type: 'bye', ...STAMP, time: NOON + 0.25, reason: 'SIGTERM' });
  assert.equal(JSON.parse(String(body)), cost);
});

test.run();
