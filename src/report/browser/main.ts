import 'uplot/dist/uPlot.min.css';
import type { PageData, PageRun } from '../page/page-data.ts';
import { addressOf, hashOf, START } from './address/address.ts';
import { Following, pushAddress, showElement } from './address/following.ts';
import { SHOW } from './address/show-link.ts';
import { unpackChart } from './chart-numbers.ts';
import { chartsSection } from './charts.ts';
import { comparedChoices } from './compare/choices.ts';
import { coverage } from './coverage.ts';
import { differencesSection, overheadSection, phaseSection } from './details.ts';
import { element } from './dom.ts';
import { overview } from './first/overview.ts';
import { printFolds } from './print/folds.ts';
import { printWideTables } from './print/wide-tables.ts';
import './style.css';
import './first/first-screen.css';
import { View } from './view.ts';

async function main(): Promise<void> {
  const page = document.querySelector('#page');
  const text = document.querySelector('#data')?.textContent;
  if (page === null || text == null) return;
  const data: PageData = JSON.parse(text);
  const choices = choicesOf(data);
  const place = element('div');
  const go = (hash: string) => {
    pushAddress(hash);
    return follow(hash);
  };
  const buttons = choices.map(({ name, nth }) =>
    element('button', { onClick: () => void go(hashOf({ ...START, run: nth })) }, name),
  );
  let shown = new AbortController();
  let current: Choice | undefined;
  let following: Following | undefined;
  /** @returns whether it is shown, and not something else that somebody has chosen meanwhile */
  const show = async (choice: Choice): Promise<boolean> => {
    shown.abort();
    const now = new AbortController();
    shown = now;
    current = choice;
    following = undefined;
    choices.forEach((one, at) => {
      if (one === choice) buttons[at]?.setAttribute('aria-current', 'page');
      else buttons[at]?.removeAttribute('aria-current');
    });
    const { parts, following: its } = await choice.make(now.signal);
    if (now.signal.aborted) return false;
    following = its;
    document.title = `${choice.title} – rankstat`;
    place.replaceChildren(...parts);
    return true;
  };
  const follow = async (hash: string): Promise<void> => {
    const address = addressOf(hash);
    if (address === null) return;
    const choice = choices.find(({ nth }) => nth === address.run) ?? choices[0];
    if (choice === undefined) return;
    if (choice !== current && !(await show(choice))) return;
    following?.show(address);
  };
  const navigation = element('nav', { attributes: { 'aria-label': 'Runs' } }, ...buttons);
  page.replaceChildren(...(choices.length < 2 ? [] : [navigation]), place);
  printFolds();
  printWideTables();
  addEventListener('hashchange', () => void follow(location.hash));
  page.addEventListener('click', (event) => {
    const hash = event instanceof MouseEvent ? hashOfLink(event) : undefined;
    if (hash === undefined) return;
    event.preventDefault();
    const target = document.getElementById(hash.slice(1));
    if (target === null) void go(hash);
    else showElement(target);
  });
  await follow(location.hash);
  if (current === undefined && choices[0] !== undefined) await show(choices[0]);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/** Where a click on one of the page's own links goes; undefined if it is none, or is to open another window. */
function hashOfLink(event: MouseEvent): string | undefined {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || !(target instanceof Element)) return;
  return target.closest(`a.${SHOW}, a.evidence`)?.getAttribute('href') ?? undefined;
}

/** One of what the page can show. */
interface Choice {
  readonly name: string;
  readonly title: string;
  /** What addresses call it; null for what is shown first. */
  readonly nth: number | null;
  /** Made anew each time; the signal is aborted when something else is shown. */
  readonly make: (shown: AbortSignal) => Promise<Made>;
}

interface Made {
  readonly parts: readonly HTMLElement[];
  /** Of a run, which is looked at as the address says. */
  readonly following?: Following;
}

function choicesOf(data: PageData): Choice[] {
  const compared = comparedChoices(data);
  const runs = data.runs.map((run, at): Choice => {
    const nth = at === 0 && compared.length === 0 ? null : at + 1;
    return {
      name: run.name,
      title: run.benchmark.type,
      nth,
      make: (shown) => runParts(data, run, nth, shown),
    };
  });
  return [...compared, ...runs];
}

async function runParts(
  data: PageData,
  run: PageRun,
  nth: number | null,
  signal: AbortSignal,
): Promise<Made> {
  const numbers = await unpackChart(run.charts, run.hosts.length);
  const seconds = run.charts.times.map((time) => (time - run.start) / 1000);
  const end = Math.max(1, (run.end - run.start) / 1000, seconds.at(-1) ?? 0);
  const view = new View([Math.min(0, seconds[0] ?? 0), end], signal);
  const shown = { data, run, view, nth };
  return {
    parts: [
      overview(shown),
      coverage(run, view),
      chartsSection(data, run, numbers, view),
      phaseSection(data, run, view),
      differencesSection(run),
      overheadSection(run),
    ],
    following: new Following(shown),
  };
}

void main();
