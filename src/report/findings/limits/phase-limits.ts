import type { Metric } from '../../../series/rates.ts';
import { overlap } from '../../phases/phases.ts';
import type { HostSeries } from '../engine/host-series.ts';
import type { Look } from '../engine/look.ts';
import { normalOf } from '../engine/outliers.ts';
import { storageSeries } from '../engine/storage.ts';
import { type TimeWindow, windowTime } from '../engine/windows.ts';
import { percent } from '../engine/words.ts';
import type { Cause, Chart, Finding, LimitKind, PhaseLimit } from '../finding.ts';
import { FULL_PORT, speedText } from '../rules/port-full.ts';

/** From here on a resource is all used, percent: of disks and CPUs a bit is left in the mean of a phase that has pauses. */
const FULL_CPU = 85;
const FULL_CORE = 95;
const FULL_DISK = 80;
/** From here on hosts wait for it, percent of the time. */
const WAITING_IO = 20;
const WAITING_CPUS = 10;
const WAITING_MEMORY = 10;
const SWAPPING_MB_PER_S = 1;

/** What makes one host slow, so that the others wait for it if they work in step. */
const HOLDS_UP: ReadonlySet<Cause> = new Set([
  ...([
    'steal',
    'quota',
    'thermal',
    'swap',
    'memory',
    'slow disk',
    'slow storage',
    'full core',
    'busy',
  ] as const),
]);

/** What is known of a phase. */
interface Known {
  readonly look: Look;
  readonly window: TimeWindow;
  readonly label: string;
  readonly findings: readonly Finding[];
  /** The median of the hosts; NaN where nothing is known. */
  readonly middle: (metric: Metric) => number;
  /** Who they are of. */
  readonly whose: 'the host' | 'the median host';
}

/** A limit without what all have. */
interface Told {
  readonly limit: LimitKind;
  readonly host?: string;
  readonly short: string;
  readonly text: string;
  readonly evidence?: readonly string[];
  readonly metric?: Metric;
}

/** One possible limit. */
type Limit = (known: Known) => Told | undefined;

/** What limited the run and each of its phases: the first that is so. */
export function phaseLimits(look: Look, findings: readonly Finding[]): PhaseLimit[] {
  return look.observed.phases.map((phase, nth) => {
    const window: TimeWindow = { phase: nth, from: 0, to: 0 };
    const known: Known = {
      ...{ look, window, findings, label: nth === 0 ? '' : phase.label },
      whose: look.sampled === 1 ? 'the host' : 'the median host',
      middle: (metric) => normalOf(look.series(metric).means(window))?.median ?? Number.NaN,
    };
    let told: Told | undefined;
    for (const limit of LIMITS) {
      told = limit(known);
      if (told !== undefined) break;
    }
    const { limit, host = null, short, text, evidence = [], metric } = told ?? noneSeen(known);
    const time = windowTime(look.observed, window);
    const chart: Chart | null =
      metric === undefined ? null : { metric, hosts: host === null ? [] : [host], time };
    return {
      ...{ phase: phase.label, time: { start: phase.start, end: phase.end }, limit, host },
      ...{ short, text, evidence, chart },
    };
  });
}

const memory: Limit = ({ middle, label }) => {
  const swapped = middle('swap_in_mb_per_s') + middle('swap_out_mb_per_s');
  const waited = middle('pressure_memory_percent');
  if (!(swapped >= SWAPPING_MB_PER_S) && !(waited >= WAITING_MEMORY)) return undefined;
  const swap = swapped >= SWAPPING_MB_PER_S ? [`hosts swapped ${swapped.toFixed(0)} MB/s`] : [];
  const wait = waited >= WAITING_MEMORY ? [`tasks waited for memory ${percent(waited)} of the time`] : [];
  return {
    ...{ limit: 'memory', short: 'memory' },
    metric: swap.length > 0 ? 'swap_out_mb_per_s' : 'pressure_memory_percent',
    text: `${subject(label)} was limited by memory: ${[...swap, ...wait].join(', ')}.`,
  };
};

