import { type Amount, BASES, type Figures, type ResultPhase } from './result.ts';

/** What a decimal may have been before it was rounded: from `least / scale` to `most / scale`. Never negative. */
export interface RoundedNumber {
  readonly least: bigint;
  readonly most: bigint;
  readonly scale: bigint;
}

const DECIMAL = /^(\d{1,20})(?:\.(\d{1,12}))?$/;

/** Half a unit of the last printed digit around a decimal; undefined for what is none, such as `inf` or `-`. */
export function roundedFrom(text: string): RoundedNumber | undefined {
  const [, whole, decimals = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const twice = BigInt(whole + decimals) * 2n;
  return {
    least: twice > 0n ? twice - 1n : 0n,
    most: twice + 1n,
    scale: 2n * 10n ** BigInt(decimals.length),
  };
}

export function product(one: RoundedNumber, other: RoundedNumber): RoundedNumber {
  return { least: one.least * other.least, most: one.most * other.most, scale: one.scale * other.scale };
}

/** The whole numbers of `unit` bytes each that lie in an interval, in bytes; undefined if there are none. */
export function amountOf(interval: RoundedNumber, unit: bigint): Amount | undefined {
  const least = (interval.least * unit + interval.scale - 1n) / interval.scale;
  const most = (interval.most * unit) / interval.scale;
  return least <= most ? { least, most, basis: 'rounded' } : undefined;
}

/** What of an amount are multiples of `step`, in which it was moved; all of it if none is. */
export function snapped(amount: Amount, step: bigint): Amount {
  const least = ((amount.least + step - 1n) / step) * step;
  const most = (amount.most / step) * step;
  if (least > most) return amount;
  return { least, most, basis: least === most ? 'counted' : amount.basis };
}

export function contains(amount: Amount, value: bigint): boolean {
  return amount.least <= value && value <= amount.most;
}

/** What two amounts of the same have in common; the first if they disagree. */
export function common(one: Amount, other: Amount): Amount {
  let { least, most } = one;
  if (other.least > least) least = other.least;
  if (other.most < most) most = other.most;
  return least <= most ? { least, most, basis: one.basis } : one;
}

export function counted(value: bigint): Amount {
  return { least: value, most: value, basis: 'counted' };
}

export function planned(value: bigint): Amount {
  return { least: value, most: value, basis: 'planned' };
}

/** Nothing is known but that it is no more than an interval's upper end, in units of `unit`. */
export function atMost(interval: RoundedNumber, unit: bigint): Amount {
  return { least: 0n, most: (interval.most * unit) / interval.scale, basis: 'at-most' };
}

/** All of them together; undefined if one is not known or there is none: part of a sum is a wrong sum. */
export function sumOfAmounts(amounts: readonly (Amount | undefined)[]): Amount | undefined {
  if (amounts.length === 0) return undefined;
  let sum = counted(0n);
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    sum = sumOfTwo(sum, amount);
  }
  return sum;
}

function sumOfTwo(one: Amount, other: Amount): Amount {
  const basis = BASES.indexOf(one.basis) > BASES.indexOf(other.basis) ? one.basis : other.basis;
  return { least: one.least + other.least, most: one.most + other.most, basis };
}

/** The members `read` and `written` of figures, as far as they are known. */
export function moved(
  read: Amount | undefined,
  written: Amount | undefined,
): Pick<Figures, 'read' | 'written'> {
  return { ...(read !== undefined && { read }), ...(written !== undefined && { written }) };
}

/**
 * The figures of phases together: bytes of those that moved some, operations of each name.
 * @param directions which of them each phase moved bytes in, known or not
 */
export function totalsOfPhases(
  phases: readonly ResultPhase[],
  directions: readonly ('read' | 'written' | undefined)[],
): Pick<Figures, 'read' | 'written' | 'operations'> {
  const of = (direction: 'read' | 'written') =>
    sumOfAmounts(phases.filter((_, nth) => directions[nth] === direction).map((phase) => phase[direction]));
  return { ...moved(of('read'), of('written')), operations: operationsOf(phases) };
}

/** Operations of the same name together. */
export function operationsOf(phases: readonly Pick<Figures, 'operations'>[]): Figures['operations'] {
  const sums = new Map<string, Amount>();
  for (const { operations } of phases) {
    for (const { name, ...amount } of operations) {
      const sum = sums.get(name);
      sums.set(name, sum === undefined ? amount : sumOfTwo(sum, amount));
    }
  }
  return [...sums].map(([name, amount]) => ({ name, ...amount }));
}
