import { SORTS, type SortKey } from './view/order.ts';

/** What a person wants by a key. */
export type Wish =
  | { readonly kind: 'quit' }
  | { readonly kind: 'sort'; readonly key: SortKey }
  | { readonly kind: 'reverse' }
  /** `page` is what fits the screen. */
  | { readonly kind: 'scroll'; readonly by: number; readonly unit: 'line' | 'page' | 'all' };

const scroll = (by: number, unit: 'line' | 'page' | 'all'): Wish => ({ kind: 'scroll', by, unit });
const QUIT: Wish = { kind: 'quit' };
/** What terminals send: cursor keys as CSI or SS3 (application mode), the others as VT220 and xterm do. */
const KEYS: Readonly<Record<string, Wish>> = {
  q: QUIT,
  Q: QUIT,
  '\u0003': QUIT,
  '\u0004': QUIT,
  r: { kind: 'reverse' },
  k: scroll(-1, 'line'),
  j: scroll(1, 'line'),
  ' ': scroll(1, 'page'),
  '\u001b[A': scroll(-1, 'line'),
  '\u001bOA': scroll(-1, 'line'),
  '\u001b[B': scroll(1, 'line'),
  '\u001bOB': scroll(1, 'line'),
  '\u001b[5~': scroll(-1, 'page'),
  '\u001b[6~': scroll(1, 'page'),
  '\u001b[H': scroll(-1, 'all'),
  '\u001bOH': scroll(-1, 'all'),
  '\u001b[1~': scroll(-1, 'all'),
  '\u001b[F': scroll(1, 'all'),
  '\u001bOF': scroll(1, 'all'),
  '\u001b[4~': scroll(1, 'all'),
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ONE_KEY = /\u001b(?:\[[0-9;]*[ -/]*[@-~]|O.)|./gsu;

/** The wishes in what a terminal has sent; several keys can come at once. */
export function wishesIn(input: string): Wish[] {
  return (input.match(ONE_KEY) ?? []).flatMap((key) => {
    const wish = KEYS[key];
    if (wish !== undefined) return [wish];
    return isSortKey(key) ? [{ kind: 'sort', key }] : [];
  });
}

export function isSortKey(key: string): key is SortKey {
  return Object.hasOwn(SORTS, key);
}
