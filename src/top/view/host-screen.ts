import type { HostInfo } from '../../series/schema.ts';
import { printable } from '../../system/text/printable.ts';
import type { CpuTime, NamedCpu } from '../host/cpus.ts';
import type { HostDetail } from '../host/host-detail.ts';
import type { History } from '../live/history.ts';
import type { TopHost, TopRates } from '../state.ts';
import { compact } from './columns.ts';
import { curveLines } from './host-curves.ts';
import type { Glyphs } from './sparkline.ts';
import { stateText } from './state-text.ts';
import type { Style, Styled } from './styled.ts';
import { fitted } from './text.ts';
import { between, styleOf } from './thresholds.ts';

/** One host, and what is known of it beyond its row. */
export interface HostView {
  readonly host: TopHost;
  readonly info: HostInfo | undefined;
  /** Undefined if it has not two samples. */
  readonly detail: HostDetail | undefined;
  readonly history: History | undefined;
  /** Of the job. */
  readonly tick: number;
  readonly stride: number;
  readonly interval_ms: number;
}

const KB_PER_GIB = 1024 * 1024;
const LEAST_NAME = 10;
const MOST_NAME = 28;
const NUMBER_WIDTH = 8;

/** One host on its own: curves of the last minutes, then thing by thing what it did between its last two samples. */
export function hostScreen(view: HostView, { width, glyphs }: { width: number; glyphs: Glyphs }): Styled[][] {
  const { host, info, detail } = view;
  return [
    [{ text: `${printable(host.name)}  `, style: 'bold' }, stateText(host.state)],
    [{ text: factsText(info), style: 'faint' }],
    ...curveLines(view, { width, glyphs }),
    ...(detail === undefined
      ? [[{ text: 'CPUs, disks and the like: once there are two samples' }]]
      : things(view, detail, width)),
    ...storageLines(host.rates),
    ...jobLines(host.rates),
  ];
}

function factsText(info: HostInfo | undefined): string {
  if (info === undefined) return 'what it is has not been told';
  const { cpu_count, cpu_model, memory_total_kb, kernel } = info;
  const facts = [
    ...(cpu_count === null ? [] : [`${cpu_count} CPUs`]),
    ...(cpu_model === null ? [] : [cpu_model]),
    ...(memory_total_kb === null ? [] : [`${compact(Number(memory_total_kb) / KB_PER_GIB)} GiB`]),
    ...(kernel === null ? [] : [`kernel ${kernel}`]),
  ];
  return printable(facts.join(', '));
}

function things(view: HostView, detail: HostDetail, width: number): Styled[][] {
  const { disks, interfaces, mounts, ports } = detail;
  return [
    ...(detail.cpu === null ? [] : [splitLine(detail.cpu)]),
    ...(detail.cpus.length < 2 ? [] : [busiestLine(detail.cpus, width)]),
    ...memoryLines(view, detail),
    ...section('disk', ['rd MB/s', 'wr MB/s', 'reads/s', 'writes/s', 'ms', 'busy %'], disks, (disk) => [
      ...[plain(disk.readMb), plain(disk.writeMb), plain(disk.reads), plain(disk.writes)],
      limited(disk.awaitMs, [20, 100]),
      limited(disk.busy, [90, Number.POSITIVE_INFINITY], percent),
    ]),
    ...section(
      'interface',
      ['rx MB/s', 'tx MB/s', 'of speed', 'Gbit/s', 'drops/s', 'errors/s'],
      interfaces,
      ({ rxMb, txMb, share, speed, drops, errors }) => [
        ...[plain(rxMb), plain(txMb)],
        limited(share, [80, 95], (value) => `${value.toFixed(0)} %`),
        plain(speed === null ? null : speed / 1000),
        ...[limited(drops, [1, 100]), limited(errors, [1, 100])],
      ],
    ),
    ...section('NFS mount', ['rd MB/s', 'wr MB/s', 'ops/s', 'ms'], mounts, (mount) => [
      ...[plain(mount.readMb), plain(mount.writeMb), plain(mount.operations)],
      limited(mount.awaitMs, [20, 100]),
    ]),
    ...section('RDMA port', ['rx MB/s', 'tx MB/s'], ports, ({ rxMb, txMb, rate }) => [
      ...[plain(rxMb), plain(txMb)],
      { text: rate === null ? '' : `  ${printable(rate)}` },
    ]),
  ];
}

function splitLine({ user, system, irq, iowait, steal }: CpuTime): Styled[] {
  const part = (name: string, value: number | null, style?: Style): Styled[] => [
    { text: `  ${name} ` },
    { text: value === null ? '-' : value.toFixed(0), style },
  ];
  return [
    { text: 'CPU %', style: 'bold' },
    ...part('user', user),
    ...part('system', system),
    ...part('irq', irq),
    ...part('iowait', iowait, iowait === null ? undefined : styleOf('cpu_iowait_percent', iowait, null)),
    ...part('steal', steal, steal === null ? undefined : styleOf('cpu_steal_percent', steal, null)),
  ];
}

