import { element } from '../dom.ts';

/** What colours mean. */
export type HeatColors = 'value' | 'distance';
/** What hosts are sorted by. */
export type HeatOrder = 'name' | 'value';

/** How all heat maps of a run are drawn. */
export class HeatSettings {
  #colors: HeatColors = 'value';
  #order: HeatOrder = 'name';
  readonly #onChange = new Set<() => void>();

  get colors(): HeatColors {
    return this.#colors;
  }

  get order(): HeatOrder {
    return this.#order;
  }

  set(to: { readonly colors?: HeatColors; readonly order?: HeatOrder }): void {
    this.#colors = to.colors ?? this.#colors;
    this.#order = to.order ?? this.#order;
    for (const listener of this.#onChange) listener();
  }

  onChange(listener: () => void): void {
    this.#onChange.add(listener);
  }
}

/** Chooses how heat maps are drawn. */
export function heatChoices(settings: HeatSettings): HTMLElement {
  const chosen = <T extends string>(
    label: string,
    options: readonly (readonly [T, string])[],
    choose: (value: T) => void,
  ) => {
    const select = element(
      'select',
      {},
      ...options.map(([value, text]) => element('option', { attributes: { value } }, text)),
    );
    select.addEventListener('change', () => {
      const [value] = options[select.selectedIndex] ?? [];
      if (value !== undefined) choose(value);
    });
    return element('label', {}, label, select);
  };
  return element(
    'p',
    { class: 'picker' },
    chosen<HeatColors>(
      'Colours of heat maps: ',
      [
        ['value', 'value'],
        ['distance', 'distance from the median'],
      ],
      (colors) => settings.set({ colors }),
    ),
    ' ',
    chosen<HeatOrder>(
      'hosts by: ',
      [
        ['name', 'name'],
        ['value', 'value, greatest first'],
      ],
      (order) => settings.set({ order }),
    ),
  );
}
