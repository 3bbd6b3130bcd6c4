import type { HostStatus } from '../schema.ts';

/** What in a host's line of the ledger cannot be, whatever its samples are; a text each. */
export function contradictionsIn(status: HostStatus): string[] {
  const { samples, rank, clock_offset_ms, clock_error_ms, late_ms, sources = {} } = status;
  const wrong: string[] = [];
  if (rank === null && samples > 0) wrong.push(`${samples} samples, and no rank that they are of`);
  if ((clock_offset_ms === null) !== (clock_error_ms === null)) {
    wrong.push('only one of clock_offset_ms and clock_error_ms');
  }
  if (clock_error_ms !== null && clock_error_ms < 0) wrong.push(`clock_error_ms ${clock_error_ms}, below 0`);
  if (late_ms !== null && !isRising([late_ms.p50, late_ms.p90, late_ms.p99, late_ms.max])) {
    wrong.push('percentiles of late_ms that do not rise');
  }
  for (const [name, { ticks_missed, ticks_sampled, reason }] of Object.entries(sources)) {
    if (ticks_missed > 0 && reason === null)
      wrong.push(`${name} missed at ${ticks_missed} ticks for no reason`);
    // One that was never read has a reason also where there was no tick.
    if (ticks_missed === 0 && ticks_sampled > 0 && reason !== null) {
      wrong.push(`a reason for ${name}, which is missed at no tick`);
    }
  }
  return wrong;
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, at) => value >= (values[at - 1] ?? value));
}
