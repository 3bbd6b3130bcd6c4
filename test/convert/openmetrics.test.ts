import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type LeftOut, writeOpenMetrics } from '../../src/convert/openmetrics.ts';
import { readSeries } from '../../src/series/reader.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { rejects } from '../rejects.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  sampleLine,
  seriesText,
  written,
} from '../series/example.ts';
import { example } from './example.ts';

const PROGRAM = fileURLToPath(new URL('read_openmetrics.py', import.meta.url));
/** Debian's, which has the package python3-prometheus-client. */
const PYTHON = '/usr/bin/python3';
const NOON = 1795608000;

const test = suite<{ directory: string }>('openmetrics');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-openmetrics-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function converted(directory: string, text: string): Promise<{ text: string; leftOut: LeftOut }> {
  const scratch = path.join(directory, 'scratch');
  await mkdir(scratch);
  const series = await readSeries(await written(path.join(directory, 'a.json'), text));
  let out = '';
  const output = {
    async write(bytes: Uint8Array) {
      out += Buffer.from(bytes).toString();
    },
  };
  try {
    const leftOut = await writeOpenMetrics({ series, output, scratch, leftovers: new Leftovers() });
    return { text: out, leftOut };
  } finally {
    assert.equal(await readdir(scratch), []);
  }
}

/** A series of one host with these samples. */
function ofNode1(...lines: string[]): string {
  const header = exampleHeader({
    num_samples: lines.length,
    hosts_requested: ['node1'],
    hosts_collected: ['node1'],
    host_status: { node1: exampleStatus(lines.length) },
    host_info: { node1: exampleInfo() },
  });
  return seriesText(header, [['node1', lines]]);
}

/** The lines of samples. */
function samplesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const EXACT = [
  'node_disk_reads_completed_total{instance="node1",device="sda"} 18446744073709551615 1795608000.000',
  'node_disk_reads_completed_total{instance="node1",device="sda"} 12 1795608010.000',
  'node_disk_reads_completed_total{instance="node1",device="dm-0"} 7 1795608000.000',
  // 2^54 + 1 sectors.
  'node_disk_read_bytes_total{instance="node1",device="sda"} 9223372036854776320 1795608000.000',
  'node_disk_read_bytes_total{instance="node1",device="sda"} 4096 1795608010.000',
  'node_disk_read_time_seconds_total{instance="node1",device="sda"} 12.345 1795608000.000',
  'node_disk_read_time_seconds_total{instance="node1",device="sda"} 0.005 1795608010.000',
  'node_disk_io_now{instance="node1",device="sda"} 3 1795608000.000',
  'node_disk_io_now{instance="node1",device="sda"} 0 1795608010.000',
  'node_vmstat_nr_free_pages{instance="node1"} 5 1795608000.000',
  'node_vmstat_nr_free_pages{instance="node1"} -1 1795608010.000',
  'node_vmstat_pgfault{instance="node1"} 18446744073709551615 1795608000.000',
  'node_vmstat_pgfault{instance="node1"} 0 1795608010.000',
  // 18014398503714728 kB × 1024.
  'node_memory_MemTotal_bytes{instance="node1"} 18446744067803881472 1795608000.000',
  'node_memory_MemTotal_bytes{instance="=cmd \\"x\\",\\\\y"} 2048 1795608010.000',
  'node_memory_Active_anon_bytes{instance="node1"} 1048576 1795608000.000',
  'node_memory_HugePages_Total{instance="node1"} 16 1795608000.000',
  'node_load1{instance="node1"} 0.52 1795608000.000',
  'node_load5{instance="node1"} 1 1795608000.000',
  'node_load15{instance="node1"} 0 1795608000.000',
  'rankstat_loadavg_running_processes{instance="node1"} 1 1795608000.000',
  'rankstat_loadavg_total_processes{instance="node1"} 80 1795608000.000',
  'node_network_receive_bytes_total{instance="node1",device="bond0.100"} 9007199254740993 1795608000.000',
  'node_network_receive_errs_total{instance="node1",device="bond0.100"} 1 1795608000.000',
  'node_network_transmit_colls_total{instance="node1",device="bond0.100"} 2 1795608000.000',
  'node_context_switches_total{instance="node1"} 900 1795608000.000',
  'node_procs_running{instance="node1"} 4 1795608000.000',
  'rankstat_cpu_all_seconds_total{instance="node1",mode="user"} 15.01 1795608000.000',
  'rankstat_cpu_guest_all_seconds_total{instance="node1",mode="user"} 0.03 1795608000.000',
  'node_cpu_seconds_total{instance="node1",cpu="0",mode="user"} 15.00 1795608000.000',
  'node_cpu_seconds_total{instance="node1",cpu="2",mode="user"} 0.01 1795608000.000',
  // The other host has 1024 ticks a second.
  'node_cpu_seconds_total{instance="=cmd \\"x\\",\\\\y",cpu="0",mode="user"} 0.0009765625 1795608010.000',
  'node_cpu_guest_seconds_total{instance="node1",cpu="0",mode="user"} 0.03 1795608000.000',
  'rankstat_pressure_cpu_waiting_avg10_ratio{instance="node1"} 0.1234 1795608000.000',
  'node_pressure_cpu_waiting_seconds_total{instance="node1"} 0.000005 1795608000.000',
  'rankstat_pressure_io_stalled_avg10_ratio{instance="node1"} 0.00 1795608000.000',
  'node_pressure_io_stalled_seconds_total{instance="node1"} 1.234567 1795608000.000',
  'node_vmstat_time{instance="=cmd \\"x\\",\\\\y"} 3 1795608010.000',
];

