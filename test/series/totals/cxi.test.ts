import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRated, isRatedMember } from '../../../src/series/rated.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { cxiDoubts, cxiTotals } from '../../../src/series/totals/cxi.ts';
import { noonPlus } from '../example.ts';

const test = suite('bytes of Slingshot cards');

type Counters = Record<string, number | bigint>;

function sampleOf(cxi: Record<string, Counters> | undefined, seconds = 0): Sample {
  const facts = { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0 };
  return cxi === undefined ? facts : { ...facts, cxi };
}

function octets(rx: number | bigint, tx: number | bigint): Counters {
  return { hni_sts_rx_ok_octets: rx, hni_sts_tx_ok_octets: tx, pct_spt_timeouts: 0 };
}

const between = (before: Record<string, Counters>, after: Record<string, Counters>) =>
  cxiTotals(sampleOf(before), sampleOf(after));

test('octets are bytes, of all cards together', () => {
  const before = { cxi0: octets(5, 7), cxi1: octets(100, 100) };
  assert.equal(between(before, { cxi0: octets(15, 7), cxi1: octets(101, 103) }), [11, 3]);
});

test('exact beyond 2^53', () => {
  const big = 2n ** 54n;
  assert.equal(between({ cxi0: octets(big, 0) }, { cxi0: octets(big + 3n, 0) }), [3, 0]);
});

test('one that falls from the upper half of 56 or of 64 bits has begun again, else it was reset', () => {
  const rx = (then: bigint | number, now: number) =>
    between({ c: octets(then, 0) }, { c: octets(now, 0) })[0];
  assert.is(rx(2n ** 56n - 10n, 5), 15);
  assert.is(rx(2n ** 55n, 0), 2 ** 55);
  assert.is(rx(2n ** 55n - 1n, 0), null);
  assert.is(rx(1000, 5), null);
  assert.is(rx(2n ** 64n - 10n, 5), 15);
  assert.is(rx(2n ** 63n - 1n, 5), null);
  assert.is(rx(2n ** 56n, 5), null);
});

test('a card that was reset, came or went is left out; of none nothing is known', () => {
  const before = { cxi0: octets(50, 50), cxi1: octets(9, 9), gone: octets(1, 1) };
  const after = { cxi0: octets(10, 60), cxi1: octets(10, 10), came: octets(7, 7) };
  assert.equal(between(before, after), [1, 11]);
  assert.equal(between({ cxi0: octets(1, 1) }, { cxi1: octets(2, 2) }), [null, null]);
  assert.equal(between({}, {}), [null, null]);
  assert.equal(cxiTotals(sampleOf(undefined), sampleOf({ c: octets(1, 1) })), [null, null]);
});

test('packets by size have bounds and no rate: the card could be most of what was carried', () => {
  const sizes = (count: number) => ({ hni_rx_ok_64: count, hni_rx_ok_8192_to_max: count });
  const before = { cxi0: octets(5, 5), cxi1: sizes(1) };
  assert.equal(between(before, { cxi0: octets(6, 6), cxi1: sizes(2) }), [null, 1]);
});

test('a virtual function without data is left out, and so is a card whose octets could not be read once', () => {
  const events = { pct_spt_timeouts: 0 };
  assert.equal(between({ a: octets(5, 5), b: events }, { a: octets(6, 7), b: events }), [1, 2]);
  assert.equal(between({ a: octets(5, 5), b: octets(1, 1) }, { a: octets(6, 7), b: events }), [1, 2]);
});

test('which cards are in doubt, in whichever direction', () => {
  const doubts = (card: Counters) => cxiDoubts(sampleOf({ cxi3: card }));
  const doubt = [
    'cxi3: it counts packets by size, not bytes; what Slingshot cards have carried is not known',
  ];
  assert.equal(doubts({ ...octets(1, 1), hni_rx_ok_64: 5 }), []);
  assert.equal(doubts({ pct_spt_timeouts: 1, hni_rx_ok_64: 5 }), doubt);
  assert.equal(doubts({ hni_sts_rx_ok_octets: 1, hni_tx_ok_27: 0 }), doubt);
  assert.equal(doubts({ hni_tx_ok_27: 0, hni_sts_rx_ok_octets: 1 }), doubt);
  assert.equal(doubts({ pct_spt_timeouts: 1 }), []);
  assert.equal(cxiDoubts(sampleOf(undefined)), []);
  const mixed = { pct_spt_timeouts: 1, hni_rx_ok_64: 5 };
  assert.equal(between({ a: octets(1, 1), b: mixed }, { a: octets(2, 2), b: mixed }), [null, 1]);
});

test('what no kernel prints is no count: of another program, or a broken file', () => {
  const bytes = (then: number | bigint, now: number | bigint) =>
    between({ c: octets(then, 0) }, { c: octets(now, 0) })[0];
  assert.equal(
    [bytes(1.5, 2), bytes(1, 2.5), bytes(1, 2n ** 70n), bytes(2n ** 70n, 5)],
    [null, null, null, null],
  );
  assert.equal(cxiTotals(sampleOf({ c: octets(1, 1) }), sampleOf(undefined)), [null, null]);
});

test('rates are 10^6 bytes a second, and nothing of it is in the network', () => {
  const at = (seconds: number, rx: number) => sampleOf({ cxi0: octets(rx, 2 * rx) }, seconds);
  const rates = ratesBetween(at(0, 0), at(10, 100_000_000), undefined);
  assert.equal([rates.cxi_rx_mb_per_s, rates.cxi_tx_mb_per_s], [10, 20]);
  assert.equal([rates.net_rx_mb_per_s, rates.rdma_rx_mb_per_s], [null, null]);
});

test('which counters rates are made of', () => {
  assert.ok(isRated('cxi', 'cxi0 hni_sts_rx_ok_octets', ''));
  assert.ok(isRatedMember('cxi', ['cxi0', 'hni_tx_ok_64']));
  assert.not(isRated('cxi', 'cxi0 hni_sts_rx_bad_octets', ''));
  assert.not(isRatedMember('cxi', ['cxi0', 'pct_spt_timeouts']));
});

test.run();
