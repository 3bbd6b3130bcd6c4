import 'uplot/dist/uPlot.min.css';
import type { PageData, PageRun } from '../page-data.ts';
import { chartsSection } from './charts.ts';
import { compareView } from './compare-view.ts';
import { coverage } from './coverage.ts';
import { differencesSection, overheadSection, phaseSection } from './details.ts';
import { element } from './dom.ts';
import { unpack } from './numbers.ts';
import { overview } from './overview.ts';
import './style.css';
import { View } from './view.ts';

async function main(): Promise<void> {
  const page = document.querySelector('#page');
  const text = document.querySelector('#data')?.textContent;
  if (page === null || text == null) return;
  const data: PageData = JSON.parse(text);
  const views = viewsOf(data);
  const show = async (shown: Shown) => {
    const buttons = views.map((view) => {
      const attributes = view === shown ? { 'aria-current': 'page' } : {};
      return element('button', { attributes, onClick: () => show(view) }, view.name);
    });
    const navigation = element('nav', { attributes: { 'aria-label': 'Runs' } }, ...buttons);
    page.replaceChildren(...(views.length < 2 ? [] : [navigation]), ...(await shown.parts()));
  };
  const [first] = views;
  if (first !== undefined) await show(first);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/** One of what the page can show. */
interface Shown {
  readonly name: string;
  readonly parts: () => Promise<HTMLElement[]>;
}

function viewsOf(data: PageData): Shown[] {
  const runs = data.runs.map((run) => ({ name: run.name, parts: () => runParts(data, run) }));
  const [before, after] = data.runs;
  const { comparison } = data;
  if (comparison === null || before === undefined || after === undefined) return runs;
  const parts = async () => {
    const unpacked = async (run: PageRun) => ({ run, numbers: await unpack(run.charts, run.hosts.length) });
    document.title = `${before.name} and ${after.name} – rankstat`;
    return [compareView(data, comparison, await unpacked(before), await unpacked(after))];
  };
  return [{ name: 'A and B', parts }, ...runs];
}

async function runParts(data: PageData, run: PageRun): Promise<HTMLElement[]> {
  const numbers = await unpack(run.charts, run.hosts.length);
  const seconds = run.charts.times.map((time) => (time - run.start) / 1000);
  const view = new View([
    Math.min(0, seconds[0] ?? 0),
    Math.max(1, (run.end - run.start) / 1000, seconds.at(-1) ?? 0),
  ]);
  document.title = `${run.benchmark.type} – rankstat report`;
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
