import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '../../src/procfs/reading/outcome.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import type { Source } from '../../src/procfs/source.ts';
import { cpu } from '../../src/procfs/sources/cpu.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { loadavg } from '../../src/procfs/sources/loadavg.ts';
import { meminfo } from '../../src/procfs/sources/meminfo.ts';
import { netdev } from '../../src/procfs/sources/netdev.ts';
import { pressure } from '../../src/procfs/sources/pressure.ts';
import { vmstat } from '../../src/procfs/sources/vmstat.ts';
import { FIXTURES, jsonOf } from './parse.ts';

// Given this machine, that value: `test/fixtures/NAME` is what a kernel of that version prints.
const test = suite('machines');

interface Read {
  readonly outcome: Outcome;
  readonly json: string;
  readonly error: string | undefined;
}

function read(machine: string, source: Source): Read {
  const root = path.join(FIXTURES, machine);
  const reader = new SourceReader(source, { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') });
  const outcome = reader.read();
  reader.close();
  return { outcome, json: outcome === 'ok' ? jsonOf(reader) : '', error: reader.error };
}

function sound(machine: string, source: Source): string {
  const { outcome, json, error } = read(machine, source);
  assert.equal([outcome, error], ['ok', undefined]);
  return json;
}

const names = (json: string): string[] => JSON.parse(json).map((row: object) => Object.values(row)[0]);
const columns = (json: string): number[] => JSON.parse(json).map((row: object) => Object.keys(row).length);

test('2.6.10: a partition has four numbers of another meaning, which are not taken for eleven', () => {
  const { outcome, json, error } = read('kernel-2.6.10', diskstats);
  assert.is(outcome, 'ok');
  assert.is(error, 'line 2: 4 numbers where at least 11 belong');
  assert.equal(JSON.parse(json), [
    {
      device_name: 'sda',
      reads_completed: 40960,
      reads_merged: 1200,
      sectors_read: 3276800,
      time_reading_ms: 512000,
      writes_completed: 20480,
      writes_merged: 9000,
      sectors_written: 1638400,
      time_writing_ms: 256000,
      ios_in_progress: 2,
      time_doing_ios_ms: 300000,
      weighted_time_doing_ios_ms: 768000,
    },
  ]);
});

test('2.6.10: no MemAvailable, no steal, no pressure: absent, not 0', () => {
  const memory = JSON.parse(sound('kernel-2.6.10', meminfo));
  assert.is('MemAvailable' in memory, false);
  assert.equal([memory.MemTotal, memory.HugePages_Total], [515228, 0]);
  const one = '{"user":100,"nice":2,"system":30,"idle":4000,"iowait":50,"irq":6,"softirq":7}';
  assert.is(
    sound('kernel-2.6.10', cpu),
    `{"total":${one},"per_cpu":{"0":${one}},"ctxt":90000,"processes":777,"procs_running":1,"procs_blocked":0}`,
  );
  assert.equal(read('kernel-2.6.10', pressure), { outcome: 'absent', json: '', error: undefined });
});

test('2.6.10: five keys of vmstat, a load average, and an interface with no blank after the colon', () => {
  assert.is(
    sound('kernel-2.6.10', vmstat),
    '{"nr_dirty":12,"nr_writeback":0,"pgpgin":1638400,"pgpgout":819200,"pswpin":0}',
  );
  assert.match(sound('kernel-2.6.10', loadavg), '"running_processes":1,"total_processes":80}');
  assert.match(
    sound('kernel-2.6.10', netdev),
    '{"interface_name":"eth0","rx_bytes":4046496815,"rx_packets":31',
  );
});

test('3.10: 14 columns, and a controller whose disks have a slash in their names', () => {
  const json = sound('kernel-3.10', diskstats);
  assert.equal(names(json), ['cciss/c0d0', 'cciss/c0d0p1', 'ram0']);
  assert.equal(columns(json), [12, 12, 12]);
});

test('4.18: 18 columns, discards but no flushes', () => {
  const json = sound('kernel-4.18', diskstats);
  assert.equal(names(json), ['nvme0n1', 'nvme0n1p1', 'nvme0n1p2', 'mmcblk0p1']);
  assert.equal(columns(json), [16, 16, 16, 16]);
  const [disk] = JSON.parse(json);
  assert.equal([disk.discards_completed, disk.sectors_discarded, disk.time_discarding_ms], [12, 98304, 3]);
});

test('5.10: 20 columns; one write shows on the disk, the partition, LVM and LUKS', () => {
  const json = sound('kernel-5.10', diskstats);
  assert.equal(names(json), ['sda', 'sda1', 'sda2', 'dm-0', 'dm-1']);
  assert.equal(columns(json), [18, 18, 18, 18, 18]);
  const written = JSON.parse(json).map((disk: { sectors_written: number }) => disk.sectors_written);
  assert.equal(written, [160000, 0, 160000, 160000, 160000]);
});

test('5.10: cpu1 is offline, so the second line is that of cpu2', () => {
  const { per_cpu, total } = JSON.parse(sound('kernel-5.10', cpu));
  assert.equal(Object.keys(per_cpu), ['0', '2']);
  assert.equal([per_cpu['2'].user, per_cpu['2'].guest, total.user], [20, 2, 30]);
});

test('5.10: bond, VLAN, bridge, fifteen characters, umlauts; every digit of numbers beyond 2^53', () => {
  const json = sound('kernel-5.10', netdev);
  assert.equal(names(json), [
    'lo',
    'eth0',
    'eth1',
    'bond0',
    'bond0.100',
    'br-1a2b3c4d5e6f',
    'enp175s0f0np0v1',
    'größe',
  ]);
  assert.match(json, '"eth0","rx_bytes":18446744073709551615,"rx_packets":0,');
  assert.match(json, '"eth1","rx_bytes":9007199254740993,');
  assert.match(json, '"größe","rx_bytes":5,');
});

test('5.10: odd lines of meminfo', () => {
  assert.is(
    sound('kernel-5.10', meminfo),
    '{"MemTotal":16384256,"MemFree":8000000,"MemAvailable":12000000,"Active(anon)":1024,"SwapTotal":0,' +
      '"SwapFree":18014398503714728,"ShadowCallStack":10373888,"HugePages_Total":16,"Hugepagesize":2048}',
  );
});

test('5.10: pressure without full for CPU, with 64 bits of µs', () => {
  const averages = '"avg10":0.00,"avg60":1.50,"avg300":99.99';
  assert.is(
    sound('kernel-5.10', pressure),
    `{"cpu":{"some":{${averages},"total_us":18}},"memory":{"some":{${averages},"total_us":5},` +
      `"full":{${averages},"total_us":3}},"io":{"some":{${averages},"total_us":7},` +
      `"full":{${averages},"total_us":18446744073709551615}}}`,
  );
});

// Python's integers have no limit, so that nothing is lost on the way of the comparison either.
const PYTHON = `
import json, sys
root, name = sys.argv[1:]
ours = json.load(sys.stdin)
lines = open(root + {'diskstats': '/diskstats', 'meminfo': '/meminfo', 'netdev': '/net/dev'}[name],
             encoding='utf-8').read().splitlines()
if name == 'diskstats':
    theirs = [line.split()[2:3] + [int(v) for v in line.split()[3:]] for line in lines if len(line.split()) >= 14]
elif name == 'netdev':
    cut = [line.split(':') for line in lines[2:]]
    theirs = [[n.strip()] + [int(v) for v in values.split()] for n, values in cut]
else:
    theirs = {key: int(rest.split()[0]) for key, rest in (line.split(':') for line in lines)}
if name != 'meminfo':
    ours = [list(row.values()) for row in ours]
print(json.dumps([ours, theirs]) if ours != theirs else 'same %d' % len(ours))
`;

for (const [machine, source, rows] of [
  ['kernel-2.6.10', diskstats, 1],
  ['kernel-2.6.10', netdev, 2],
  ['kernel-3.10', diskstats, 3],
  ['kernel-4.18', diskstats, 4],
  ['kernel-5.10', diskstats, 5],
  ['kernel-5.10', meminfo, 9],
  ['kernel-5.10', netdev, 8],
] as const) {
  test(`Python makes the same of ${source.name} of ${machine}`, () => {
    const { json } = read(machine, source);
    const args = ['-c', PYTHON, path.join(FIXTURES, machine, 'proc'), source.name];
    const python = spawnSync('python3', args, { encoding: 'utf8', input: json });
    assert.is(python.stdout.trim(), `same ${rows}`, python.stderr);
  });
}

test.run();