/** As many as fit, whole. */
function busiestLine(cpus: readonly NamedCpu[], width: number): Styled[] {
  const line: Styled[] = [{ text: 'busiest %', style: 'bold' }];
  let left = width - 'busiest %'.length;
  for (const { name, busy } of cpus) {
    const text = `  ${name} ${busy.toFixed(0)}`;
    if (text.length > left) break;
    left -= text.length;
    line.push({ text, style: between(busy, [95, Number.POSITIVE_INFINITY]) });
  }
  return line;
}

function memoryLines({ host, info }: HostView, detail: HostDetail): Styled[][] {
  const { rates, memory_total_kb } = host;
  const gib = (kb: number | null | undefined) => (kb == null ? '-' : compact(kb / KB_PER_GIB));
  const used = rates?.memory_used_kb ?? null;
  const memory: Styled[] = [
    { text: 'memory GiB', style: 'bold' },
    { text: '  used ' },
    { text: gib(used), style: used === null ? undefined : styleOf('memory_used_kb', used, memory_total_kb) },
    {
      text: ` of ${gib(memory_total_kb)}  page cache ${gib(rates?.memory_cached_kb)}  dirty ${gib(rates?.memory_dirty_kb)}`,
    },
  ];
  const { swapTotalKb, swapFreeKb, swappedIn, swappedOut } = detail;
  if (swapTotalKb === 0) return [memory, [{ text: 'swap', style: 'bold' }, { text: '  none' }]];
  const swapUsed = swapTotalKb === null || swapFreeKb === null ? null : swapTotalKb - swapFreeKb;
  const page = info?.page_size_bytes ?? null;
  const mb = (pages: number | null) => (pages === null || page === null ? null : (pages * page) / 1e6);
  const moved = (value: number | null): Styled => ({
    text: value === null ? '-' : compact(value),
    style: value === null ? undefined : styleOf('swap_in_mb_per_s', value, null),
  });
  return [
    memory,
    [
      { text: 'swap', style: 'bold' },
      { text: `  used ${gib(swapUsed)} of ${gib(swapTotalKb)} GiB  in ` },
      moved(mb(swappedIn)),
      { text: '  out ' },
      moved(mb(swappedOut)),
      { text: ' MB/s' },
    ],
  ];
}

interface Cell extends Styled {}

/** A table of things of one kind; nothing where there are none. */
function section<T extends { readonly name: string }>(
  title: string,
  titles: readonly string[],
  all: readonly T[],
  cells: (one: T) => readonly Cell[],
): Styled[][] {
  if (all.length === 0) return [];
  const longest = all.reduce((most, { name }) => Math.max(most, printable(name).length), title.length);
  const name = Math.max(LEAST_NAME, Math.min(MOST_NAME, longest));
  return [
    [
      {
        text: `${fitted(title, name)} ${titles.map((one) => one.padStart(NUMBER_WIDTH)).join(' ')}`,
        style: 'title',
      },
    ],
    ...all.map((one) => [
      { text: fitted(printable(one.name), name) },
      ...cells(one).map(({ text, style }) => ({ text: ` ${text.padStart(NUMBER_WIDTH)}`, style })),
    ]),
  ];
}

function plain(value: number | null): Cell {
  return { text: value === null ? '-' : compact(value) };
}

function percent(value: number): string {
  return value.toFixed(0);
}

function limited(
  value: number | null,
  thresholds: readonly [number, number],
  text: (value: number) => string = compact,
): Cell {
  return value === null ? { text: '-' } : { text: text(value), style: between(value, thresholds) };
}

/** Of file systems that are not read at each tick, all of a kind together. */
function storageLines(rates: TopRates | null): Styled[][] {
  const { lustre_read_mb_per_s: read = null, lustre_write_mb_per_s: written = null } = rates ?? {};
  if (read === null && written === null) return [];
  const text = `  read ${plain(read).text}  written ${plain(written).text} MB/s, all file systems`;
  return [[{ text: 'Lustre', style: 'bold' }, { text }]];
}

function jobLines(rates: TopRates | null): Styled[][] {
  const { job_cpus_busy: cpus = null, job_throttled_percent: throttled = null } = rates ?? {};
  const { job_memory_bytes: memory = null, job_cached_bytes: cached = null } = rates ?? {};
  if ([cpus, throttled, memory, cached].every((value) => value === null)) return [];
  const gib = (bytes: number | null) => (bytes === null ? '-' : compact(bytes / 1024 ** 3));
  return [
    [
      { text: 'job', style: 'bold' },
      { text: `  CPUs busy ${plain(cpus).text}  held back by its quota ` },
      {
        text: throttled === null ? '-' : `${throttled.toFixed(0)} %`,
        style: throttled === null ? undefined : styleOf('job_throttled_percent', throttled, null),
      },
      { text: `  memory ${gib(memory)} GiB, of it page cache ${gib(cached)}` },
    ],
  ];
}
