import { SORTS, type SortKey } from './view/order.ts';

/** What keys mean hangs on what is on the screen. */
export type Mode =
  /** The table of hosts. */
  | 'hosts'
  /** The same, while a filter is typed. */
  | 'typing'
  /** One host. */
  | 'host'
  | 'help';

/** What a person wants by a key. */
export type Wish =
  | { readonly kind: 'quit' | 'suspend' | 'reverse' | 'help' | 'enter' | 'back' }
  | { readonly kind: 'sort'; readonly key: SortKey }
  /** `page` is what fits the screen. */
  | { readonly kind: 'scroll'; readonly by: number; readonly unit: 'page' | 'all' }
  /** The next row, or a line where there is nothing to choose. */
  | { readonly kind: 'step'; readonly by: number }
  /** Of the filter: it is begun, gets a character, loses the last, or all; is kept, or given up. */
  | { readonly kind: 'filter' | 'erase' | 'erase all' | 'keep' | 'clear' }
  | { readonly kind: 'type'; readonly text: string };

const scroll = (by: number, unit: 'page' | 'all'): Wish => ({ kind: 'scroll', by, unit });
const step = (by: number): Wish => ({ kind: 'step', by });
const [QUIT, BACK, ENTER]: Wish[] = [{ kind: 'quit' }, { kind: 'back' }, { kind: 'enter' }];
const ESCAPE = '\u001b';

/** What terminals send: cursor keys as CSI or SS3 (application mode), the others as VT220 and xterm do. */
const MOVES: Readonly<Record<string, Wish>> = {
  '\u001b[A': step(-1),
  '\u001bOA': step(-1),
  '\u001b[B': step(1),
  '\u001bOB': step(1),
  '\u001b[5~': scroll(-1, 'page'),
  '\u001b[6~': scroll(1, 'page'),
  '\u001b[H': scroll(-1, 'all'),
  '\u001bOH': scroll(-1, 'all'),
  '\u001b[1~': scroll(-1, 'all'),
  '\u001b[F': scroll(1, 'all'),
  '\u001bOF': scroll(1, 'all'),
  '\u001b[4~': scroll(1, 'all'),
};
const LETTER_MOVES: Readonly<Record<string, Wish>> = { k: step(-1), j: step(1), ' ': scroll(1, 'page') };
/** Ctrl-C, the end of input, Ctrl-Z: in raw mode nobody else heeds them. */
const ALWAYS: Readonly<Record<string, Wish>> = {
  '\u0003': { kind: 'quit' },
  '\u0004': { kind: 'quit' },
  '\u001a': { kind: 'suspend' },
};

const BY_MODE: Readonly<Record<Mode, Readonly<Record<string, Wish | undefined>>>> = {
  hosts: {
    ...MOVES,
    ...LETTER_MOVES,
    q: QUIT,
    Q: QUIT,
    r: { kind: 'reverse' },
    '?': { kind: 'help' },
    '/': { kind: 'filter' },
    '\r': ENTER,
    '\n': ENTER,
    [ESCAPE]: { kind: 'clear' },
  },
  typing: {
    ...MOVES,
    '\r': { kind: 'keep' },
    '\n': { kind: 'keep' },
    '\u007f': { kind: 'erase' },
    '\b': { kind: 'erase' },
    '\u0015': { kind: 'erase all' },
    [ESCAPE]: { kind: 'clear' },
  },
  host: {
    ...MOVES,
    ...LETTER_MOVES,
    '?': { kind: 'help' },
    q: BACK,
    Q: BACK,
    '\r': BACK,
    '\n': BACK,
    '\u007f': BACK,
    '\u001b[D': BACK,
    '\u001bOD': BACK,
    [ESCAPE]: BACK,
  },
  help: { ...MOVES, ...LETTER_MOVES },
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ONE_KEY = /\u001b(?:\[[0-9;]*[ -/]*[@-~]|O.)|./gsu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const BEGUN = /\u001b(?:\[[0-9;]*[ -/]*|O)?$/;
const PRINTED = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$/u;

/** The keys in what a terminal has sent: several can come at once. */
export function keysIn(input: string): string[] {
  return input.match(ONE_KEY) ?? [];
}

/**
 * What is whole of it, and what may be the begin of a key whose rest is on its way: the Escape key alone is the begin of all
 * that have a sequence.
 */
export function wholeKeys(input: string): readonly [whole: string, begun: string] {
  const begun = BEGUN.exec(input)?.[0] ?? '';
  return [input.slice(0, input.length - begun.length), begun];
}

/** What a key means; undefined for nothing. */
export function wishOf(key: string, mode: Mode): Wish | undefined {
  const known = ALWAYS[key] ?? BY_MODE[mode][key];
  if (known !== undefined) return known;
  if (mode === 'help') return BACK;
  if (mode === 'typing') return PRINTED.test(key) ? { kind: 'type', text: key } : undefined;
  return mode === 'hosts' && isSortKey(key) ? { kind: 'sort', key } : undefined;
}

function isSortKey(key: string): key is SortKey {
  return Object.hasOwn(SORTS, key);
}
