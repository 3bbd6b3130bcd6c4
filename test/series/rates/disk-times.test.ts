import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { blockDevice, exampleInfo, noonPlus } from '../example.ts';

const test = suite('times of disks');

type Cells = Record<string, number | bigint>;

const ZERO = {
  ...{ reads_completed: 0, sectors_read: 0, time_reading_ms: 0 },
  ...{ writes_completed: 0, sectors_written: 0, time_writing_ms: 0 },
  ...{ time_doing_ios_ms: 0, weighted_time_doing_ios_ms: 0 },
};

function sampleOf(seconds: number, disks: Record<string, Cells>): Sample {
  const diskstats = Object.entries(disks).map(([device_name, cells]) => ({ device_name, ...cells }));
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, diskstats };
}

/** Over ten seconds: percent of the time, ms, requests. */
function rates(before: Record<string, Cells>, after: Record<string, Cells>, info = exampleInfo()) {
  const found = ratesBetween(sampleOf(0, before), sampleOf(10, after), info);
  return [found.disk_busy_percent, found.disk_await_ms, found.disk_queue];
}

test('as iostat has them: %util, await, aqu-sz', () => {
  const before = {
    ...{ reads_completed: 1000, sectors_read: 8000, time_reading_ms: 500 },
    ...{ writes_completed: 200, sectors_written: 1600, time_writing_ms: 900 },
    ...{ time_doing_ios_ms: 700, weighted_time_doing_ios_ms: 1400 },
  };
  const after = {
    ...{ reads_completed: 1300, sectors_read: 9000, time_reading_ms: 1100 },
    ...{ writes_completed: 300, sectors_written: 2000, time_writing_ms: 4300 },
    ...{ time_doing_ios_ms: 3200, weighted_time_doing_ios_ms: 5400 },
  };
  // 2500 of 10 000 ms; (600 + 3400) ms of 300 + 100 requests; 4000 ms of 10 000.
  assert.equal(rates({ sda: before }, { sda: after }), [25, 10, 0.4]);
});

test('busy is the busiest disk, await the mean of all requests, the queue that of all disks', () => {
  const fast = { ...ZERO, reads_completed: 900, time_reading_ms: 900, time_doing_ios_ms: 500 };
  const slow = { ...ZERO, writes_completed: 100, time_writing_ms: 9100, time_doing_ios_ms: 9000 };
  const after = {
    sda: { ...fast, weighted_time_doing_ios_ms: 900 },
    sdb: { ...slow, weighted_time_doing_ios_ms: 9100 },
  };
  assert.equal(rates({ sda: ZERO, sdb: ZERO }, after), [90, 10, 1]);
});

test('what lies on a disk is not looked at beside it', () => {
  const info = exampleInfo({ block_devices: [blockDevice('sda'), blockDevice('dm-0', { slaves: ['sda'] })] });
  const one = { ...ZERO, reads_completed: 10, time_reading_ms: 20, time_doing_ios_ms: 20 };
  const slow = { ...ZERO, reads_completed: 10, time_reading_ms: 9000, time_doing_ios_ms: 9000 };
  assert.equal(rates({ sda: ZERO, 'dm-0': ZERO }, { sda: one, 'dm-0': slow }, info), [0.2, 2, 0]);
});

test('where no request ended none took any time; one can be there all the same', () => {
  const busy = { ...ZERO, time_doing_ios_ms: 10_000, weighted_time_doing_ios_ms: 20_000 };
  assert.equal(rates({ sda: ZERO }, { sda: busy }), [100, null, 2]);
  assert.equal(rates({ sda: ZERO }, { sda: ZERO }), [0, null, 0]);
});

test('more than all of the time is all of it', () => {
  assert.is(rates({ sda: ZERO }, { sda: { ...ZERO, time_doing_ios_ms: 10_004 } })[0], 100);
});

test('times have 32 bits, and begin again', () => {
  const before = {
    ...{ reads_completed: 5, sectors_read: 5, time_reading_ms: 2 ** 32 - 100 },
    ...{ writes_completed: 5, sectors_written: 5, time_writing_ms: 7 },
    ...{ time_doing_ios_ms: 2 ** 32 - 1000, weighted_time_doing_ios_ms: 2 ** 32 - 1 },
  };
  const after = {
    ...before,
    ...{ reads_completed: 15, time_reading_ms: 100, time_doing_ios_ms: 1500 },
    weighted_time_doing_ios_ms: 4999,
  };
  // 100 + 100 ms of 10 reads; 1000 + 1500 ms; 1 + 4999 ms.
  assert.equal(rates({ sda: before }, { sda: after }), [25, 20, 0.5]);
});

test('a disk that was reset is left out; a time that falls a little has not begun again', () => {
  const before = { ...ZERO, reads_completed: 900, time_reading_ms: 4_000_000_000, time_doing_ios_ms: 5 };
  assert.equal(rates({ sda: before }, { sda: ZERO }), [null, null, null]);
  const less = { ...before, time_reading_ms: 3_999_999_990, reads_completed: 910, time_doing_ios_ms: 1005 };
  assert.equal(rates({ sda: before }, { sda: less }), [10, null, 0]);
});

test('a host without disks has none that is busy; of one whose disks were not read nothing is known', () => {
  assert.equal(rates({}, {}), [0, null, 0]);
  const info = exampleInfo({ block_devices: [blockDevice('sda')] });
  assert.equal(rates({}, {}, info), [null, null, null]);
});

test.run();
