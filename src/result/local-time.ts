const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.]\d+)?)(Z|[+-]\d\d:?\d\d)?$/;
/** Of C's `ctime`: `Wed Nov  4 14:00:00 2026`. */
const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/;
/** Of mdtest: `11/25/2026 14:00:00`. */
const AMERICAN = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MOST_CHARS = 40;

/**
 * When a time was that a benchmark has printed, ms since 1970 UTC: as DLIO and IO500 (`2026-11-25 14:00:00`), IOR and
 * mdtest have it. A time with a zone is what it says; one without is local. Undefined for what is no time.
 */
export function timeOf(text: string, utcOffsetMinutes: number): number | undefined {
  if (text.length > MOST_CHARS) return undefined;
  const { date, time, zone } = partsOf(text) ?? {};
  if (date === undefined || time === undefined) return undefined;
  const ms = Date.parse(`${date}T${time.slice(0, 12)}${zone ?? 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  return zone === undefined ? ms - utcOffsetMinutes * 60_000 : ms;
}

interface Parts {
  readonly date: string;
  readonly time: string | undefined;
  readonly zone?: string | undefined;
}

function partsOf(text: string): Parts | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return { date: iso[1] ?? '', time: iso[2], zone: iso[3] };
  const american = AMERICAN.exec(text);
  if (american !== null) return { date: `${american[3]}-${american[1]}-${american[2]}`, time: american[4] };
  const ctime = CTIME.exec(text);
  if (ctime === null) return undefined;
  const month = MONTHS.indexOf(ctime[1] ?? '') + 1;
  return { date: `${ctime[4]}-${two(month)}-${two(Number(ctime[2]))}`, time: ctime[3] };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The times of a phase or a result, as far as they are known. */
export function spanOf(start: number | undefined, end: number | undefined): { start?: number; end?: number } {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
