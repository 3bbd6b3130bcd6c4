import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { isRated, isRatedMember } from '../../../src/series/rated.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import { hostInfoSchema, type Sample } from '../../../src/series/schema.ts';
import { rdmaTotals } from '../../../src/series/totals/rdma.ts';
import { exampleInfo, noonPlus, rdmaPort } from '../example.ts';

const test = suite('bytes of RDMA ports');

type Counters = Record<string, number | bigint>;

function sampleOf(rdma: Record<string, Counters> | undefined, seconds = 0): Sample {
  const facts = { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0 };
  return rdma === undefined ? facts : { ...facts, rdma };
}

/** Of one port of this driver, which has come from all counters 0 to these. */
function oneOf(driver: string | null, after: Counters, before: Counters = zeros(after)) {
  const info = exampleInfo({ rdma_ports: [rdmaPort('dev0', driver)] });
  return rdmaTotals(sampleOf({ 'dev0/1': before }), sampleOf({ 'dev0/1': after }), info);
}

function zeros(counters: Counters): Counters {
  return Object.fromEntries(Object.keys(counters).map((name) => [name, 0]));
}

test('words are four bytes, whatever the lanes: mlx5', () => {
  assert.equal(oneOf('mlx5_core', { port_rcv_data: 1000, port_xmit_data: 10 }), [4000, 40]);
  assert.equal(oneOf('mlx5_core.sf', { port_rcv_data: 1000, port_xmit_data: 10 }), [4000, 40]);
  assert.equal(oneOf('mlx4_core', { port_rcv_data_64: 1000, port_xmit_data_64: 10 }), [4000, 40]);
});

test('bytes are bytes: bnxt, efa, erdma, and the sums of irdma and ionic', () => {
  assert.equal(oneOf('bnxt_en', { rx_bytes: 1000, tx_bytes: 10 }), [1000, 10]);
  assert.equal(oneOf('efa', { rx_bytes: 1000, tx_bytes: 10, retrans_bytes: 5 }), [1000, 10]);
  assert.equal(oneOf('erdma', { rx_bytes_cnt: 1000, tx_bytes_cnt: 10 }), [1000, 10]);
  const octets = { ip4InOctets: 1000, ip6InOctets: 7, ip4OutOctets: 10, ip6OutOctets: 1 };
  assert.equal(oneOf('ice', octets), [1007, 11]);
  const cast = { rx_rdma_ucast_bytes: 1000, rx_rdma_mcast_bytes: 7, tx_rdma_ucast_bytes: 10 };
  assert.equal(oneOf('ionic', cast), [1007, 10]);
});

test('of a bnxt that has both, bytes; of one that has words only, words', () => {
  const both = { rx_bytes: 1000, tx_bytes: 10, port_rcv_data: 250, port_xmit_data: 2 };
  assert.equal(oneOf('bnxt_en', both), [1000, 10]);
  assert.equal(oneOf('bnxt_en', { port_rcv_data: 250, port_xmit_data: 2 }), [1000, 8]);
});

test('of a driver that is not known, words as the ABI of the kernel has them', () => {
  assert.equal(oneOf('nobody_knows', { port_rcv_data: 1000, port_xmit_data: 10 }), [4000, 40]);
  assert.equal(oneOf(null, { rx_bytes: 1000, tx_bytes: 10 }), [1000, 10]);
  const words = (port_rcv_data: number) => sampleOf({ 'dev0/1': { port_rcv_data, port_xmit_data: 0 } });
  assert.equal(rdmaTotals(words(0), words(1000), undefined), [4000, 0]);
  assert.equal(rdmaTotals(words(0), words(1000), exampleInfo()), [4000, 0]);
});

test('hfi1: whether it counts words or flits is not confirmed, so nothing is known, of no port', () => {
  assert.equal(oneOf('hfi1', { port_rcv_data: 1000, port_xmit_data: 10 }), [null, null]);
  const info = exampleInfo({ rdma_ports: [rdmaPort('hfi1_0', 'hfi1'), rdmaPort('mlx5_0', 'mlx5_core')] });
  const at = (words: number) => {
    const counters = { port_rcv_data: words, port_xmit_data: words };
    return sampleOf({ 'hfi1_0/1': counters, 'mlx5_0/1': counters });
  };
  assert.equal(rdmaTotals(at(0), at(1000), info), [null, null]);
});

