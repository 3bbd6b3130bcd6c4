import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { HostDetail } from '../../../src/top/host/host-detail.ts';
import { History } from '../../../src/top/live/history.ts';
import { type HostView, hostScreen } from '../../../src/top/view/host-screen.ts';
import { painter } from '../../../src/top/view/styled.ts';
import { exampleInfo } from '../../series/example.ts';
import { exampleHost, exampleRates } from './example.ts';

const GIB = 1024 * 1024;
const NOTHING = { timestamp: '', hostname: '', tick: null };

const DETAIL: HostDetail = {
  cpu: { busy: 92, user: 60, system: 18, irq: 4, iowait: 3, steal: 10 },
  cpus: [
    { name: 'cpu7', busy: 100, user: 100, system: 0, irq: 0, iowait: 0, steal: 0 },
    { name: 'cpu0', busy: 84, user: 84, system: 0, irq: 0, iowait: 0, steal: 0 },
  ],
  disks: [{ name: 'nvme0n1', readMb: 1250, writeMb: 0, reads: 5000, writes: 0, awaitMs: 25, busy: 97.6 }],
  interfaces: [
    { name: 'eth0', rxMb: 1190, txMb: 2, share: 95.2, speed: 10_000, drops: 3, errors: 0 },
    { name: 'virt0', rxMb: 0, txMb: 0, share: null, speed: null, drops: null, errors: null },
  ],
  mounts: [{ name: '/scratch', readMb: 800, writeMb: 1, operations: 801, awaitMs: 4.5 }],
  ports: [{ name: 'mlx5_0/1', rxMb: 12_000, txMb: null, rate: '100 Gb/sec (4X EDR)' }],
  ...{ swapTotalKb: 8 * GIB, swapFreeKb: 6 * GIB, swappedIn: 1000, swappedOut: null },
};

function viewOf(more: Partial<HostView> = {}): HostView {
  const history = new History();
  const rates = { ...ratesBetween(NOTHING, NOTHING, undefined, 1), memory_used_kb: 8 * GIB };
  history.add(8, { ...rates, cpu_busy_percent: 50 });
  history.add(9, { ...rates, cpu_busy_percent: 100 });
  const host = exampleHost('node1', {
    state: { kind: 'late', ms: 251 },
    memory_total_kb: 16 * GIB,
    rates: exampleRates({
      ...{ cpu_busy_percent: 92.4, memory_used_kb: 8 * GIB, memory_cached_kb: 4 * GIB },
      ...{
        lustre_read_mb_per_s: 5,
        job_cpus_busy: 3.5,
        job_throttled_percent: 30,
        job_memory_bytes: 2 * 1024 ** 3,
      },
    }),
  });
  const info = exampleInfo({ cpu_model: 'Epyc\u001b[2J', memory_total_kb: 16 * GIB });
  return { host, info, detail: DETAIL, history, tick: 9, stride: 1, interval_ms: 1000, ...more };
}
const linesOf = (view: HostView, width = 80) =>
  hostScreen(view, { width, glyphs: 'unicode' }).map((line) =>
    painter({ width, color: 'never' })(line).trimEnd(),
  );

test('one host: curves with their numbers, then thing by thing what it does', () => {
  // 120 ticks, three a character, in 44 of which 40 are needed for them all.
  assert.equal(
    linesOf(viewOf()),
    [
      'node1  late 251 ms',
      '4 CPUs, Epyc\\u{1b}[2J, 16.0 GiB, kernel 6.1.0-18-amd64',
      '                      now last 2:12',
      'CPU busy %             92                                            ▇ to 100',
      'memory GiB           8.00                                            ▅ to 16.0',
      'CPU %  user 60  system 18  irq 4  iowait 3  steal 10',
      'busiest %  cpu7 100  cpu0 84',
      'memory GiB  used 8.00 of 16.0  page cache 4.00  dirty -',
      'swap  used 2.00 of 8.00 GiB  in 4.10  out - MB/s',
      'disk        rd MB/s  wr MB/s  reads/s writes/s       ms   busy %',
      'nvme0n1       1.25k        0    5.00k        0     25.0       98',
      'interface   rx MB/s  tx MB/s of speed   Gbit/s  drops/s errors/s',
      'eth0          1.19k     2.00     95 %     10.0     3.00        0',
      'virt0             0        0        -        -        -        -',
      'NFS mount   rd MB/s  wr MB/s    ops/s       ms',
      '/scratch        800     1.00      801     4.50',
      'RDMA port   rx MB/s  tx MB/s',
      'mlx5_0/1      12.0k        -   100 Gb/sec (4X EDR)',
      'Lustre  read 5.00  written - MB/s, all file systems',
      'job  CPUs busy 3.50  held back by its quota 30 %  memory 2.00 GiB, of it page cache -',
    ].map((line) => (line.length > 80 ? `${line.slice(0, 79)}…` : line)),
  );
});

test('what is beyond a threshold is coloured, its number as it is', () => {
  const [, , , , , split, busiest] = hostScreen(viewOf(), { width: 80, glyphs: 'ascii' });
  assert.equal(split?.find(({ text }) => text === '10')?.style, 'bad');
  assert.equal(busiest?.map(({ style }) => style).slice(1), ['warning', undefined]);
});

test('of a host that is silent there is what it was; of one that has not come its name', () => {
  const silent = exampleHost('node1', { rates: null, state: { kind: 'silent', ms: 12_000 } });
  assert.equal(linesOf(viewOf({ host: silent, detail: undefined })).slice(0, 6), [
    'node1  silent 12 s',
    '4 CPUs, Epyc\\u{1b}[2J, 16.0 GiB, kernel 6.1.0-18-amd64',
    '                      now last 2:12',
    'CPU busy %              -                                            ▇ to 100',
    'memory GiB              -                                            █ to 8.00',
    'CPUs, disks and the like: once there are two samples',
  ]);
  const missing = exampleHost('\u001b[2J', { rates: null, state: { kind: 'missing' } });
  const nothing = { info: undefined, detail: undefined, history: undefined };
  assert.equal(linesOf(viewOf({ host: missing, ...nothing })), [
    '\\u{1b}[2J  missing',
    'what it is has not been told',
    'CPUs, disks and the like: once there are two samples',
  ]);
});

test('on a narrow terminal no line is longer than it is, and what is cut says so', () => {
  const lines = linesOf(viewOf(), 40);
  assert.ok(lines.every((line) => [...line].length <= 40));
  assert.match(lines.find((line) => line.startsWith('nvme0n1')) ?? '', /…$/);
});

test.run();
