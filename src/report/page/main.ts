import 'uplot/dist/uPlot.min.css';
import type { PageData, PageRun } from '../page-data.ts';
import { chartsSection } from './charts.ts';
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
  const show = async (run: PageRun) =>
    page.replaceChildren(...navigation(data, run, show), ...(await runParts(data, run)));
  const [first] = data.runs;
  if (first !== undefined) await show(first);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

function navigation(data: PageData, shown: PageRun, show: (run: PageRun) => void): HTMLElement[] {
  if (data.runs.length < 2) return [];
  const buttons = data.runs.map((run) => {
    const attributes = run === shown ? { 'aria-current': 'page' } : undefined;
    return element('button', { ...(attributes && { attributes }), onClick: () => show(run) }, run.name);
  });
  return [element('nav', { attributes: { 'aria-label': 'Runs' } }, ...buttons)];
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
    coverage(run),
    chartsSection(data, run, numbers, view),
    phaseSection(data, run, view),
    differencesSection(run),
    overheadSection(run),
  ];
}

void main();
