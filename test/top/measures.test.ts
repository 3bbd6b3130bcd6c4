import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CURVES, MEASURES, SUMS, sumOf, wholeSumOf } from '../../src/top/measures.ts';

const sumNamed = (word: string) => SUMS.find((sum) => sum.word === word)!;

test('columns, in their order, and which curve stands behind which', () => {
  assert.equal(
    MEASURES.map(({ title, curve }) => [title, curve === undefined ? '' : CURVES[curve]?.word]),
    [
      ['CPU%', 'CPU'],
      ['iow%', ''],
      ['memGiB', ''],
      ['rdMB/s', ''],
      ['wrMB/s', 'disk'],
      ['rxMB/s', ''],
      ['txMB/s', 'net'],
      ['nfsRd', ''],
      ['nfsWr', ''],
      ['lusRd', ''],
      ['lusWr', ''],
      ['rdmaRx', ''],
      ['rdmaTx', ''],
      ['cxiRx', ''],
      ['cxiTx', ''],
      ['thr%', ''],
      ['jobGiB', ''],
    ],
  );
});

test('what hosts are sorted by, and the upper ends of curves', () => {
  assert.equal(
    SUMS.map(({ key, word, most, metrics }) => [key, word, most, metrics.map(({ name }) => name)]),
    [
      ['c', 'CPU', 100, ['cpu_busy_percent']],
      ['i', 'iow', 100, ['cpu_iowait_percent']],
      ['m', 'mem', null, ['memory_used_kb']],
      ['d', 'disk', null, ['disk_read_mb_per_s', 'disk_write_mb_per_s']],
      ['t', 'net', null, ['net_rx_mb_per_s', 'net_tx_mb_per_s']],
    ],
  );
});

test('a sum is of what is known, in the unit in which it is shown', () => {
  const disk = (read: number | null, write: number | null) =>
    sumOf({ disk_read_mb_per_s: read, disk_write_mb_per_s: write }, sumNamed('disk'));
  assert.equal([disk(3, 4), disk(3, null), disk(null, 0), disk(null, null)], [7, 3, 0, null]);
  assert.is(sumOf({}, sumNamed('disk')), null);
  assert.is(sumOf({ memory_used_kb: 3 * 1024 * 1024 }, sumNamed('mem')), 3);
});

test('what is drawn is the whole sum, or nothing', () => {
  const net = (received: number | null, sent: number | null) =>
    wholeSumOf({ net_rx_mb_per_s: received, net_tx_mb_per_s: sent }, sumNamed('net'));
  assert.equal([net(3, 4), net(null, 0), net(3, null), net(null, null)], [7, null, null, null]);
});

test.run();
