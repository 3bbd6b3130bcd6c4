import { isKernelNumber, type SeriesNumber } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/** Bytes that Slingshot cards have received and sent, with headers. */
export type CxiTotals = readonly [received: number | null, sent: number | null];

const DIRECTIONS = ['rx', 'tx'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** What is read of a card that rates, or that there are none, are told by: octets, and where there are none packets by size. */
const DATA = /^hni_(?:sts_)?[rt]x_ok_/;

/** Whether this counter of a card has to do with what it has carried. */
export function isCxiData(counter: string): boolean {
  return DATA.test(counter);
}

/**
 * What the Slingshot cards of a host have received and sent from one sample to the next, bytes. A card that came, went or was
 * reset in between is left out. Null where nothing is known, or not all: a card that counts packets by size only could be
 * most of it.
 */
export function cxiTotals({ cxi: before }: Sample, { cxi: after }: Sample): CxiTotals {
  if (before === undefined || after === undefined) return [null, null];
  const cards = Object.entries(after).flatMap(([card, now]): Card[] => {
    const then = before[card];
    return isPlainObject(now) && isPlainObject(then) ? [{ then, now }] : [];
  });
  return [totalOf(cards, 'rx'), totalOf(cards, 'tx')];
}

/** Why it is not known what the Slingshot cards of a host have carried up to this sample; a sentence a card. */
export function cxiDoubts({ cxi }: Sample): string[] {
  return Object.entries(cxi ?? {}).flatMap(([card, now]) => {
    const isInBounds = isPlainObject(now) && DIRECTIONS.some((direction) => hasSizesOnly(now, direction));
    const what = 'it counts packets by size, not bytes; what Slingshot cards have carried is not known';
    return isInBounds ? [`${card}: ${what}`] : [];
  });
}

interface Card {
  readonly then: Members;
  readonly now: Members;
}

function totalOf(cards: readonly Card[], direction: Direction): number | null {
  let sum: number | null = null;
  for (const { then, now } of cards) {
    if (hasSizesOnly(now, direction)) return null;
    const octets = octetsOf(direction);
    const delta = octetsDelta(then[octets], now[octets]);
    if (delta !== null) sum = (sum ?? 0) + delta;
  }
  return sum;
}

function octetsOf(direction: Direction): string {
  return `hni_sts_${direction}_ok_octets`;
}

function hasSizesOnly(now: Members, direction: Direction): boolean {
  return (
    !(octetsOf(direction) in now) && Object.keys(now).some((one) => one.startsWith(`hni_${direction}_ok_`))
  );
}

/**
 * How many bits a counter has is not documented: by Cassini's other counters 56, else the 64 of the type that the driver prints.
 * One that falls has begun again only if it was in the upper half of those: else it was reset.
 */
const WIDTHS = [56n, 64n];

function octetsDelta(before: unknown, after: unknown): number | null {
  if (!isKernelNumber(before) || !isKernelNumber(after)) return null;
  const [then, now] = [whole(before), whole(after)];
  if (then === undefined || now === undefined) return null;
  if (now >= then) return Number(now - then);
  const width = WIDTHS.find((bits) => then < 1n << bits);
  if (width === undefined || then < 1n << (width - 1n)) return null;
  return Number(now - then + (1n << width));
}

function whole(value: SeriesNumber): bigint | undefined {
  return typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value) : undefined;
}
