import type { Chart } from '../../findings/finding.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import { chart } from '../chart.ts';
import { hostColor, type Ink } from '../colors.ts';
import { element, note, section } from '../dom.ts';
import { hostPicker } from '../host-picker.ts';
import { Cursor } from '../plot/cursor.ts';
import type { Band, Drawing, HostLine } from '../plot/drawing.ts';
import { View } from '../view.ts';
import type { Compared, Shown } from './compared.ts';

/** Both runs on one time axis, which begins where the benchmark does, or a phase that both have. */
export class Overlay {
  readonly element: HTMLElement;
  readonly #compared: Compared;
  readonly #place = element('div');
  readonly #picker = element('div');
  readonly #choice: HTMLSelectElement;
  #view: View | undefined;

  constructor(compared: Compared) {
    this.#compared = compared;
    const { before, after } = compared;
    const labels = before.run.phases
      .map(({ label }) => label)
      .filter((label) => after.run.phases.some((one) => one.label === label));
    this.#choice = element(
      'select',
      {},
      element('option', { attributes: { value: '' } }, 'the start of the benchmark'),
      ...labels.map((label) => element('option', { attributes: { value: label } }, label)),
    );
    this.#choice.addEventListener('change', () => this.#show());
    this.#show();
    this.element = section(
      'charts',
      'Over each other',
      note(
        `Lines are medians over hosts, strips reach from the least to the greatest. Shaded are the phases of ${before.label}. A host ` +
          `that is picked has two lines, that of ${before.label} pale.`,
      ),
      ...(labels.length === 0
        ? []
        : [element('p', { class: 'picker' }, element('label', {}, 'Time since ', this.#choice))]),
      this.#picker,
      this.#place,
    );
  }

  /** Shows the chart of a change: its hosts picked, zoomed to its phase, which begins at 0. */
  look({ metric, hosts }: Chart, phase: string | null): void {
    const { before, after } = this.#compared;
    const label = [...this.#choice.options].some(({ value }) => value === phase) ? (phase ?? '') : '';
    this.#choice.value = label;
    this.#show();
    const view = this.#view;
    if (view === undefined) return;
    for (const name of [...hosts].slice(0, MOST_PICKED)) {
      const host = after.run.hosts.findIndex((one) => one.name === name);
      if (host >= 0) view.toggle(host);
    }
    if (label !== '') view.zoom([0, Math.max(lengthOf(before, label), lengthOf(after, label))]);
    const figure = this.#place.querySelector<HTMLElement>(`figure[data-metric="${CSS.escape(metric)}"]`);
    figure?.scrollIntoView({ block: 'center' });
    figure?.focus({ preventScroll: true });
  }

  #show(): void {
    const { before, after, shown } = this.#compared;
    this.#view?.close();
    const label = this.#choice.value;
    const times = [before, after].map((one) => timesSince(one, label));
    const all = [...new Set(times.flat())].sort((a, b) => a - b);
    const view = new View([Math.min(0, all[0] ?? 0), Math.max(1, all.at(-1) ?? 1)], shown);
    this.#view = view;
    this.#picker.replaceChildren(
      ...(after.run.hosts.length > 1 ? [hostPicker(after.run, view, besideRuns)] : []),
    );
    const charts = overlaid(this.#compared, label, { view, times, all });
    this.#place.replaceChildren(element('div', { class: 'charts' }, ...charts));
  }
}

/** The first colour of hosts is that of the second run. */
function besideRuns(nth: number): string {
  return hostColor(nth + 1);
}

/** So many hosts of a change have lines. */
const MOST_PICKED = 3;

/** When a run's time axis begins: with the phase of this label, or the benchmark. */
function zeroOf({ run }: Shown, label: string): number {
  return run.phases.find((phase) => phase.label === label)?.start ?? run.start;
}

/** Seconds. */
function lengthOf({ run }: Shown, label: string): number {
  const phase = run.phases.find((one) => one.label === label);
  return phase === undefined ? 0 : (phase.end - phase.start) / 1000;
}

function timesSince(shown: Shown, label: string): number[] {
  return shown.numbers.chart.times.map((time) => (time - zeroOf(shown, label)) / 1000);
}

interface Axis {
  readonly view: View;
  /** Of each run, seconds. */
  readonly times: readonly (readonly number[])[];
  /** Of both. */
  readonly all: readonly number[];
}

function overlaid({ data, before, after }: Compared, label: string, axis: Axis): HTMLElement[] {
  const { view, times, all } = axis;
  const cursor = new Cursor();
  const { phases, name } = before.run;
  const of = `${name}-${after.run.name}`;
  return data.metrics.flatMap((metric) => {
    const runs = [before, after].map((run) => ({ ...run, band: run.numbers.bands(metric.name) }));
    if (runs.every(({ band }) => band.min.every(Number.isNaN))) return [];
    const draw = (ink: Ink): Drawing => {
      const colors = [ink('main'), ink('other')];
      const bands = runs.map(({ label: run, band: { min, median, max } }, nth): Band => {
        const own = new Map(times[nth]?.map((time, column) => [time, column]));
        const spreadOut: SpreadOut = (values) => all.map((time) => values[own.get(time) ?? -1]);
        const rows = { min: spreadOut(min), median: spreadOut(median), max: spreadOut(max) };
        return { label: run, ...rows, color: colors[nth] ?? '' };
      });
      const hosts = view.picked.flatMap((host, nth) =>
        hostLines([before, after], metric, { name: after.run.hosts[host]?.name ?? '', nth, axis }),
      );
      return { times: all, bands, hosts };
    };
    return [chart({ metric, view, cursor, phases, start: zeroOf(before, label), of, draw })];
  });
}

/** Half of it is seen. */
const PALE = '80';

type SpreadOut = (values: ArrayLike<number>) => (number | undefined)[];

interface PickedHost {
  readonly name: string;
  /** Which of those that are picked. */
  readonly nth: number;
  readonly axis: Axis;
}

/** A host in each run that has one of its name. */
function hostLines(
  runs: readonly Shown[],
  metric: MetricView,
  { name, nth, axis: { times, all } }: PickedHost,
): HostLine[] {
  return runs.flatMap(({ label, run, numbers }, side) => {
    const host = run.hosts.findIndex((one) => one.name === name);
    if (host < 0) return [];
    const { low, high } = numbers.host(metric.name, host);
    const { columnsPerBucket } = numbers.chart;
    const own = new Map(times[side]?.map((time, column) => [time, Math.floor(column / columnsPerBucket)]));
    const spreadOut: SpreadOut = (values) => all.map((time) => values[own.get(time) ?? -1]);
    const line = { label: `${name} ${label}`, color: `${besideRuns(nth)}${side === 0 ? PALE : ''}` };
    const row = { ...line, low: spreadOut(low) };
    return [low === high ? row : { ...row, high: spreadOut(high) }];
  });
}
