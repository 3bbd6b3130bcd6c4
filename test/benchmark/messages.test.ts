import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type FromRecorder,
  fromRecorder,
  line,
  type ToRecorder,
  toRecorder,
} from '../../src/benchmark/messages.ts';

test('what either says is understood by the other', () => {
  const ups: FromRecorder[] = [
    { op: 'began', readyTimeoutMs: 30_000, strict: true, quiet: false },
    { op: 'go', env: { RANKSTAT_RENDEZVOUS: 'file:/x' } },
    { op: 'heard', signal: 'SIGINT' },
    { op: 'alive' },
  ];
  for (const message of ups) assert.equal(fromRecorder(line(message)), message);
  const downs: ToRecorder[] = [
    { op: 'signal', signal: 'SIGTERM' },
    { op: 'ended', code: 3, signal: null },
    { op: 'ended', code: null, signal: 'SIGKILL' },
  ];
  for (const message of downs) assert.equal(toRecorder(line(message)), message);
});

test('anything else is nothing', () => {
  for (const text of [
    '',
    '{',
    '{"op":"stop"}',
    '{"op":"heard","signal":"SIGNONE"}',
    '{"op":"go","env":{"A":1}}',
    'null',
  ])
    assert.is(fromRecorder(text), undefined, text);
  assert.is(toRecorder('{"op":"signal","signal":"toString"}'), undefined);
});

test.run();
