import type { PageRun } from '../page/page-data.ts';
import { hostColor } from './colors.ts';
import { element } from './dom.ts';
import type { View } from './view.ts';

/** So many hosts have a button each; of more the names are typed. */
const MOST_BUTTONS = 16;

/** Chooses hosts whose lines are drawn, and shows which are. @param colorOf of the nth that is picked */
export function hostPicker(run: PageRun, view: View, colorOf = hostColor): HTMLElement {
  const chips = element('span', { class: 'chips', attributes: { 'aria-live': 'polite' } });
  const few = run.hosts.length <= MOST_BUTTONS;
  const show = () => {
    const shown = few ? run.hosts.map((_, host) => host) : view.picked;
    chips.replaceChildren(...shown.map((host) => chip(run, view, { host, colorOf })));
  };
  view.onPicked(show);
  show();
  const label = few ? 'Show hosts: ' : element('label', {}, 'Show a host: ', nameInput(run, view));
  return element('p', { class: 'picker' }, label, ' ', chips);
}

/** The name of a host, as a button that picks it. */
export function hostButton(run: PageRun, view: View, name: string): HTMLElement {
  const host = run.hosts.findIndex((one) => one.name === name);
  const title = `show ${name} in the charts`;
  return element('button', { class: 'host', title, onClick: () => view.toggle(host) }, name);
}

interface Chip {
  readonly host: number;
  readonly colorOf: typeof hostColor;
}

function chip(run: PageRun, view: View, { host, colorOf }: Chip): HTMLElement {
  const nth = view.picked.indexOf(host);
  const name = run.hosts[host]?.name ?? '';
  const attributes = { 'aria-pressed': String(nth >= 0) };
  const made = element('button', { class: 'chip', attributes, onClick: () => view.toggle(host) }, name);
  if (nth >= 0) made.style.borderColor = colorOf(nth);
  return made;
}

function nameInput(run: PageRun, view: View): HTMLElement {
  const names = run.hosts.map(({ name }) => element('option', { attributes: { value: name } }));
  const input = element('input', { attributes: { list: 'hosts', placeholder: 'name of a host' } });
  input.addEventListener('change', () => {
    const host = run.hosts.findIndex(({ name }) => name === input.value);
    if (host < 0) return;
    if (!view.picked.includes(host)) view.toggle(host);
    input.value = '';
  });
  return element('span', {}, input, element('datalist', { id: 'hosts' }, ...names));
}
