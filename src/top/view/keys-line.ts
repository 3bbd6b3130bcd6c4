import { printable } from '../../system/text/printable.ts';
import type { TopChoice } from '../choice.ts';
import { SORT_KEYS, SORTS } from './order.ts';
import { lengthOf, type Styled } from './styled.ts';

/** Which of the hosts that match are shown, and how many there are of all. */
export interface ShownPlace {
  readonly first: number;
  readonly rows: number;
  readonly matching: number;
  readonly all: number;
}

/** The last line: keys, or what is typed. */
export function keysLine(choice: TopChoice, place: ShownPlace, width: number): readonly Styled[] {
  const { filter, isTyping } = choice;
  const where = placeText(place);
  const counted =
    filter === '' && !isTyping ? '' : `/${printable(filter)}${isTyping ? '_' : ''} ${countText(place)}`;
  if (isTyping)
    return [
      { text: counted, style: 'bold' },
      { text: `${where}  Enter keeps, Esc clears`, style: 'faint' },
    ];
  const shown: readonly Styled[] = counted === '' ? [] : [{ text: counted, style: 'bold' }, { text: '  ' }];
  const long = [...shown, ...longKeys(choice), { text: where }];
  if (lengthOf(long) <= width) return long;
  const medium = [...shown, ...mediumKeys(choice), { text: where }];
  return lengthOf(medium) <= width ? medium : [...shown, ...shortKeys(choice), { text: where }];
}

function longKeys({ sort, direction }: TopChoice): Styled[] {
  return [
    ...SORT_KEYS.flatMap((one) => key(`${one} ${SORTS[one]}`, one === sort)),
    ...key('r reverse', direction === 'reversed'),
    ...key('/ filter', false),
    ...key('? help', false),
    ...key('q quit', false),
  ];
}

/** Of the orders the keys alone. */
function mediumKeys({ sort, direction }: TopChoice): Styled[] {
  return [
    ...SORT_KEYS.flatMap((one) => (one === sort ? key(`${one} ${SORTS[one]}`, true) : key(one, false))),
    ...key('r reverse', direction === 'reversed'),
    ...key('/ filter', false),
    ...key('? help', false),
    ...key('q quit', false),
  ];
}

/** The others are in the help. */
function shortKeys({ sort, direction }: TopChoice): Styled[] {
  return [
    ...key('? help', false),
    ...key('q quit', false),
    ...key('/ filter', false),
    ...key(`${sort} ${SORTS[sort]}`, true),
    ...(direction === 'reversed' ? key('r reverse', true) : []),
  ];
}

function key(text: string, isChosen: boolean): Styled[] {
  return [isChosen ? { text: `[${text}]`, style: 'bold' } : { text, style: 'faint' }, { text: ' ' }];
}

function countText({ matching, all }: ShownPlace): string {
  return `${matching} of ${all} hosts`;
}

function placeText({ first, rows, matching }: ShownPlace): string {
  const last = Math.min(first + rows, matching);
  return matching <= rows ? '' : ` ${first + 1}-${last}/${matching}`;
}
