import { counterOf, type PortData, portDataOf } from '../../procfs/rdma/port-files.ts';
import { counterDelta } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** Bytes that RDMA ports have received and sent. */
export type RdmaTotals = readonly [received: number | null, sent: number | null];

/** Software that the host information does not have, by its usual name. */
const SOFT = /^(?:rxe|siw)/;
/** Counters of 32 bits stop here: what came after is not in them. */
const MOST_WORDS = 0xffffffff;

/**
 * What the RDMA ports of a host have received and sent from one sample to the next, bytes. Each driver counts in its own
 * unit; software is left out, for a network card counts its bytes, too, and so is a port that came, went or was reset in
 * between. Null where nothing is known, or not all: a port whose driver counts in a unit that nobody has confirmed, or whose
 * counter has come to its end, could be most of it. The rule is in `docs/file-format.md`.
 */
export function rdmaTotals(
  before: Pick<Sample, 'rdma'>,
  after: Pick<Sample, 'rdma'>,
  info: HostInfo | undefined,
): RdmaTotals {
  const ports = hardwarePorts(before, after, info);
  return [totalOf(ports, 'received'), totalOf(ports, 'sent')];
}

/** The ports that two samples have, without software. */
export function hardwarePorts(
  { rdma: before }: Pick<Sample, 'rdma'>,
  { rdma: after }: Pick<Sample, 'rdma'>,
  info: HostInfo | undefined,
): Port[] {
  if (before === undefined || after === undefined) return [];
  const drivers = driversOf(info);
  return Object.entries(after).flatMap(([port, now]): Port[] => {
    const then = before[port];
    const { driver = null, soft = SOFT.test(port) } = drivers.get(port) ?? {};
    return soft || !isPlainObject(now) || !isPlainObject(then) ? [] : [{ driver, then, now }];
  });
}

/** Why it is not known what the RDMA ports of a host have carried up to this sample; a sentence for each reason. */
export function rdmaDoubts({ rdma }: Sample, info: HostInfo | undefined): string[] {
  const drivers = driversOf(info);
  const doubts = Object.entries(rdma ?? {}).flatMap(([port, now]) => {
    const { driver = null, soft = SOFT.test(port) } = drivers.get(port) ?? {};
    if (soft || !isPlainObject(now)) return [];
    return DIRECTIONS.flatMap((direction) => {
      const data = dataOf(driver, direction, now);
      if (data?.unit === null) return `${port}: in which unit ${driver} counts is not confirmed`;
      const full = data?.[direction].map(counterOf).filter((counter) => isFull(counter, now[counter])) ?? [];
      return full.map((counter) => `${port}: ${counter} has come to its end, 2^32 - 1`);
    });
  });
  return [...new Set(doubts)].map((doubt) => `${doubt}; what RDMA ports have carried is not known`);
}

const DIRECTIONS = ['received', 'sent'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** Where a port has its bytes: the first place of which it has a counter. */
function dataOf(driver: string | null, direction: Direction, now: Members): PortData | undefined {
  return portDataOf(driver).find((one) => one[direction].some((file) => counterOf(file) in now));
}

/** A port at two moments. */
export interface Port {
  readonly driver: string | null;
  readonly then: Members;
  readonly now: Members;
}

interface KnownPort {
  readonly driver: string | null;
  readonly soft: boolean;
}

/** Asked for each sample; it changes when a port comes. */
const known = new WeakMap<HostInfo, ReadonlyMap<string, KnownPort>>();

function driversOf(info: HostInfo | undefined): ReadonlyMap<string, KnownPort> {
  const found = info && known.get(info);
  if (info === undefined || found !== undefined) return found ?? new Map();
  const ports = (info.rdma_ports ?? []).map(
    ({ device, port, driver, soft = false }) => [`${device}/${port}`, { driver, soft }] as const,
  );
  const drivers = new Map(ports);
  known.set(info, drivers);
  return drivers;
}

function totalOf(ports: readonly Port[], direction: Direction): number | null {
  let sum: number | null = null;
  for (const { driver, then, now } of ports) {
    const data = dataOf(driver, direction, now);
    if (data === undefined) continue;
    if (data.unit === null) return null;
    // One of several that could not be read this time leaves a part, which is no difference of the port.
    const counters = data[direction].map(counterOf).filter((counter) => counter in now || counter in then);
    if (counters.some((counter) => isFull(counter, now[counter]))) return null;
    const deltas = counters.map((counter) => counterDelta(then[counter], now[counter]));
    for (const delta of deltas.includes(null) ? [] : deltas) sum = (sum ?? 0) + (delta ?? 0) * data.unit;
  }
  return sum;
}

function isFull(counter: string, value: unknown): boolean {
  return /^port_\w+_data$/.test(counter) && value === MOST_WORDS;
}
