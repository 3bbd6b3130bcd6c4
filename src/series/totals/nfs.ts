import { counterDelta } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject } from '../schema-parts.ts';

/**
 * How far each of these counts of bytes of all NFS mounts has come from one sample to the next. A mount that came, went or
 * was mounted anew in between is left out for that interval.
 * @param fields of `bytes` of a mount
 * @returns null where nothing is known
 */
export function nfsTotals(
  { nfs: before }: Sample,
  { nfs: after }: Sample,
  fields: readonly string[],
): readonly (number | null)[] {
  return fields.map((field) => {
    let sum: number | null = null;
    for (const [mount, counts] of Object.entries(after ?? {})) {
      const delta = counterDelta(bytesOf(before?.[mount], field), bytesOf(counts, field));
      if (delta !== null) sum = (sum ?? 0) + delta;
    }
    return sum;
  });
}

function bytesOf(mount: unknown, field: string): unknown {
  const bytes = isPlainObject(mount) ? mount.bytes : undefined;
  return isPlainObject(bytes) ? bytes[field] : undefined;
}
