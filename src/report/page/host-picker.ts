import type { PageRun } from '../page-data.ts';
import { hostColor } from './chart.ts';
import { element } from './dom.ts';
import type { View } from './view.ts';

/** Chooses hosts whose lines are drawn: by name, and shows those that are chosen. */
export function hostPicker(run: PageRun, view: View): HTMLElement {
  const list = element(
    'datalist',
    { id: 'hosts' },
    ...run.hosts.map(({ name }) => element('option', { attributes: { value: name } })),
  );
  const input = element('input', {
    attributes: { list: 'hosts', placeholder: 'name of a host', 'aria-label': 'Show a host' },
  });
  const chips = element('span', { class: 'chips', attributes: { 'aria-live': 'polite' } });
  input.addEventListener('change', () => {
    const host = run.hosts.findIndex(({ name }) => name === input.value);
    if (host < 0) return;
    if (!view.picked.includes(host)) view.toggle(host);
    input.value = '';
  });
  const show = () => {
    chips.replaceChildren(
      ...view.picked.map((host, nth) => {
        const name = run.hosts[host]?.name ?? '';
        const chip = element(
          'button',
          { class: 'chip', title: `no longer show ${name}`, onClick: () => view.toggle(host) },
          `${name} ×`,
        );
        chip.style.borderColor = hostColor(nth);
        return chip;
      }),
    );
  };
  view.onPicked(show);
  show();
  return element('p', { class: 'picker' }, element('label', {}, 'Show a host: ', input), ' ', chips, list);
}

/** The name of a host, as a button that picks it. */
export function hostButton(run: PageRun, view: View, name: string): HTMLElement {
  const host = run.hosts.findIndex((one) => one.name === name);
  const title = `show ${name} in the charts`;
  return element('button', { class: 'host', title, onClick: () => view.toggle(host) }, name);
}
