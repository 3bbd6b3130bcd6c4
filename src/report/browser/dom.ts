import { printableLines } from '../../system/text/printable.ts';
import { copyText } from './save/copy.ts';
import { tabSeparated } from './save/csv.ts';

type Child = Node | string;

/**
 * What an element is made with. Text is always text, never markup: names come from elsewhere. Characters that cannot be seen are
 * escaped: they can turn the direction of all that stands behind them.
 */
export interface Made {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** Makes an element with these children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  made: Made = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made_ = document.createElement(name);
  if (made.class !== undefined) made_.className = made.class;
  if (made.id !== undefined) made_.id = made.id;
  if (made.title !== undefined) made_.title = printableLines(made.title);
  for (const [key, value] of Object.entries(made.attributes ?? {})) made_.setAttribute(key, value);
  if (made.onClick !== undefined) made_.addEventListener('click', made.onClick);
  made_.append(...children.map((child) => (typeof child === 'string' ? printableLines(child) : child)));
  return made_;
}

/** A table that can be copied; the first cell of each row is its heading. Cells of numbers are given as text. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  made: Made & { readonly caption?: string } = {},
): HTMLElement {
  const heading = element(
    'tr',
    {},
    ...head.map((text) => element('th', { attributes: { scope: 'col' } }, text)),
  );
  const body = rows.map(([first = '', ...rest]) =>
    element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, first),
      ...rest.map((cell) => element('td', {}, cell)),
    ),
  );
  const caption = made.caption === undefined ? [] : [element('caption', {}, made.caption)];
  const whole = element(
    'table',
    made,
    ...caption,
    element('thead', {}, heading),
    element('tbody', {}, ...body),
  );
  const about = made.caption ?? head[0] ?? 'table';
  return element(
    'div',
    { class: 'table' },
    element(
      'div',
      { class: 'scroll', attributes: { tabindex: '0', role: 'region', 'aria-label': about } },
      whole,
    ),
    copying(whole, about),
  );
}

/** How long it is said that something was copied, ms. */
const SAID_MS = 2000;

/** A button that copies a table as it is then. */
function copying(whole: HTMLTableElement, about: string): HTMLElement {
  const text = element('span', { attributes: { 'aria-live': 'polite' } }, 'copy');
  const copy = async () => {
    const rows = Array.from(whole.rows, ({ cells }) => Array.from(cells, (cell) => cell.textContent ?? ''));
    text.textContent = (await copyText(tabSeparated(rows))) ? 'copied' : 'not copied';
    setTimeout(() => {
      text.textContent = 'copy';
    }, SAID_MS);
  };
  const attributes = { 'aria-label': `Copy the table: ${about}` };
  return element(
    'button',
    { class: 'copy', title: 'copy the table', attributes, onClick: () => void copy() },
    text,
  );
}

/** A part of the page with its heading. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { id }, element('h2', {}, title), ...children);
}

/** A paragraph in small print. */
export function note(text: string): HTMLElement {
  return element('p', { class: 'note' }, text);
}
