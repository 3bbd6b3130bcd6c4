import 'uplot/dist/uPlot.min.css';
import type { PageData, PageRun } from '../page/page-data.ts';
import { unpackChart } from './chart-numbers.ts';
import { chartsSection } from './charts.ts';
import { comparedChoices } from './compare/choices.ts';
import { coverage } from './coverage.ts';
import { differencesSection, overheadSection, phaseSection } from './details.ts';
import { element } from './dom.ts';
import { overview } from './overview.ts';
import './style.css';
import { View } from './view.ts';

async function main(): Promise<void> {
  const page = document.querySelector('#page');
  const text = document.querySelector('#data')?.textContent;
  if (page === null || text == null) return;
  const data: PageData = JSON.parse(text);
  const choices = choicesOf(data);
  const place = element('div');
  let shown = new AbortController();
  const buttons = choices.map((choice) => element('button', { onClick: () => show(choice) }, choice.name));
  const show = async (choice: Choice) => {
    shown.abort();
    const now = new AbortController();
    shown = now;
    choices.forEach((one, at) => {
      if (one === choice) buttons[at]?.setAttribute('aria-current', 'page');
      else buttons[at]?.removeAttribute('aria-current');
    });
    const parts = await choice.parts(now.signal);
    if (now.signal.aborted) return; // Somebody has chosen another meanwhile.
    document.title = `${choice.title} – rankstat`;
    place.replaceChildren(...parts);
  };
  const navigation = element('nav', { attributes: { 'aria-label': 'Runs' } }, ...buttons);
  page.replaceChildren(...(choices.length < 2 ? [] : [navigation]), place);
  const [first] = choices;
  if (first !== undefined) await show(first);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/** One of what the page can show. */
interface Choice {
  readonly name: string;
  readonly title: string;
  /** Made anew each time; the signal is aborted when something else is shown. */
  readonly parts: (shown: AbortSignal) => Promise<HTMLElement[]>;
}

function choicesOf(data: PageData): Choice[] {
  const runs = data.runs.map((run) => ({
    name: run.name,
    title: run.benchmark.type,
    parts: (shown: AbortSignal) => runParts(data, run, shown),
  }));
  return [...comparedChoices(data), ...runs];
}

async function runParts(data: PageData, run: PageRun, shown: AbortSignal): Promise<HTMLElement[]> {
  const numbers = await unpackChart(run.charts, run.hosts.length);
  const seconds = run.charts.times.map((time) => (time - run.start) / 1000);
  const end = Math.max(1, (run.end - run.start) / 1000, seconds.at(-1) ?? 0);
  const view = new View([Math.min(0, seconds[0] ?? 0), end], shown);
  return [
    overview(data, run, view),
    coverage(run, view),
    chartsSection(data, run, numbers, view),
    phaseSection(data, run, view),
    differencesSection(run),
    overheadSection(run),
  ];
}

void main();
