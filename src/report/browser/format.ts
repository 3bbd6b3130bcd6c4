import { zoneName } from './zone.ts';

/** A number with three significant digits or so, and thousands apart. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size < 1) return String(Number(value.toPrecision(2)));
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** An amount of data, in MB, GB, TB or PB (powers of ten). */
export function amount(gigabytes: number): string {
  const size = Math.abs(gigabytes);
  if (size >= 1e6) return `${number(gigabytes / 1e6)} PB`;
  if (size >= 1000) return `${number(gigabytes / 1000)} TB`;
  return size < 1 ? `${number(Math.round(gigabytes * 1e5) / 100)} MB` : `${number(gigabytes)} GB`;
}

/** A moment as the clocks of the run have it, with their zone; UTC if that is not known. */
export function wallClock(ms: number, utcOffsetMinutes: number | null): string {
  const offset = utcOffsetMinutes ?? 0;
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return `${local} ${zoneName(offset)}`;
}

/** Names, some of them, and how many more. */
export function names(all: readonly string[], most = 8): string {
  const shown = all.slice(0, most).join(', ');
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
}