/** These hold up only who computes: below so much of it, percent, something else is waited for. */
const OF_CPUS: ReadonlySet<Cause> = new Set([
  ...(['steal', 'quota', 'thermal', 'full core', 'busy', 'swap', 'memory'] as const),
]);
const COMPUTES = 30;

const oneHost: Limit = ({ look, window, label, findings, middle }) => {
  const phase = look.observed.phases[window.phase ?? 0];
  if (phase === undefined || look.sampled < 2) return undefined;
  const seconds = (phase.end - phase.start) / 1000;
  const found = findings.find(({ cause, hosts, time, severity }) => {
    if (!HOLDS_UP.has(cause) || hosts.length !== 1 || severity === 'note') return false;
    if (OF_CPUS.has(cause) && middle('cpu_busy_percent') < COMPUTES && isStorageBusy(middle)) return false;
    return time === null || (seconds > 0 && overlap(time, phase) >= seconds / 2);
  });
  const [host] = found?.hosts ?? [];
  if (found === undefined || host === undefined) return undefined;
  return {
    ...{ limit: 'one host', host, short: `${host} (${found.cause})` },
    text: `${label === '' ? 'Where hosts work in step' : `Where hosts work in step in ${label}`}, the others waited for ${host}.`,
    evidence: [found.text],
    ...(found.chart === null ? {} : { metric: found.chart.metric }),
  };
};

const network: Limit = ({ look, middle, label, window, whose }) => {
  const used = middle('net_busiest_percent');
  if (!(used >= FULL_PORT)) return undefined;
  const all = look.series('net_busiest_percent').means(window);
  const busiest = all.indexOf(Math.max(...all.filter((one) => !Number.isNaN(one))));
  const share = `${percent(used)} of ${speedText(look, busiest)}`;
  return {
    ...{ limit: 'network', short: `network, ${share}`, metric: 'net_busiest_percent' },
    text: `${subject(label)} was limited by the network: the port of ${whose} was at ${share}.`,
  };
};

const cpu: Limit = ({ middle, label, whose }) => {
  const busy = middle('cpu_busy_percent');
  if (!(busy >= FULL_CPU)) return undefined;
  return {
    ...{ limit: 'CPU', short: `CPU, ${percent(busy)}`, metric: 'cpu_busy_percent' },
    text: `${subject(label)} was limited by CPUs, or waited with them spinning: ${whose} was ${percent(busy)} busy.`,
  };
};

function isStorageBusy(middle: Known['middle']): boolean {
  return middle('pressure_io_percent') >= WAITING_IO || middle('cpu_iowait_percent') >= WAITING_CPUS;
}

const storage: Limit = ({ look, window, middle, label, whose }) => {
  const { by, chart, series } = storageSeries(look);
  const moved = normalOf(series.means(window))?.median ?? Number.NaN;
  const disks = middle('disk_busy_percent');
  const io = middle('pressure_io_percent');
  const iowait = middle('cpu_iowait_percent');
  const isWaiting = isStorageBusy(middle);
  const isFull = by === 'disks' && disks >= FULL_DISK;
  if (!(moved > 0) || !(isWaiting || isFull)) return undefined;
  const used = `the busiest disk had requests ${percent(disks)} of the time`;
  // What is said is the first of them: one for which it is the limit.
  const evidence = [
    ...(isFull ? [used] : []),
    ...(io >= WAITING_IO ? [`tasks waited for I/O ${percent(io)} of the time`] : []),
    ...(iowait >= WAITING_CPUS ? [`CPUs waited for I/O ${percent(iowait)} of the time`] : []),
    ...(by === 'disks' && !isFull && !Number.isNaN(disks) ? [used] : []),
  ];
  return {
    ...{ limit: 'storage', short: 'storage', metric: chart, evidence },
    text: `${subject(label)} was limited by storage: ${evidence[0] ?? by} on ${whose}.`,
  };
};

