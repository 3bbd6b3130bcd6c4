import type { Cells, Span } from './cells.ts';

/** `node2` is before `node10`. */
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Hosts by their names, as people count. */
export function byName(names: readonly string[]): number[] {
  return names.map((_, host) => host).sort((a, b) => NATURAL.compare(names[a]!, names[b]!) || a - b);
}

/** Hosts by their mean in these buckets, the greatest first, those of which nothing is known last. */
export function byValue(names: readonly string[], { low, high }: Cells, [first, end]: Span): number[] {
  const means = names.map((_, host) => {
    let [sum, count] = [0, 0];
    for (let bucket = first; bucket < end; bucket++) {
      const middle = (low[host]![bucket]! + high[host]![bucket]!) / 2;
      if (Number.isNaN(middle)) continue;
      sum += middle;
      count++;
    }
    return count === 0 ? Number.NEGATIVE_INFINITY : sum / count;
  });
  return byName(names).sort((a, b) => (means[a] === means[b] ? 0 : means[b]! - means[a]!));
}

/** A name at an axis, and where: the middle of its row, as a share of the height. */
export interface AxisName {
  readonly host: number;
  readonly text: string;
  readonly middle: number;
}

/**
 * Names of hosts where there is room for them: of all, or of every second, fifth, tenth, …
 * @param most characters that have room
 */
export function axisNames(
  names: readonly string[],
  order: readonly number[],
  { rows, most }: { readonly rows: number; readonly most: number },
): AxisName[] {
  const every = STEPS.find((step) => order.length / step <= rows) ?? order.length;
  const domain = commonEnd(names);
  return order.flatMap((host, nth) => {
    if (nth % every !== 0) return [];
    const name = names[host] ?? '';
    const short = name.slice(0, name.length - domain.length);
    return [{ host, text: shortened(short, most), middle: (nth + 0.5) / order.length }];
  });
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The domain that all names have. */
function commonEnd(names: readonly string[]): string {
  const [first = ''] = names;
  const dot = first.indexOf('.');
  const domain = dot <= 0 ? '' : first.slice(dot);
  return names.every((name) => name.endsWith(domain) && name.length > domain.length) ? domain : '';
}

/** Its end: what tells hosts apart is there. */
function shortened(name: string, most: number): string {
  const characters = [...name];
  return characters.length <= most ? name : `…${characters.slice(characters.length - most + 1).join('')}`;
}
