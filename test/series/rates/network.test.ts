import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { exampleInfo, networkInterface, noonPlus } from '../example.ts';

const test = suite('use and errors of the network');

type Cells = Record<string, number>;

function sampleOf(seconds: number, interfaces: Record<string, Cells>, more: Partial<Sample> = {}): Sample {
  const netdev = Object.entries(interfaces).map(([interface_name, cells]) => ({ interface_name, ...cells }));
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, netdev, ...more };
}

const ZERO = { rx_bytes: 0, tx_bytes: 0 };
const card = (name: string, speed_mbps: number | null, master: string | null = null) =>
  networkInterface(name, { has_device: true, speed_mbps, master });

/** Over ten seconds, from 0 on. */
function busiest(after: Record<string, Cells>, interfaces: ReturnType<typeof card>[]): number | null {
  const before = Object.fromEntries(Object.keys(after).map((name) => [name, ZERO]));
  const info = exampleInfo({ interfaces });
  return ratesBetween(sampleOf(0, before), sampleOf(10, after), info).net_busiest_percent;
}

test('of 10 Gbit/s, 11.25 GB in ten seconds are 90 %, in the busier direction', () => {
  const eth0 = { rx_bytes: 11_250_000_000, tx_bytes: 2_000_000_000 };
  assert.is(busiest({ eth0 }, [card('eth0', 10_000)]), 90);
  const other = { rx_bytes: 2_000_000_000, tx_bytes: 11_250_000_000 };
  assert.is(busiest({ eth0: other }, [card('eth0', 10_000)]), 90);
});

test('the one that is nearest to its own speed, not the one that carries most', () => {
  const after = {
    eth0: { rx_bytes: 1_000_000_000, tx_bytes: 0 }, // 80 % of 1 Gbit/s
    eth1: { rx_bytes: 25_000_000_000, tx_bytes: 0 }, // 20 % of 100 Gbit/s
  };
  assert.is(busiest(after, [card('eth0', 1000), card('eth1', 100_000)]), 80);
});

test('a card behind a virtual one that does not tell its speed tells it', () => {
  // What belongs to a card with hardware is counted there.
  const interfaces = [card('eth0', null), card('enP1s1', 50_000, 'eth0')];
  const moved = { rx_bytes: 6_250_000_000, tx_bytes: 0 };
  assert.is(busiest({ eth0: moved, enP1s1: moved }, interfaces), 10);
});

test('a speed that nobody tells leaves it open', () => {
  assert.is(busiest({ eth0: { rx_bytes: 9, tx_bytes: 9 } }, [card('eth0', null)]), null);
  assert.is(busiest({ eth0: { rx_bytes: 9, tx_bytes: 9 } }, [card('eth0', -1)]), null);
  assert.is(busiest({ eth0: ZERO }, [card('eth0', 1000)]), 0);
});

test('so does an interface that nobody knows, if it carried something', () => {
  const eth0 = { rx_bytes: 125_000_000, tx_bytes: 0 };
  assert.is(busiest({ eth0, eth9: { rx_bytes: 1, tx_bytes: 0 } }, [card('eth0', 1000)]), null);
  assert.is(busiest({ eth0, eth9: ZERO }, [card('eth0', 1000)]), 10);
});

test('errors and drops are those of counted interfaces, both directions together', () => {
  const zero = { rx_errors: 0, tx_errors: 0, rx_dropped: 0, tx_dropped: 0 };
  const info = exampleInfo({ interfaces: [card('eth0', 1000), networkInterface('br0')] });
  const found = ratesBetween(
    sampleOf(0, { lo: zero, eth0: { ...zero, rx_dropped: 100 }, br0: zero }),
    sampleOf(10, {
      lo: { ...zero, rx_dropped: 900 },
      eth0: { rx_errors: 20, tx_errors: 10, rx_dropped: 150, tx_dropped: 30 },
      br0: { ...zero, rx_errors: 900 },
    }),
    info,
  );
  assert.equal([found.net_errors_per_s, found.net_drops_per_s], [3, 8]);
});

test('segments that were sent again', () => {
  const at = (seconds: number, RetransSegs: number) =>
    sampleOf(seconds, {}, { tcp: { Tcp: { RetransSegs } } });
  assert.is(ratesBetween(at(0, 100), at(10, 350), undefined).tcp_retransmits_per_s, 25);
  assert.is(ratesBetween(sampleOf(0, {}), at(10, 350), undefined).tcp_retransmits_per_s, null);
});

test.run();
