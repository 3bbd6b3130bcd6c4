import type { TopPoint, TopRates } from '../state.ts';

/** How wide the parts of a row are, characters; 0 for a part that has no room. */
export interface Widths {
  readonly name: number;
  readonly cpuCurve: number;
  readonly diskCurve: number;
  readonly netCurve: number;
}

/** A part of a row. */
export type Column =
  | {
      readonly kind: 'number';
      readonly title: string;
      readonly width: number;
      readonly show: (rates: TopRates) => string;
    }
  | {
      readonly kind: 'curve';
      readonly width: number;
      readonly of: (point: TopPoint) => number | null;
      /** The upper end; null for the greatest value that is shown. */
      readonly most: number | null;
    };

export const STATE_WIDTH = 12;
const PERCENT_WIDTH = 4;
const NUMBER_WIDTH = 6;
const LEAST_NAME = 8;
const USUAL_NAME = 13;
const MOST_NAME = 32;
const LEAST_CURVE = 8;
const MOST_CURVE = 40;
const KIB_PER_GIB = 1024 * 1024;

/** The name, the state, and the columns without curves at these widths; each but the first has a blank before it. */
const PERCENTS = ['CPU', 'iowait'].length;
const NUMBERS = ['memory', 'read', 'write', 'rx', 'tx'].length;
const BARE = 1 + STATE_WIDTH + PERCENTS * (PERCENT_WIDTH + 1) + NUMBERS * (NUMBER_WIDTH + 1);

/**
 * Shares out the width of a terminal: first the name, then a curve of the CPU, then names in full, then the other
 * curves, and what is left makes curves longer.
 */
export function widthsFor(width: number, names: readonly string[]): Widths {
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  const wanted = Math.max(LEAST_NAME, Math.min(longest, MOST_NAME));
  let left = width - BARE;
  const take = (most: number) => {
    const taken = Math.max(0, Math.min(most, left));
    left -= taken;
    return taken;
  };
  let name = Math.max(LEAST_NAME, take(Math.min(wanted, USUAL_NAME)));
  const curve = () => (left > LEAST_CURVE ? take(LEAST_CURVE + 1) - 1 : 0);
  const cpu = curve();
  name += take(wanted - name);
  const disk = curve();
  const net = disk > 0 ? curve() : 0;
  const curves = [cpu, disk, net].filter((one) => one > 0).length;
  const longer = curves === 0 ? 0 : Math.min(MOST_CURVE - LEAST_CURVE, Math.floor(left / curves));
  const grown = (one: number) => (one > 0 ? one + longer : 0);
  return { name, cpuCurve: grown(cpu), diskCurve: grown(disk), netCurve: grown(net) };
}

/** The columns behind name and state. */
export function columnsFor({ cpuCurve, diskCurve, netCurve }: Widths): Column[] {
  const share = (title: string, of: (rates: TopRates) => number | null): Column => ({
    kind: 'number',
    title,
    width: PERCENT_WIDTH,
    show: (rates) => of(rates)?.toFixed(0) ?? '-',
  });
  const number = (title: string, of: (rates: TopRates) => number | null): Column => ({
    kind: 'number',
    title,
    width: NUMBER_WIDTH,
    show: (rates) => compact(of(rates)),
  });
  const curve = (width: number, of: (point: TopPoint) => number | null, most: number | null): Column[] =>
    width === 0 ? [] : [{ kind: 'curve', width, of, most }];
  return [
    share('CPU%', ({ cpu_busy_percent }) => cpu_busy_percent),
    ...curve(cpuCurve, ({ cpu_busy_percent }) => cpu_busy_percent, 100),
    share('iow%', ({ cpu_iowait_percent }) => cpu_iowait_percent),
    number('memGiB', ({ memory_used_kb }) => gib(memory_used_kb)),
    number('rdMB/s', ({ disk_read_mb_per_s }) => disk_read_mb_per_s),
    number('wrMB/s', ({ disk_write_mb_per_s }) => disk_write_mb_per_s),
    ...curve(diskCurve, ({ disk_mb_per_s }) => disk_mb_per_s, null),
    number('rxMB/s', ({ net_rx_mb_per_s }) => net_rx_mb_per_s),
    number('txMB/s', ({ net_tx_mb_per_s }) => net_tx_mb_per_s),
    ...curve(netCurve, ({ net_mb_per_s }) => net_mb_per_s, null),
  ];
}

/** A number in at most five characters: three digits, and k, M, … for thousands. */
export function compact(value: number | null): string {
  if (value === null) return '-';
  let rest = value;
  for (const unit of ['', 'k', 'M', 'G', 'T']) {
    if (rest < 999.5) return `${threeDigits(rest)}${unit}`;
    rest /= 1000;
  }
  return 'huge';
}

function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function gib(kb: number | null): number | null {
  return kb === null ? null : kb / KIB_PER_GIB;
}
