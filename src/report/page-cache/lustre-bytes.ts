import { counterDelta } from '../../series/counters.ts';
import type { Sample } from '../../series/schema.ts';
import { isPlainObject, type Members } from '../../series/schema-parts.ts';

const DIRECTIONS = ['read', 'write'] as const;

/** Whether all storage targets of these file systems were read for a sample: where there are many, not all are each time. */
export function hasAllTargets({ lustre }: Sample, fileSystems: readonly string[]): boolean {
  return fileSystems.every((name) => {
    const { found, summed, read } = membersOf(isPlainObject(lustre) ? lustre : {}, name, 'osts');
    return found !== undefined && found === summed && summed === read;
  });
}

/**
 * Of each file system: what it read and wrote by its servers; how much of either is estimated, of which up to half may not
 * have been; what applications read and wrote. How far that has come from one sample to another, bytes; null where it is not
 * known, or its targets or their counters are others than before.
 */
export function lustreBetween(before: Sample, after: Sample, fileSystem: string): (number | null)[] {
  const [then, now] = [before.lustre, after.lustre].map(
    (lustre) => (path: readonly string[]) =>
      membersOf(isPlainObject(lustre) ? lustre : {}, fileSystem, ...path),
  );
  if (then === undefined || now === undefined) return [];
  const delta = (path: readonly string[], field: string) => counterDelta(then(path)[field], now(path)[field]);
  const rpcs = now(['rpcs']);
  const isAnew =
    then(['osts']).summed !== now(['osts']).summed ||
    DIRECTIONS.some((one) => `${one}_rpcs` in rpcs && delta(['rpcs'], `${one}_rpcs`) === null);
  const isCounted = DIRECTIONS.every((one) => `${one}_bytes` in now(['wire']));
  const estimated = DIRECTIONS.map((one) => (isCounted ? 0 : delta(['bytes'], `${one}_bytes_estimated`)));
  const moved = DIRECTIONS.map((one, at) => {
    if (isCounted) return delta(['wire'], `${one}_bytes`);
    const derived = delta(['bytes'], `${one}_bytes_derived`);
    const more = estimated[at] ?? null;
    return derived === null || more === null ? null : derived + more;
  });
  const asked = DIRECTIONS.map((one) => delta(['llite', `${one}_bytes`], 'bytes'));
  return isAnew ? [] : [...moved, ...estimated, ...asked];
}

function membersOf(tree: Members, ...path: readonly string[]): Members {
  return path.reduce((members: Members, key) => {
    const below = members[key];
    return isPlainObject(below) ? below : {};
  }, tree);
}
