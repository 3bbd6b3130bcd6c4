import { clockTime } from '../../metrics/clock-time.ts';
import { element } from '../dom.ts';
import { number } from '../format.ts';
import { type Drawing, partLabel } from './drawing.ts';

/** What a readout is made with. */
export interface ReadoutOptions {
  /** A moment of the day by its seconds on the time axis; undefined where the axis is that of no day. */
  readonly wallClock?: (seconds: number) => string;
  /** Who has the least and the greatest at the nth time, in words; empty where that is not known. */
  readonly holders?: (at: number) => { readonly min: string; readonly max: string };
}

/** What lines are which, and their values where the pointer is: in a space that is always the same. */
export class Readout {
  readonly box = element('div', { class: 'readout', attributes: { role: 'status' } });
  /** The hosts that are picked, in a place of their own: it grows with them. */
  readonly hosts = element('div', { class: 'readout hosts' });
  readonly #options: ReadoutOptions;
  #drawing: Drawing = { times: [], bands: [], hosts: [] };
  #show: (at: number | undefined) => void = () => {};

  constructor(options: ReadoutOptions) {
    this.#options = options;
  }

  /** Shows the lines of this drawing from now on. */
  of(drawing: Drawing): void {
    this.#drawing = drawing;
    const time = part('time');
    const clock = element('span', { class: 'clock' });
    const bands = drawing.bands.map((band) => ({
      band,
      max: part(partLabel(band.label, 'max')),
      median: part(partLabel(band.label, 'median')),
      min: part(partLabel(band.label, 'min')),
    }));
    const hosts = drawing.hosts.map((host) => ({ host, shown: part(host.label, host.color) }));
    this.box.replaceChildren(
      element('div', { class: 'values' }, time.box, clock),
      ...bands.map(({ band: { color }, max, median, min }) =>
        element('div', { class: 'values' }, swatch('swatch band', color), max.box, median.box, min.box),
      ),
    );
    this.hosts.replaceChildren(...hosts.map(({ shown }) => shown.box));
    this.#show = (at) => {
      const seconds = at === undefined ? undefined : this.#drawing.times[at];
      const told = at === undefined ? undefined : this.#options.holders?.(at);
      const text = (values: ArrayLike<number | undefined>) => (at === undefined ? '–' : number(values[at]));
      time.tell(seconds === undefined ? '–' : clockTime(seconds));
      clock.textContent = seconds === undefined ? '' : (this.#options.wallClock?.(seconds) ?? '');
      for (const { band, max, median, min } of bands) {
        max.tell(text(band.max), told?.max);
        median.tell(text(band.median));
        min.tell(text(band.min), told?.min);
      }
      for (const { host, shown } of hosts) {
        const [low, high] = [text(host.low), text(host.high ?? host.low)];
        shown.tell(low === high ? low : `${low} to ${high}`);
      }
    };
    this.show(undefined);
  }

  /** Tells the values at the nth time, or none. */
  show(at: number | undefined): void {
    this.#show(at);
  }
}

/** A label with its value, and who has it: long names give way. With a colour it is a host, else a part of several. */
function part(label: string, color?: string) {
  const value = element('b');
  const who = element('span', { class: 'who' });
  const isHost = color !== undefined;
  const title = element('span', { class: isHost ? 'label who' : 'label' }, label);
  const box = element(
    'span',
    { class: 'part', attributes: { 'data-label': label }, ...(isHost && { title: label }) },
    ...(isHost ? [swatch('swatch', color)] : []),
    title,
    value,
    who,
  );
  return {
    box,
    tell(text: string, holder = '') {
      value.textContent = text;
      who.textContent = holder === '' ? '' : `(${holder})`;
    },
  };
}

function swatch(kind: string, color: string): HTMLElement {
  const made = element('i', { class: kind });
  made.style.color = color;
  return made;
}