const oneCore: Limit = ({ look, middle, label }) => {
  const busiest = middle('cpu_busiest_percent');
  if (!(busiest >= FULL_CORE)) return undefined;
  return {
    ...{ limit: 'one core', short: 'one core', metric: 'cpu_busiest_percent' },
    text: `${subject(label)} was limited by one core of ${look.sampled === 1 ? 'the' : 'each'} host: it was ${percent(busiest)} busy, all together ${percent(middle('cpu_busy_percent'))}.`,
  };
};

const pageCache: Limit = (known) => {
  const { findings, label, look, window } = known;
  const name = look.observed.phases[window.phase ?? 0]?.label;
  const found = findings.find(
    ({ cause, phase }) =>
      cause === 'page cache' && (phase === name || (phase === null && (label === '' || !hasWritten(known)))),
  );
  if (found === undefined) return undefined;
  return {
    ...{ limit: 'page cache', short: 'page cache' },
    text: `${subject(label)} was not limited by storage: it was read from memory.`,
    evidence: [found.text],
  };
};

/** Whether hosts wrote more than they read: what came from memory in the run as a whole came in another phase. */
function hasWritten({ look, window, middle }: Known): boolean {
  const median = (series: HostSeries) => normalOf(series.means(window))?.median ?? 0;
  const { read, written } = storageSeries(look);
  const asked = [middle('nfs_app_read_mb_per_s'), middle('lustre_app_read_mb_per_s')];
  return [median(read), ...asked].every((one) => !(one >= median(written)));
}

const notSeen: Limit = ({ findings, label }) => {
  const found = findings.find(({ cause }) => cause === 'blind');
  if (found === undefined) return undefined;
  return {
    ...{ limit: 'not seen', short: 'not seen' },
    text: `What limited ${label === '' ? 'the run' : label} is not seen: ${found.text}`,
  };
};

const LIMITS: readonly Limit[] = [memory, oneHost, pageCache, network, cpu, storage, oneCore, notSeen];

/** What was not the limit, of a run in which one host was; undefined if that cannot be said. */
export function notTheLimit(look: Look): string | undefined {
  const window: TimeWindow = { phase: 0, from: 0, to: 0 };
  const middle = (metric: Metric) => normalOf(look.series(metric).means(window))?.median ?? Number.NaN;
  const [disks, ports] = [middle('disk_busy_percent'), middle('net_busiest_percent')];
  const waited = Math.max(middle('pressure_io_percent') || 0, middle('cpu_iowait_percent') || 0);
  if (isStorageBusy(middle) || disks >= FULL_DISK || ports >= FULL_PORT) return undefined;
  const said = [
    ...(storageSeries(look).by === 'disks' && !Number.isNaN(disks)
      ? [`its disks busy ${percent(disks)}`]
      : []),
    ...(Number.isNaN(ports) ? [] : [`its network at ${percent(ports)} of its speed`]),
  ];
  return `Storage was not the limit: the median host waited for I/O ${percent(waited)} of the time${said.map((one) => `, ${one}`).join('')}.`;
}

function noneSeen({ middle, label, whose }: Known): Told {
  const parts = [
    ['CPUs', middle('cpu_busy_percent')],
    ['disks', middle('disk_busy_percent')],
    ['network', middle('net_busiest_percent')],
  ] as const;
  const known = parts.filter(([, value]) => !Number.isNaN(value));
  const said = known.map(([what, value]) => `${what} ${percent(value)}`).join(', ');
  const of = label === '' ? '' : ` in ${label}`;
  if (known.length === 0)
    return {
      limit: 'not seen',
      short: '–',
      text: `What limited the run${of} is not seen: nothing that tells it was sampled.`,
    };
  return {
    ...{ limit: 'none seen', short: 'none seen' },
    text: `No limit is seen${of}: ${whose} used ${said}.`,
  };
}

function subject(label: string): string {
  return label === '' ? 'The run' : label;
}
