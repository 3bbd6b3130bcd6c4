import type { Mode, Wish } from './keys.ts';
import type { Direction, SortKey } from './view/order.ts';

/** What the person who looks has chosen. */
export interface TopChoice {
  readonly sort: SortKey;
  readonly direction: Direction;
  /** How many hosts are above the first one that is shown. */
  readonly scroll: number;
  /** The host whose row is marked; null for none. */
  readonly selected: string | null;
  /** Which hosts are shown, see `nameFilter`; empty for all. */
  readonly filter: string;
  readonly isTyping: boolean;
  /** The one that is shown alone, and how many of its lines are above the first that is shown; null for the table. */
  readonly host: { readonly name: string; readonly scroll: number } | null;
  /** Likewise of the help; null if it is not shown. */
  readonly help: { readonly scroll: number } | null;
}

/** All hosts in this order. */
export function tableBy(sort: SortKey): TopChoice {
  const none = { selected: null, filter: '', isTyping: false, host: null, help: null };
  return { sort, direction: 'usual', scroll: 0, ...none };
}

/** What keys mean now. */
export function modeOf({ help, host, isTyping }: TopChoice): Mode {
  if (help !== null) return 'help';
  if (host !== null) return 'host';
  return isTyping ? 'typing' : 'hosts';
}

/** What is on the screen when a key is pressed. */
export interface OnScreen {
  /** The hosts that match, in their order. */
  readonly names: readonly string[];
  /** How many lines have room for them, or for what else is shown. */
  readonly rows: number;
  /** How many lines the view of one host, or the help, has. */
  readonly lines: number;
}

/** Longer than any name. */
const MOST_TYPED = 255;

/** What is chosen once a wish is granted, of those that change what is shown. */
export function granted(choice: TopChoice, wish: Wish, shown: OnScreen): TopChoice {
  if (choice.help !== null) return grantedInHelp(choice, choice.help, wish, shown);
  if (choice.host !== null) return grantedInHost(choice, choice.host, wish, shown);
  const { direction, filter } = choice;
  const filtered = (text: string): TopChoice => ({ ...choice, filter: text, scroll: 0 });
  switch (wish.kind) {
    case 'sort':
      return { ...choice, sort: wish.key, direction: 'usual', scroll: 0, selected: null };
    case 'reverse':
      return { ...choice, direction: direction === 'usual' ? 'reversed' : 'usual' };
    case 'step':
      return stepped(choice, wish.by, shown);
    case 'scroll':
      return paged(choice, wish, shown);
    case 'help':
      return { ...choice, help: { scroll: 0 } };
    case 'enter':
      return entered(choice, shown);
    case 'filter':
      return { ...choice, isTyping: true };
    case 'type':
      return filtered([...filter, wish.text].slice(0, MOST_TYPED).join(''));
    case 'erase':
      return filtered([...filter].slice(0, -1).join(''));
    case 'erase all':
      return filtered('');
    case 'clear':
      return { ...filtered(''), isTyping: false };
    case 'keep':
      return { ...choice, isTyping: false };
    default:
      return choice;
  }
}

function grantedInHelp(choice: TopChoice, help: { scroll: number }, wish: Wish, shown: OnScreen): TopChoice {
  const fits = shown.lines <= shown.rows;
  if (fits || (wish.kind !== 'step' && wish.kind !== 'scroll')) return { ...choice, help: null };
  return { ...choice, help: { scroll: scrolled(help.scroll, wish, shown) } };
}

function grantedInHost(
  choice: TopChoice,
  host: NonNullable<TopChoice['host']>,
  wish: Wish,
  shown: OnScreen,
): TopChoice {
  if (wish.kind === 'back') return { ...choice, host: null };
  if (wish.kind === 'help') return { ...choice, help: { scroll: 0 } };
  if (wish.kind !== 'step' && wish.kind !== 'scroll') return choice;
  return { ...choice, host: { ...host, scroll: scrolled(host.scroll, wish, shown) } };
}

/** Another row is marked; the first time it is one that can be seen. */
function stepped(choice: TopChoice, by: number, shown: OnScreen): TopChoice {
  const { names, rows } = shown;
  const before = choice.selected === null ? -1 : names.indexOf(choice.selected);
  const first = firstShown(choice, shown);
  const at = before === -1 ? first : within(before + by, names.length - 1);
  return { ...choice, selected: names[at] ?? null, scroll: within(first, at, at - rows + 1) };
}

/** What is shown is moved, and the marked row stays where it can be seen. */
function paged(choice: TopChoice, wish: Wish & { kind: 'scroll' }, shown: OnScreen): TopChoice {
  const { names, rows } = shown;
  const by = wish.by * (wish.unit === 'page' ? rows : names.length);
  const scroll = within(choice.scroll + by, names.length - rows);
  const before = choice.selected === null ? -1 : names.indexOf(choice.selected);
  if (before === -1) return { ...choice, scroll };
  const at = within(before + by, names.length - 1);
  return { ...choice, selected: names[at] ?? null, scroll: within(scroll, at, at - rows + 1) };
}

function entered(choice: TopChoice, shown: OnScreen): TopChoice {
  const { names } = shown;
  const { selected } = choice;
  const name = selected !== null && names.includes(selected) ? selected : names[firstShown(choice, shown)];
  return name === undefined ? choice : { ...choice, selected: name, host: { name, scroll: 0 } };
}

/** There can be fewer hosts, or more lines, than when it was scrolled. */
function firstShown({ scroll }: TopChoice, { names, rows }: OnScreen): number {
  return within(scroll, names.length - rows);
}

function scrolled(
  scroll: number,
  wish: Wish & { kind: 'step' | 'scroll' },
  { rows, lines }: OnScreen,
): number {
  const unit = wish.kind === 'step' ? 1 : wish.unit === 'page' ? rows : lines;
  return within(scroll + wish.by * unit, lines - rows);
}

function within(value: number, most: number, least = 0): number {
  return Math.max(0, least, Math.min(value, most));
}
