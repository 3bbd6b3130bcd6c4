import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rowsOf } from '../../src/convert/flatten.ts';
import { parseExact } from '../../src/exact/json.ts';
import type { Sample } from '../../src/series/schema.ts';
import { noonPlus } from '../series/example.ts';
import { FIRST } from './example.ts';

const test = suite('flatten');

/** Source, key and instance of each row, and its numbers. */
function rows(members: string) {
  const sources = Object(parseExact(`{${members}}`));
  const sample: Sample = { timestamp: noonPlus(0), hostname: 'node1', tick: 0, ...sources };
  return rowsOf(sample).map(({ source, key, instance, values }) => {
    const numbers = Object.entries(values).filter(([, value]) => typeof value !== 'string');
    return [
      `${source} ${key}=${instance}`,
      Object.fromEntries(numbers.filter(([, value]) => typeof value !== 'object')),
    ];
  });
}

test('each source of today, exact', () => {
  const most = 2n ** 64n - 1n;
  assert.equal(rows(FIRST), [
    [
      'diskstats device_name=sda',
      {
        reads_completed: most,
        sectors_read: 18014398509481985n,
        time_reading_ms: 12345,
        ios_in_progress: 3,
      },
    ],
    ['diskstats device_name=dm-0', { reads_completed: 7 }],
    ['vmstat instance=', { nr_free_pages: 5, pgfault: most }],
    ['meminfo instance=', { MemTotal: 18014398503714728n, 'Active(anon)': 1024, HugePages_Total: 16 }],
    [
      'loadavg instance=',
      { load_1min: 0.52, load_5min: 1, load_15min: 0, running_processes: 1, total_processes: 80 },
    ],
    ['netdev interface_name=bond0.100', { rx_bytes: 9007199254740993n, rx_errors: 1, tx_collisions: 2 }],
    ['cpu cpu=', { ctxt: 900, procs_running: 4 }],
    ['cpu cpu=total', { user: 1501, guest: 3 }],
    ['cpu cpu=cpu0', { user: 1500, guest: 3 }],
    ['cpu cpu=cpu2', { user: 1 }],
    ['pressure resource=cpu.some', { avg10: 12.34, total_us: 5 }],
    ['pressure resource=io.full', { avg10: 0, total_us: 1234567 }],
  ]);
});

test('TCP by protocol, NUMA by node, packets received by nothing', () => {
  const members =
    '"softnet":{"dropped":1},"tcp":{"Tcp":{"InSegs":2},"TcpExt":{"ListenDrops":3}},"numa":{"8":{"numa_hit":4}}';
  assert.equal(rows(members), [
    ['softnet instance=', { dropped: 1 }],
    ['tcp protocol=Tcp', { InSegs: 2 }],
    ['tcp protocol=TcpExt', { ListenDrops: 3 }],
    ['numa node=8', { numa_hit: 4 }],
  ]);
});

test('what is no source, and what has no numbers, has no rows', () => {
  assert.equal(rows('"late_ms":0.5,"kind":"final","errors":{"cpu":"gone"},"netdev":[],"vmstat":{}'), []);
});

test('a source that is not known yet', () => {
  assert.equal(rows('"nfs":{"mounts":[{"mount":"/home","age":1,"read":{"ops":2}},3,null],"total":4}'), [
    ['nfs instance=', { total: 4 }],
    ['nfs mount=mounts./home', { age: 1 }],
    ['nfs mount=mounts./home.read', { ops: 2 }],
  ]);
});

test('by how much the clock was set is a source of its own, what else is said of a sample is none', () => {
  assert.equal(rows('"late_ms":3,"clock_step_ms":-250.5,"vmstat":{"pgfault":1}'), [
    ['vmstat instance=', { pgfault: 1 }],
    ['clock instance=', { step_ms: -250.5 }],
  ]);
});

test.run();
