import { type Address, hashOf, wholeText } from './address.ts';
import type { RunOnPage } from './run-on-page.ts';

/** Of dragging and keys only the last counts: browsers take no more than some hundred addresses in half a minute. */
const SETTLED_MS = 400;

/** Keeps a run's view and the address of the page alike. */
export class Following {
  readonly #shown: RunOnPage;
  /** What the address has pointed at. */
  #chart: string | null = null;
  #isTold = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(shown: RunOnPage) {
    this.#shown = shown;
    const changed = () => {
      if (this.#isTold) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => replaceAddress(hashOf(this.#address)), SETTLED_MS);
    };
    shown.view.onRange(changed);
    shown.view.onPicked(changed);
    shown.view.ended.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** Looks at what an address says; what the run does not have is left out. */
  show({ hosts, time, chart }: Address): void {
    clearTimeout(this.#timer);
    const { run, view } = this.#shown;
    const places = new Map(run.hosts.map(({ name }, at) => [wholeText(name), at] as const).reverse());
    this.#isTold = true;
    view.pick(hosts.flatMap((name) => places.get(wholeText(name)) ?? []));
    view.zoom(undefined);
    if (time !== null) view.zoom(time);
    this.#isTold = false;
    this.#chart = chart !== null && pointAt(chart) ? chart : null;
  }

  get #address(): Address {
    const { run, view, nth } = this.#shown;
    const hosts = view.picked.map((host) => run.hosts[host]?.name ?? '');
    return { hosts, time: view.isZoomed ? view.range : null, chart: this.#chart, run: nth };
  }
}

/** What the address is from now on, as a step that “back” comes to, or instead of the one that it is. */
export function pushAddress(hash: string): void {
  if (hash !== location.hash) change(() => history.pushState(null, '', hash === '' ? here() : hash));
}

function replaceAddress(hash: string): void {
  if (hash !== location.hash) change(() => history.replaceState(null, '', hash === '' ? here() : hash));
}

function here(): string {
  return location.pathname + location.search;
}

/** Where a page is shown inside of another its address cannot be changed: it shows the same without. */
function change(action: () => void): void {
  try {
    action();
  } catch {}
}

/** The chart of a metric: opens what it is in, scrolls to it at once and gives it the focus. @returns whether there is one */
function pointAt(metric: string): boolean {
  const charts = [...document.querySelectorAll<HTMLElement>('figure.chart')];
  for (const chart of charts) delete chart.dataset.pointed;
  const found = charts.find(({ dataset }) => dataset.metric === metric);
  if (found === undefined) return false;
  found.dataset.pointed = '';
  showElement(found);
  return true;
}

/** Opens folds around an element, scrolls to it and focuses it. Nothing moves on the way: some want no motion, and all want to be there. */
export function showElement(shown: HTMLElement): void {
  for (
    let fold = shown.closest('details');
    fold !== null;
    fold = fold.parentElement?.closest('details') ?? null
  )
    fold.open = true;
  shown.focus({ preventScroll: true });
  shown.scrollIntoView({ block: 'center', behavior: 'instant' });
}
