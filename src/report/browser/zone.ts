/** A time zone by what is known of it: `UTC+01:00`, `UTC`. */
export function zoneName(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC';
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `UTC${offsetMinutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * From one moment to another in a run's own zone, and by UTC where that is another.
 * @param start ms since 1970
 * @param end ms since 1970
 * @param offsetMinutes local time less UTC; null if it is not known
 */
export function spanText(start: number, end: number, offsetMinutes: number | null): string {
  const offset = offsetMinutes ?? 0;
  const own = [start, end].map((time) => parts(time + offset * 60_000));
  const utc = [start, end].map(parts);
  const [from, to] = own;
  const local = `${between(from, to, true)} ${zoneName(offset)}`;
  if (offset === 0) return local;
  const isSameDay = [...own, ...utc].every(({ day }) => day === from?.day);
  return `${local} (${between(utc[0], utc[1], !isSameDay)} UTC)`;
}

interface Parts {
  readonly day: string;
  readonly time: string;
}

function parts(ms: number): Parts {
  const text = new Date(ms).toISOString();
  return { day: text.slice(0, -14), time: text.slice(-13, -5) };
}

function between(from: Parts | undefined, to: Parts | undefined, withDay: boolean): string {
  if (from === undefined || to === undefined) return '';
  const first = withDay ? `${from.day} ${from.time}` : from.time;
  return `${first} – ${from.day === to.day ? to.time : `${to.day} ${to.time}`}`;
}