test('each number with its name, its unit, its time and all of its digits', async ({ directory }) => {
  const { text, leftOut } = await converted(directory, example());
  assert.equal(samplesOf(text), EXACT);
  assert.ok(text.endsWith('\n# EOF\n'));
  assert.equal(leftOut, { samples: 0, values: 0 });
  const lines = text.split('\n');
  const disk = lines.indexOf('# TYPE node_disk_read_bytes counter');
  assert.equal(lines.slice(disk + 1, disk + 3), [
    '# UNIT node_disk_read_bytes bytes',
    '# HELP node_disk_read_bytes Bytes read.',
  ]);
  assert.ok(lines.includes('# TYPE node_vmstat_pgfault unknown'));
  assert.ok(lines.includes('# TYPE node_procs_running gauge'));
});

test('a host that is there twice is an error, and leaves nothing behind', async ({ directory }) => {
  const line = sampleLine('node1', 0, '"vmstat":{"pgfault":1}');
  const other = sampleLine('node2', 0, '"vmstat":{"pgfault":1}');
  const text = seriesText(exampleHeader(), [
    ['node1', [line]],
    ['node2', [other]],
    ['node1', [line]],
  ]);
  await rejects(converted(directory, text), /"node1" is there twice/);
});

test('baseline and tick 0 within a millisecond, and a clock set back: no time twice', async ({
  directory,
}) => {
  const pages = (count: number) => `"vmstat":{"nr_free_pages":${count}}`;
  const baseline = sampleLine('node1', 1, pages(1)).replace('"tick":1', '"tick":null,"kind":"baseline"');
  const lines = [baseline, ...[1, 0, 2].map((tick, nth) => sampleLine('node1', tick, pages(nth + 2)))];
  const { text, leftOut } = await converted(directory, ofNode1(...lines));
  assert.equal(samplesOf(text), [
    'node_vmstat_nr_free_pages{instance="node1"} 1 1795608010.000',
    'node_vmstat_nr_free_pages{instance="node1"} 4 1795608020.000',
  ]);
  assert.equal(leftOut, { samples: 2, values: 0 });
});

