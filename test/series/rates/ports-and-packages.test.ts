import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { exampleInfo, noonPlus, rdmaPort } from '../example.ts';

const test = suite('errors of RDMA ports, heat');

type Counters = Record<string, number>;

function sampleOf(seconds: number, more: Partial<Sample>): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, ...more };
}

/** Over ten seconds. */
function errors(before: Record<string, Counters>, after: Record<string, Counters>): number | null {
  const info = exampleInfo({ rdma_ports: [rdmaPort('mlx5_0', 'mlx5_core')] });
  return ratesBetween(sampleOf(0, { rdma: before }), sampleOf(10, { rdma: after }), info).rdma_errors_per_s;
}

test('symbols, links, packets; not what waited or was sent again', () => {
  const before = { symbol_error: 5, link_downed: 1, port_xmit_discards: 0, port_xmit_wait: 0 };
  const after = { symbol_error: 15, link_downed: 2, port_xmit_discards: 9, port_xmit_wait: 9000 };
  assert.is(errors({ 'mlx5_0/1': before }, { 'mlx5_0/1': { ...after, packet_seq_err: 70 } }), 2);
});

test('software is left out, a port that was reset and one that counts none, too', () => {
  const up = { symbol_error: 50 };
  assert.is(errors({ 'rxe0/1': { symbol_error: 0 } }, { 'rxe0/1': up }), null);
  assert.is(errors({ 'mlx5_0/1': { symbol_error: 51 } }, { 'mlx5_0/1': up }), null);
  assert.is(errors({ 'mlx5_0/1': { port_rcv_data: 0 } }, { 'mlx5_0/1': { port_rcv_data: 9 } }), null);
  assert.is(
    errors({ 'mlx5_0/1': up, 'mlx5_1/1': up }, { 'mlx5_0/1': up, 'mlx5_1/1': { symbol_error: 60 } }),
    1,
  );
});

/** Over ten seconds. */
function heat(before: Sample['thermal'], after: Sample['thermal']): number | null {
  const [one, other] = [sampleOf(0, { thermal: before }), sampleOf(10, { thermal: after })];
  return ratesBetween(one, other, undefined).cpu_thermal_percent;
}

test('the package that was throttled longest', () => {
  const at = (first: number, second: number) => ({
    0: { package_throttle_count: 9, package_throttle_total_time_ms: first },
    1: { package_throttle_count: 9, package_throttle_total_time_ms: second },
  });
  assert.is(heat(at(100, 5000), at(600, 7500)), 25);
  assert.is(heat(at(100, 5000), at(100, 15_100)), 100);
  assert.is(heat(at(100, 5000), at(100, 5000)), 0);
});

test('how often alone tells no time', () => {
  assert.is(heat({ 0: { package_throttle_count: 1 } }, { 0: { package_throttle_count: 9 } }), null);
});

test.run();