test('software is left out: a network card has the same bytes', () => {
  const at = (words: number) => {
    const counters = { port_rcv_data: words, port_xmit_data: words };
    return sampleOf({ 'rxe0/1': counters, 'soft/1': counters, 'mlx5_0/1': counters, 'siw_eth0/1': counters });
  };
  const rdma_ports = [rdmaPort('soft', 'rdma_rxe', { soft: true }), rdmaPort('mlx5_0', 'mlx5_core')];
  assert.equal(rdmaTotals(at(0), at(1000), exampleInfo({ rdma_ports })), [4000, 4000]);
  const alone = (words: number) => sampleOf({ 'rxe0/1': { port_rcv_data: words, port_xmit_data: words } });
  assert.equal(rdmaTotals(alone(0), alone(1000), undefined), [null, null]);
});

test('a port that came, went or was reset is left out for that interval', () => {
  const words = (port_rcv_data: number) => ({ port_rcv_data, port_xmit_data: 0 });
  const before = sampleOf({ 'a/1': words(0), 'b/1': words(900), 'c/1': words(0) });
  const after = sampleOf({ 'a/1': words(10), 'b/1': words(3), 'd/1': words(5000) });
  assert.equal(rdmaTotals(before, after, undefined), [40, 0]);
});

test('beyond 2^53 and exact', () => {
  const end = 2n ** 64n - 1n;
  assert.equal(
    oneOf(
      'mlx5_core',
      { port_rcv_data: end, port_xmit_data: end },
      { port_rcv_data: end - 5n, port_xmit_data: end },
    ),
    [20, 0],
  );
});

test('a counter of 32 bits that has come to its end says nothing, and is no idleness', () => {
  const full = { port_rcv_data: 0xffffffff, port_xmit_data: 12 };
  assert.equal(oneOf('mlx4_core', full, { ...full, port_xmit_data: 10 }), [null, 8]);
  // One of 64 bits goes on.
  const long = { port_rcv_data_64: 0xffffffff, port_xmit_data_64: 1 };
  assert.equal(oneOf('mlx4_core', long, { ...long, port_rcv_data_64: 0xfffffffe }), [4, 0]);
});

test('what is not there is not known', () => {
  const port = { 'a/1': { port_rcv_data: 5, port_xmit_data: 5 } };
  assert.equal(rdmaTotals(sampleOf(undefined), sampleOf(port), undefined), [null, null]);
  assert.equal(rdmaTotals(sampleOf(port), sampleOf(undefined), undefined), [null, null]);
  assert.equal(rdmaTotals(sampleOf({}), sampleOf({}), undefined), [null, null]);
  const stateOnly = sampleOf({ 'a/1': { state: 4 } });
  assert.equal(rdmaTotals(stateOnly, stateOnly, undefined), [null, null]);
  // irdma of which one of two counters came later.
  assert.equal(oneOf('ice', { ip4InOctets: 5, ip6InOctets: 5 }, { ip4InOctets: 0 }), [null, null]);
  // Of which one of two could not be read this time: the other is a part.
  assert.equal(oneOf('ice', { ip4InOctets: 5 }, { ip4InOctets: 0, ip6InOctets: 5 }), [null, null]);
});

test('rates are 10^6 bytes a second, and nothing of it is in the network', () => {
  const at = (seconds: number, port_rcv_data: number) =>
    sampleOf({ 'mlx5_0/1': { port_rcv_data, port_xmit_data: 2 * port_rcv_data } }, seconds);
  const rates = ratesBetween(at(0, 0), at(10, 25_000_000), undefined);
  assert.equal([rates.rdma_rx_mb_per_s, rates.rdma_tx_mb_per_s], [10, 20]);
  assert.equal([rates.net_rx_mb_per_s, rates.net_tx_mb_per_s], [null, null]);
});

test('which counters rates are made of', () => {
  assert.ok(isRated('rdma', 'mlx5_0/1 port_rcv_data', ''));
  assert.ok(isRatedMember('rdma', ['mlx5_0/1', 'rx_bytes']));
  assert.not(isRated('rdma', 'mlx5_0/1 port_xmit_wait', ''));
  assert.not(isRatedMember('rdma', ['mlx5_0/1', 'retrans_bytes']));
  assert.not(isRatedMember('rdma', ['mlx5_0/1', 'state']));
});

test('host information with ports is valid, and so is that of before, without', () => {
  const info = exampleInfo({ rdma_ports: [rdmaPort('a', null, { soft: true }), rdmaPort('b', 'mlx5_core')] });
  assert.equal(v.parse(hostInfoSchema, info), info);
  assert.ok(v.is(hostInfoSchema, exampleInfo()));
  assert.not(v.is(hostInfoSchema, { ...info, rdma_ports: [{ device: 'a' }] }));
});

test.run();
