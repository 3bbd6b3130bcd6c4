import { counterDelta, isKernelNumber } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject, type Members } from '../schema-parts.ts';

/**
 * How far each of these counts of bytes of all NFS mounts has come from one sample to the next. A mount that came, went or
 * was mounted anew in between is left out for that interval: of one of which any of these has fallen, the others may have
 * come further in their new life than in the one before, which is no difference.
 * @param fields of `bytes` of a mount
 * @returns null where nothing is known
 */
export function nfsTotals(
  { nfs: before }: Sample,
  { nfs: after }: Sample,
  fields: readonly string[],
): readonly (number | null)[] {
  const sums = fields.map((): number | null => null);
  for (const [mount, counts] of Object.entries(after ?? {})) {
    const [then, now] = [bytesOf(before?.[mount]), bytesOf(counts)];
    const deltas = fields.map((field) => counterDelta(then[field], now[field]));
    const isAnew = deltas.some((delta, at) => delta === null && isBoth(then[fields[at]!], now[fields[at]!]));
    if (isAnew) continue;
    for (const [at, delta] of deltas.entries()) if (delta !== null) sums[at] = (sums[at] ?? 0) + delta;
  }
  return sums;
}

function isBoth(then: unknown, now: unknown): boolean {
  return isKernelNumber(then) && isKernelNumber(now);
}

function bytesOf(mount: unknown): Members {
  const bytes = isPlainObject(mount) ? mount.bytes : undefined;
  return isPlainObject(bytes) ? bytes : {};
}
