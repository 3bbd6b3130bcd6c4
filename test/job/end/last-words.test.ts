import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LastWords } from '../../../src/job/end/last-words.ts';
import { parseToBroker } from '../../../src/launch/rendezvous/broker/messages.ts';
import { heardLog } from '../../run/heard-log.ts';

test('what is warned of is said as before, and kept; the rest is said', () => {
  const { log, said } = heardLog();
  const words = new LastWords(log);
  words.log.warn('no goodbye from node2');
  words.log.info('3 hosts');
  words.log.detail('why');
  assert.equal(said, ['warn: no goodbye from node2', 'info: 3 hosts', 'detail: why']);
  assert.equal(words.said, ['no goodbye from node2']);
});

test('many and long ones still pass as a message', () => {
  const words = new LastWords(heardLog().log);
  for (let nth = 0; nth < 30; nth++) words.log.warn(`${nth}${'\u0000'.repeat(10_000)}`);
  assert.is(words.said.length, 10);
  assert.is(words.said[0], `20${'\u0000'.repeat(998)}`);
  const done = { op: 'done' as const, phase: 'done' as const, problem: null, said: words.said };
  assert.equal(parseToBroker(Buffer.from(JSON.stringify(done))), done);
});

test('a rank of before, which tells nothing of it, is understood', () => {
  const done = { op: 'done' as const, phase: 'done' as const, problem: null };
  assert.equal(parseToBroker(Buffer.from(JSON.stringify(done))), done);
});

test.run();
