import type { HostInfo, HostStatus, SeriesHeader } from '../../src/series/schema.ts';
import {
  diskRow,
  exampleHeader,
  exampleInfo,
  exampleStatus,
  interfaceRow,
  networkInterface,
  noonPlus,
  seriesText,
} from '../series/example.ts';

/** A run that never was, every 10 s, whose numbers are known. */
export interface MadeRun {
  readonly hosts: number;
  /** Besides tick 0, which follows a baseline at the same moment less 5 s. */
  readonly ticks: number;
  /** Writes a fifth of what the others write. */
  readonly slow?: number;
  /** Has no samples from ticks 3 to 5. */
  readonly gap?: number;
  /** Was expected and never came. */
  readonly missing?: number;
  /** Reads from NFS what it writes to disks, and twice that by its applications. */
  readonly nfs?: boolean;
  readonly marks?: readonly { readonly label: string; readonly tick: number }[];
  /** What hosts are called. */
  readonly name?: (host: number) => string;
  readonly more?: Partial<SeriesHeader>;
}

export const INTERVAL_S = 10;
/** What a host that is not slow writes and receives: 20.48 MB/s, up to 4.5 % more by its number, in a wave of ± 50 % over 40 ticks. */
const SECTORS_PER_TICK = 400_000;
const AVERAGES = { avg10: 0.5, avg60: 0.5, avg300: 0.5 };
const GAP = { from_tick: 3, to_tick: 5, reason: 'the network was cut' };

/** The text of its series file. */
export function madeRun({
  hosts,
  ticks,
  slow,
  gap,
  missing,
  nfs = false,
  marks = [],
  name = hostName,
  more,
}: MadeRun): string {
  const names = Array.from({ length: hosts }, (_, host) => name(host));
  const status = (host: number): HostStatus => {
    const known = exampleStatus(ticks + 2, {
      ticks_expected: ticks + 1,
      ticks_sampled: ticks + 1,
      rank: host,
      first_sample: noonPlus(-5),
      last_sample: noonPlus(ticks * INTERVAL_S),
      late_ms: { p50: 0.4, p90: 0.8, p99: 1.2, max: 2 },
    });
    if (host === gap) {
      const seen = { samples: ticks - 1, ticks_sampled: ticks - 2, ticks_missed: 3, gaps: [GAP] };
      return { ...known, ...seen, status: 'partial', reason: '3 ticks missed' };
    }
    if (host !== missing) return known;
    const nothing = {
      samples: 0,
      ticks_sampled: 0,
      ticks_expected: 0,
      first_sample: null,
      last_sample: null,
    };
    return { ...known, ...nothing, status: 'missing', reason: 'never said hello', late_ms: null };
  };
  const info = (host: number): Partial<HostInfo> => ({
    kernel: host % 50 === 7 ? '6.1.0-20-amd64' : '6.1.0-18-amd64',
    interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: 10_000 })],
  });
  const seen = names.flatMap((one, host) => (host === missing ? [] : [[one, host] as const]));
  const header = exampleHeader({
    end_time: noonPlus(ticks * INTERVAL_S),
    num_samples: seen.length * (ticks + 2) - (gap === undefined ? 0 : 3),
    hosts_requested: names,
    hosts_collected: seen.map(([one]) => one),
    benchmark: { ...exampleHeader().benchmark, end_time: noonPlus(ticks * INTERVAL_S) },
    marks: marks.map(({ label, tick }) => ({ label, time: noonPlus(tick * INTERVAL_S) })),
    host_status: Object.fromEntries(names.map((one, host) => [one, status(host)])),
    host_info: Object.fromEntries(seen.map(([one, host]) => [one, exampleInfo(info(host))])),
    overhead: Object.fromEntries(seen.map(([one]) => [one, overhead(ticks)])),
    ...more,
  });
  return seriesText(
    header,
    seen.map(([one, host]) => [
      one,
      linesOf(one, host, ticks, { factor: host === slow ? 0.2 : 1, gap: host === gap, nfs }),
    ]),
  );
}

function hostName(host: number): string {
  return `node${String(host + 1).padStart(3, '0')}`;
}

function overhead(ticks: number) {
  const wall_seconds = ticks * INTERVAL_S;
  const times = { cpu_user_seconds: 0.2, cpu_system_seconds: 0.1, wall_seconds };
  return {
    ...times,
    max_rss_kb: 58_000,
    bytes_sent: 300 * ticks,
    samples: ticks + 2,
    seconds_by_source: { cpu: 0.01 },
  };
}

function linesOf(
  host: string,
  index: number,
  ticks: number,
  { factor, gap, nfs }: { factor: number; gap: boolean; nfs: boolean },
): string[] {
  const state = { sectors: 0, busy: 0, nfs };
  const lines = [line(host, index, { ...state, tick: null, seconds: -5, kind: 'baseline' })];
  for (let tick = 0; tick <= ticks; tick++) {
    const wave = 1 + 0.5 * Math.sin((tick / 40) * 2 * Math.PI);
    state.sectors += Math.round(SECTORS_PER_TICK * factor * wave * (1 + (index % 10) / 200));
    state.busy += Math.round(1000 * wave);
    if (gap && tick >= GAP.from_tick && tick <= GAP.to_tick) continue;
    lines.push(line(host, index, { ...state, tick, seconds: tick * INTERVAL_S }));
  }
  return lines;
}

interface State {
  readonly sectors: number;
  readonly busy: number;
  readonly nfs: boolean;
  readonly tick: number | null;
  readonly seconds: number;
  readonly kind?: string;
}

function line(hostname: string, host: number, { sectors, busy, nfs, tick, seconds, kind }: State): string {
  const ticks = Math.round(seconds + 5) * 400;
  return JSON.stringify({
    timestamp: noonPlus(seconds),
    hostname,
    tick,
    ...(kind !== undefined && { kind }),
    diskstats: [
      diskRow('sda', {
        reads_completed: 10,
        sectors_read: 100,
        writes_completed: Math.round(sectors / 256),
        sectors_written: sectors,
      }),
    ],
    meminfo: {
      MemTotal: 16_000_000,
      MemAvailable: 12_000_000 - host * 1000,
      Cached: 1_000_000 + Math.round(sectors / 10),
      Buffers: 1000,
      Dirty: 5000,
    },
    ...(nfs && {
      nfs: {
        '/mnt': {
          bytes: {
            ...{ normal_read_bytes: sectors * 1024, direct_read_bytes: 0, server_read_bytes: sectors * 512 },
            ...{ normal_write_bytes: 0, direct_write_bytes: 0, server_write_bytes: 0 },
          },
        },
      },
    }),
    loadavg: {
      load_1min: 1.5 + host / 100,
      load_5min: 1,
      load_15min: 1,
      running_processes: 1,
      total_processes: 100,
    },
    netdev: [interfaceRow('eth0', { rx_bytes: sectors * 512, tx_bytes: sectors * 5 })],
    cpu: {
      total: {
        user: busy,
        nice: 0,
        system: Math.round(busy / 4),
        idle: Math.max(0, ticks - busy),
        iowait: Math.round(ticks / 20),
      },
    },
    pressure: {
      cpu: { some: { ...AVERAGES, total_us: busy * 50 } },
      memory: { some: { ...AVERAGES, total_us: 0 } },
      io: { some: { ...AVERAGES, total_us: busy * 900 } },
    },
  });
}
