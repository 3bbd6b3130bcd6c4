import type { Chart } from '../../findings/finding.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import { chart, type Drawing, hostColor, type Line } from '../chart.ts';
import { styleColor } from '../colors.ts';
import { element, note, section } from '../dom.ts';
import { hostPicker } from '../host-picker.ts';
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
          `that is picked has two lines, that of ${before.label} thin.`,
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
  return data.metrics.flatMap((metric) => {
    const bands = [before, after].map(({ numbers }) => numbers.bands(metric.name));
    if (bands.every(({ min }) => min.every(Number.isNaN))) return [];
    const draw = (): Drawing => {
      const colors = [styleColor('main'), styleColor('other')];
      const lines = [before, after].flatMap((run, nth): Line[] => {
        const band = bands[nth];
        if (band === undefined) return [];
        const own = new Map(times[nth]?.map((time, column) => [time, column]));
        const spreadOut: SpreadOut = (values) => all.map((time) => values[own.get(time) ?? -1]);
        const [name, color = ''] = [run.label, colors[nth]];
        return [
          { label: name, low: spreadOut(band.min), high: spreadOut(band.max), color, width: 0 },
          { label: `${name} median`, low: spreadOut(band.median), color, width: 2 },
        ];
      });
      const picked = view.picked.flatMap((host, nth) =>
        hostLines([before, after], metric, { name: after.run.hosts[host]?.name ?? '', nth, axis }),
      );
      return { times: all, lines: [...lines, ...picked] };
    };
    return [chart({ metric, view, phases: before.run.phases, start: zeroOf(before, label), draw })];
  });
}

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
): Line[] {
  return runs.flatMap(({ label, run, numbers }, side) => {
    const host = run.hosts.findIndex((one) => one.name === name);
    if (host < 0) return [];
    const { low, high } = numbers.host(metric.name, host);
    const { columnsPerBucket } = numbers.chart;
    const own = new Map(times[side]?.map((time, column) => [time, Math.floor(column / columnsPerBucket)]));
    const spreadOut: SpreadOut = (values) => all.map((time) => values[own.get(time) ?? -1]);
    const line = { label: `${name} ${label}`, color: besideRuns(nth), width: side === 0 ? 0.8 : 2 };
    return [
      low === high
        ? { ...line, low: spreadOut(low) }
        : { ...line, low: spreadOut(low), high: spreadOut(high) },
    ];
  });
}
