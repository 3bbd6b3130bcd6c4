import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diskstats } from '../../../src/procfs/sources/diskstats.ts';
import { FIXTURES, jsonOf, parsed, parseInto, readingOf } from '../parse.ts';

const test = suite('diskstats');

const OF_2_6 =
  '{"device_name":"sda","reads_completed":1,"reads_merged":2,"sectors_read":3,"time_reading_ms":4,' +
  '"writes_completed":5,"writes_merged":6,"sectors_written":7,"time_writing_ms":8,"ios_in_progress":9,' +
  '"time_doing_ios_ms":10,"weighted_time_doing_ios_ms":11';
const DISCARDS =
  ',"discards_completed":12,"discards_merged":13,"sectors_discarded":14,"time_discarding_ms":15';
const FLUSHES = ',"flush_requests_completed":16,"time_flushing_ms":17';

for (const [columns, json] of [
  ['14 columns (2.6)', `[${OF_2_6}}]`],
  ['15 columns (lxcfs)', `[${OF_2_6}}]`],
  ['17 columns (a part of the discards)', `[${OF_2_6}}]`],
  ['18 columns (4.18)', `[${OF_2_6}${DISCARDS}}]`],
  ['19 columns (a part of the flushes)', `[${OF_2_6}${DISCARDS}}]`],
  ['20 columns (5.5)', `[${OF_2_6}${DISCARDS}${FLUSHES}}]`],
  ['22 columns (to come)', `[${OF_2_6}${DISCARDS}${FLUSHES}}]`],
] as const) {
  test(columns, () => {
    const numbers = Array.from({ length: Number.parseInt(columns, 10) - 3 }, (_, nth) => nth + 1);
    assert.equal(parsed(diskstats, `   8       0 sda ${numbers.join(' ')}\n`), { json, error: undefined });
  });
}

test('lines of 14 and 12 numbers beside a whole one', () => {
  const file = path.join(FIXTURES, 'cases/15-diskstats-14-numbers/proc/diskstats');
  const fields = JSON.parse(parsed(diskstats, readFileSync(file)).json).map(Object.keys);
  assert.equal(
    fields.map((keys: string[]) => [keys.length - 1, keys.at(-1)]),
    [
      [11, 'weighted_time_doing_ios_ms'],
      [11, 'weighted_time_doing_ios_ms'],
      [15, 'time_discarding_ms'],
    ],
  );
});

test('a malformed line costs that line and is named', () => {
  const good = '8 0 sda 1 2 3 4 5 6 7 8 9 10 11';
  const { json, error } = parsed(diskstats, `${good}\n8 1 sda1 1 2 x3 4 5 6 7 8 9 10 11\n8 2 sda2 1 2\n8\n`);
  assert.is(json, `[${OF_2_6}}]`);
  assert.is(
    error,
    'line 2: "x3" is not a number (sectors_read); line 3: 2 numbers where at least 11 belong; line 4: no device name',
  );
});

test('an all-zero line is valid', () => {
  const { json, error } = parsed(diskstats, `7 0 loop0${' 0'.repeat(17)}\n`);
  assert.is(error, undefined);
  assert.is(JSON.parse(json)[0].time_flushing_ms, 0);
});

test('ios_in_progress of a driver that has lost count is shown as it is', () => {
  const { json } = parsed(diskstats, '8 0 sda 1 2 3 4 5 6 7 8 18446744073709551615 10 11\n');
  assert.match(json, '"ios_in_progress":18446744073709551615,');
});

test('ten thousand devices', () => {
  const lines = Array.from({ length: 10_000 }, (_, nth) => `8 ${nth} dm-${nth}${` ${nth}`.repeat(17)}\n`);
  const devices = JSON.parse(parsed(diskstats, lines.join('')).json);
  assert.is(devices.length, 10_000);
  assert.is(devices[9_999].time_flushing_ms, 9_999);
});

test('names that stay keep their layout, a device that comes makes a new one', () => {
  const read = readingOf(diskstats);
  const { reading } = read;
  const line = (name: string, value: number) => `8 0 ${name}${` ${value}`.repeat(17)}\n`;
  parseInto(read, line('sda', 1));
  const { layout } = reading;
  assert.is(reading.changed, true);
  parseInto(read, line('sda', 2));
  assert.is(reading.changed, false);
  assert.is(reading.layout, layout);
  assert.is(reading.previous.small[0], 1);
  assert.is(reading.numbers.small[0], 2);
  parseInto(read, line('sda', 3) + line('sdb', 4));
  assert.is(reading.changed, true);
  assert.equal(
    reading.layout.rows.map(({ name }) => name),
    ['sda', 'sdb'],
  );
  assert.equal(
    JSON.parse(jsonOf(read)).map((disk: { device_name: string }) => disk.device_name),
    ['sda', 'sdb'],
  );
});

test.run();
