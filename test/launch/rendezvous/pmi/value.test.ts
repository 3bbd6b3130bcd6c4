import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressValue, failureValue, parseValue } from '../../../../src/launch/rendezvous/pmi/value.ts';
import { RankZeroFailed } from '../../../../src/launch/rendezvous/rank-zero-failed.ts';

const SECRET = 'A'.repeat(43);
const endpoint = (host: string) => ({ host, port: 40_001 });
/** A value has less than 1024 bytes, in base64. */
const room = (value: string) => 1023 - Buffer.from(value).toString('base64url').length;

test('where the gather is; of many addresses the six best', () => {
  const endpoints = Array.from({ length: 9 }, (_, nth) =>
    endpoint(`2001:db8:1234:5678:9abc:def0:1234:567${nth}`),
  );
  const value = addressValue({ secret: SECRET, endpoints });
  assert.ok(room(value) >= 0);
  assert.equal(parseValue(value), { secret: SECRET, endpoints: endpoints.slice(0, 6) });
});

test('a failure is an error with its reason, which is cut where the room ends', () => {
  const failed = (problem: string) => {
    try {
      parseValue(failureValue(problem));
    } catch (error) {
      return error instanceof RankZeroFailed ? error.message : `other: ${error}`;
    }
    return 'nothing';
  };
  assert.is(failed('no port is free'), 'rank 0 failed: no port is free');
  assert.is(failed('x'.repeat(240)), `rank 0 failed: ${'x'.repeat(240)}`);
  assert.is(failed('x'.repeat(241)), `rank 0 failed: ${'x'.repeat(239)}…`);
  assert.ok(room(failureValue('語'.repeat(1000))) >= 0);
});

test('what is neither is an error', () => {
  const good = JSON.parse(addressValue({ secret: SECRET, endpoints: [endpoint('10.0.0.1')] }));
  for (const wrong of [{ ...good, secret: 'x' }, { ...good, endpoints: [] }, { failure: 1 }, {}, 'x', null]) {
    assert.throws(() => parseValue(JSON.stringify(wrong)));
  }
  assert.throws(() => parseValue('not JSON'));
});

test.run();
