import { short } from '../../metrics/short.ts';

/** How much more the second is than the first, percent; null if the first is nothing. */
export function moreBy(before: number, after: number): number | null {
  return before === 0 ? null : (100 * (after - before)) / before;
}

/** So many percent more are spoken of as times. */
const MANY_PERCENT = 900;

/** A change for a table: `+31 %`, `−4.2 %`, `×12`; a dash where it is not known. */
export function changeText(percent: number | null): string {
  if (percent === null) return '–';
  if (percent >= MANY_PERCENT) return `×${short(1 + percent / 100)}`;
  const shown = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0);
  const sign = Number(shown) === 0 ? '±' : percent > 0 ? '+' : '−';
  return `${sign}${Number(shown)} %`;
}

/** Units that have a name for a thousand of them. */
const THOUSANDS: ReadonlyMap<string, string> = new Map([
  ['MB/s', 'GB/s'],
  ['GB/s', 'TB/s'],
  ['GB', 'TB'],
]);

/** A value with its unit as a sentence has it: `58 %`, `1.4 GB/s`. */
export function spoken(value: number, unit: string): string {
  const [{ text, unit: shown }] = inOneUnit([value], unit);
  return `${text} ${shown}`;
}

/** Two values with the unit once: `23 → 58 %`. */
export function spokenChange(before: number, after: number, unit: string): string {
  const [one, other] = inOneUnit([before, after], unit);
  return `${one.text} → ${other?.text} ${one.unit}`;
}

interface HowMuch {
  readonly text: string;
  readonly unit: string;
}

function inOneUnit(values: readonly number[], unit: string): [HowMuch, ...HowMuch[]] {
  const most = Math.max(...values.map(Math.abs));
  const larger = THOUSANDS.get(unit);
  if (larger !== undefined && most >= 1000) {
    return inOneUnit(
      values.map((value) => value / 1000),
      larger,
    );
  }
  const [first = '', ...rest] = values.map((value) => rounded(value, unit));
  return [{ text: first, unit }, ...rest.map((text) => ({ text, unit }))];
}

/** Percent as whole numbers where they are more than ten, all else with three digits, none of them a 0 behind the point. */
function rounded(value: number, unit: string): string {
  const size = Math.abs(value);
  if (unit === '%') return size >= 10 ? value.toFixed(0) : String(Number(value.toFixed(1)));
  return String(Number(short(value)));
}

/** Begins with a capital letter, unless that is the name of a host or a phase, which is what it is. */
export function sentenceOf(text: string): string {
  return text.replace(/^(?:the whole run|the median host|in .* the median host) /, (words) =>
    words.replace(/^./, (first) => first.toUpperCase()),
  );
}
