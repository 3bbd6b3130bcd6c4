import type { SeriesHeader } from '../../series/schema.ts';
import { EXIT, UserError } from '../../system/exit.ts';

/**
 * The zone of local times that a benchmark has written, minutes: what was given, else rank 0's. Benchmarks write such files on
 * their own rank 0, and a cluster has one zone. Undefined if the file does not say it of rank 0.
 * @param given as `+02:00`
 * @throws UserError if that is no zone
 */
export function utcOffsetOf(given: string | undefined, header: SeriesHeader): number | undefined {
  if (given === undefined) {
    const rankZero = Object.values(header.host_status).find(({ rank }) => rank === 0);
    return rankZero?.utc_offset_minutes ?? undefined;
  }
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d):?(\d\d)$/.exec(given) ?? [];
  if (sign === undefined || Number(hours) > 24 || Number(minutes) > 59) {
    throw new UserError(
      EXIT.usage,
      `--phases-utc-offset "${given}": give it as --phases-utc-offset=+02:00 or =-05:00`,
    );
  }
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