test('where the wall clock was set, and it is said by how much, time goes on as before', async ({
  directory,
}) => {
  const pages = (count: number) => `"vmstat":{"nr_free_pages":${count}}`;
  const line = (seconds: number, nth: number, step = '') =>
    sampleLine('node1', seconds / 10, pages(nth) + step);
  // An hour forward before the third, then back to where it is ten seconds fast.
  const lines = [
    line(0, 1),
    line(10, 2),
    line(3620, 3, ',"clock_step_ms":3600000'),
    line(40, 4, ',"clock_step_ms":-3590000'),
  ];
  const { text, leftOut } = await converted(directory, ofNode1(...lines));
  assert.equal(samplesOf(text), [
    'node_vmstat_nr_free_pages{instance="node1"} 1 1795608000.000',
    'node_vmstat_nr_free_pages{instance="node1"} 2 1795608010.000',
    'node_vmstat_nr_free_pages{instance="node1"} 3 1795608020.000',
    'node_vmstat_nr_free_pages{instance="node1"} 4 1795608030.000',
    'rankstat_clock_step_ms{instance="node1"} 3600000 1795608020.000',
    'rankstat_clock_step_ms{instance="node1"} -3590000 1795608030.000',
  ]);
  assert.equal(leftOut, { samples: 0, values: 0 });
});

test('a counter that a driver prints as negative is left out, a gauge is not', async ({ directory }) => {
  const disk = '"diskstats":[{"device_name":"sda","reads_merged":-1,"ios_in_progress":-1}]';
  const { text, leftOut } = await converted(directory, ofNode1(sampleLine('node1', 0, disk)));
  assert.equal(samplesOf(text), ['node_disk_io_now{instance="node1",device="sda"} -1 1795608000.000']);
  assert.equal(leftOut, { samples: 0, values: 1 });
});

test('of two keys that come to one name the first has it', async ({ directory }) => {
  const keys = '"vmstat":{"a-b":1,"a_b":2}';
  const { text } = await converted(
    directory,
    ofNode1(sampleLine('node1', 0, keys), sampleLine('node1', 1, keys)),
  );
  assert.equal(samplesOf(text), [
    'node_vmstat_a_b{instance="node1"} 1 1795608000.000',
    'node_vmstat_a_b{instance="node1"} 1 1795608010.000',
  ]);
});

type ParsedSample = [name: string, labels: Record<string, string>, value: number, timestamp: string];
type ParsedFamily = [name: string, type: string, unit: string, samples: ParsedSample[]];

const hasParser = spawnSync(PYTHON, ['-c', 'import prometheus_client.openmetrics.parser']).status === 0;
const parses = "the strict parser of Prometheus' Python client takes it";
if (hasParser || process.env.RANKSTAT_TEST_COMPLETE !== undefined) {
  test(parses, async ({ directory }) => {
    const { text } = await converted(directory, example());
    const file = await written(path.join(directory, 'a.om'), text);
    const families: ParsedFamily[] = JSON.parse(execFileSync(PYTHON, [PROGRAM, file], { encoding: 'utf8' }));
    const family = (name: string) => families.filter(([found]) => found === name);
    assert.is(families.length, 28);
    const sum = families.reduce((all, [, , , samples]) => all + samples.length, 0);
    assert.is(sum, EXACT.length);
    assert.equal(family('node_disk_read_time_seconds'), [
      [
        'node_disk_read_time_seconds',
        'counter',
        'seconds',
        [
          [
            'node_disk_read_time_seconds_total',
            { instance: 'node1', device: 'sda' },
            12.345,
            `${NOON}.000000000`,
          ],
          [
            'node_disk_read_time_seconds_total',
            { instance: 'node1', device: 'sda' },
            0.005,
            `${NOON + 10}.000000000`,
          ],
        ],
      ],
    ]);
    assert.equal(family('node_memory_MemTotal_bytes'), [
      [
        'node_memory_MemTotal_bytes',
        'gauge',
        'bytes',
        [
          ['node_memory_MemTotal_bytes', { instance: 'node1' }, 2 ** 64 - 5905670144, `${NOON}.000000000`],
          ['node_memory_MemTotal_bytes', { instance: '=cmd "x",\\y' }, 2048, `${NOON + 10}.000000000`],
        ],
      ],
    ]);
    assert.is(family('node_vmstat_pgfault')[0]?.[1], 'unknown');
  });
} else {
  process.stderr.write(`skipped: ${parses} (missing: python3-prometheus-client)\n`);
  test.skip(`${parses} (missing: python3-prometheus-client)`);
}

test.run();
