import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Address,
  addressOf,
  hashOf,
  START,
  wholeText,
} from '../../../../src/report/browser/address/address.ts';

test('hosts, a time, a chart and a run are said in this order', () => {
  const address: Address = {
    hosts: ['node027', 'node003'],
    time: [1440, 2340],
    chart: 'cpu_busy_percent',
    run: 2,
  };
  assert.is(hashOf(address), '#host=node027&host=node003&t=1440-2340&chart=cpu_busy_percent&run=2');
  assert.equal(addressOf('#host=node027&t=1440-2340'), {
    ...START,
    hosts: ['node027'],
    time: [1440, 2340],
  });
});

test('a time that begins before the benchmark, and a short one', () => {
  assert.is(hashOf({ ...START, time: [-5, 30.04] }), '#t=-5-30');
  assert.is(hashOf({ ...START, time: [-5.25, -1.5] }), '#t=-5.25--1.5');
  assert.equal(addressOf('#t=-5.25--1.5')?.time, [-5.25, -1.5]);
});

test('nothing behind the # is where a page is opened; a heading is no address', () => {
  assert.equal([addressOf(''), addressOf('#')], [START, START]);
  assert.is(hashOf(START), '');
  assert.is(addressOf('#charts'), null);
  assert.is(addressOf('#finding-2'), null);
});

test('what makes no sense is left out', () => {
  for (const time of ['', '5', '5-', 'a-b', '1e3-2e3', '1-2-3', `${'9'.repeat(400)}-1`])
    assert.equal(addressOf(`#t=${time}`), START, time);
  for (const run of ['0', '-1', '1.5', 'x', '99999']) assert.equal(addressOf(`#run=${run}`), START, run);
  assert.equal(addressOf('#host=%E0%A4%A&host=%')?.hosts, ['\ufffd%A', '%']);
  assert.is(
    addressOf(`#${'host=x&'.repeat(3)}${[...Array(99)].map((_, n) => `host=${n}`).join('&')}`)?.hosts.length,
    16,
  );
});

test('whatever hosts are called, they are read as they were said', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constant('\ud800&t=1-2#'),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 7, selector: wholeText }), (hosts) => {
      const hash = hashOf({ ...START, hosts, time: [1, 2] });
      assert.match(hash, /^#[\x21-\x7e]*$/);
      assert.equal(addressOf(hash), { ...START, hosts: hosts.map(wholeText), time: [1, 2] });
    }),
  );
});

test.run();
