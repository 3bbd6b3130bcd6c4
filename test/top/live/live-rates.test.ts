import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sample } from '../../../src/series/schema.ts';
import { LiveRates } from '../../../src/top/live/live-rates.ts';
import { noonPlus } from '../../series/example.ts';

const load = (load_1min: number) => ({ loadavg: { load_1min } });
const nfs = (server_read_bytes: number) => ({ nfs: { '/data': { bytes: { server_read_bytes } } } });
const net = (bytes: number) => ({ netdev: [{ interface_name: 'eth0', rx_bytes: bytes, tx_bytes: 0 }] });

/** What is shown at each sample from the second on, one a second, of a host whose NFS is read once in three. */
function shown(samples: readonly Partial<Sample>[]) {
  const rates = new LiveRates([{ source: 'nfs', seconds: 3 }]);
  const moments = samples.map((more, nth) => ({
    sample: { timestamp: noonPlus(nth), hostname: 'a', tick: nth, ...more },
    time: nth * 1000,
  }));
  return moments.slice(1).map((after, nth) => rates.between(moments[nth]!, after, undefined));
}

test('a source that is read at few ticks shows at the others what it did before the last of them', () => {
  const all = shown([
    { ...load(0), ...nfs(0) },
    ...[load(1), load(2)],
    { ...load(3), ...nfs(6e6) },
    ...[load(4), load(5)],
    { ...load(6), ...nfs(9e6) },
  ]);
  assert.equal(
    all.map(({ seconds, load_1min, nfs_read_mb_per_s }) => [seconds, load_1min, nfs_read_mb_per_s]),
    // Nothing was known of the time before the first.
    [
      ...[
        [1, 1, null],
        [1, 2, null],
      ],
      ...[
        [1, 3, 2],
        [1, 4, 2],
        [1, 5, 2],
      ],
      [1, 6, 1],
    ],
  );
});

test('where it does not come again it is no longer shown after twice the time', () => {
  const all = shown([{ ...nfs(0), ...load(0) }, { ...nfs(1e6), ...load(0) }, ...Array(7).fill(load(0))]);
  assert.equal(
    all.map(({ nfs_read_mb_per_s }) => nfs_read_mb_per_s),
    [1, 1, 1, 1, 1, 1, null, null],
  );
});

test('what was not there when it was read again is not shown', () => {
  const all = shown([{ ...nfs(0) }, { ...nfs(1e6) }, {}, {}, { nfs: {} }]);
  assert.equal(
    all.map(({ nfs_read_mb_per_s }) => nfs_read_mb_per_s),
    [1, 1, 1, null],
  );
});

test('a source that is read at each tick and was not has no rate there, and then that of the time since', () => {
  const all = shown([net(0), net(1e6), {}, {}, net(10e6), net(11e6)]);
  assert.equal(
    all.map(({ net_rx_mb_per_s }) => net_rx_mb_per_s),
    [1, null, null, 3, 1],
  );
});

test.run();
