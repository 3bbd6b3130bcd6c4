type Child = Node | string;

/** What an element is made with. Text is always text, never markup: names come from elsewhere. */
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
  if (made.title !== undefined) made_.title = made.title;
  for (const [key, value] of Object.entries(made.attributes ?? {})) made_.setAttribute(key, value);
  if (made.onClick !== undefined) made_.addEventListener('click', made.onClick);
  made_.append(...children);
  return made_;
}

/** A table; the first cell of each row is its heading. Cells of numbers are given as text. */
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
  return element(
    'div',
    {
      class: 'scroll',
      attributes: { tabindex: '0', role: 'region', 'aria-label': made.caption ?? head[0] ?? 'table' },
    },
    whole,
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
