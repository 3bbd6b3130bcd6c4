import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFromBroker, parseToBroker } from '../../../../src/launch/rendezvous/broker/messages.ts';

const endpoint = { host: '198.18.0.11', port: 1 };
const gather = {
  endpoints: [endpoint, { ...endpoint, host: 'fd00::11' }],
  hostname: 'node1',
  file: '/results/a_timeseries.json',
  journal: '/results/a_timeseries.journal',
  rendezvous: null,
};
const progress = { op: 'progress', ready: 0, expected: null, missing: ['node2'], merged: 0.5 };
const done = { op: 'done', phase: 'failed', problem: 'no port is free', said: Array(10).fill('x') };
const bytes = (message: unknown) => Buffer.from(JSON.stringify(message));

test('what ranks say is heard as they say it', () => {
  const messages = [{ op: 'ask' }, { op: 'tell', gather }, progress, done];
  for (const message of messages) assert.equal(parseToBroker(bytes(message)), message);
  const { missing: _, ...short } = progress;
  assert.equal(parseToBroker(bytes(short)), short);
  const plain = { op: 'done', phase: 'done', problem: null };
  assert.equal(parseToBroker(bytes(plain)), plain);
});

test('what a broker says is heard as it says it', () => {
  const benchmark = { command: ['ior'], start: 1, end: null, exit_code: null };
  for (const message of [
    { op: 'gather', gather: { ...gather, rendezvous: '/results/.rankstat-k.json' } },
    { op: 'failed', problem: 'no port is free' },
    { op: 'stop', reason: 'SIGTERM' },
    { op: 'benchmark', benchmark },
    { op: 'absent', host: 'node2', reason: 'no disk' },
  ]) {
    assert.equal(parseFromBroker(bytes(message)), message);
  }
});

test('what is out of its bounds is no message', () => {
  const told = (more: object) => ({ op: 'tell', gather: { ...gather, ...more } });
  const at = (more: object) => told({ endpoints: [{ ...endpoint, ...more }] });
  const good = [
    told({ endpoints: Array(256).fill(endpoint) }),
    told({ file: 'x'.repeat(4096) }),
    { ...progress, missing: Array(1000).fill('x') },
    { ...progress, merged: 0 },
    { ...progress, merged: 1, expected: 0 },
  ];
  for (const message of good) assert.equal(parseToBroker(bytes(message)), message);
  const wrong = [
    ...[at({ port: 0 }), at({ port: 65_536 }), at({ port: 1.5 }), at({ host: 'node1' })],
    ...[told({ endpoints: [] }), told({ endpoints: Array(257).fill(endpoint) })],
    ...[told({ file: 'x'.repeat(4097) }), told({ hostname: 1 }), told({ journal: null })],
    ...[
      { ...progress, ready: -1 },
      { ...progress, ready: 0.5 },
      { ...progress, merged: 1.01 },
    ],
    ...[
      { ...progress, merged: -0.01 },
      { ...progress, missing: Array(1001).fill('x') },
    ],
    ...[{ ...done, said: Array(11).fill('x') }, { ...done, phase: 'over' }, { op: 'gather', gather }, {}],
  ];
  for (const message of wrong) assert.is(parseToBroker(bytes(message)), undefined, JSON.stringify(message));
  assert.is(parseFromBroker(bytes({ op: 'ask' })), undefined);
  assert.is(parseToBroker(undefined), undefined);
  assert.is(parseToBroker(Buffer.from('{')), undefined);
});

test('a message has up to 256 KiB', () => {
  const ask = JSON.stringify({ op: 'ask' });
  assert.equal(parseToBroker(Buffer.from(ask.padEnd(256 * 1024))), { op: 'ask' });
  assert.is(parseToBroker(Buffer.from(ask.padEnd(256 * 1024 + 1))), undefined);
});

test.run();
