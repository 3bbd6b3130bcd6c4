import { duration } from '../../metrics/clock-time.ts';
import type { PageRun } from '../../page/page-data.ts';
import { element } from '../dom.ts';
import { spanText } from '../zone.ts';

/** What was run, in one line: its kind, its hosts, how long, how it ended; its job, and when. */
export function headline(run: PageRun): HTMLElement {
  const { benchmark, start, end } = run;
  const code = benchmark.exit_code;
  const facts = [
    hosts(run),
    element('span', {}, duration((end - start) / 1000)),
    code === null
      ? element('span', {}, 'exit code not known')
      : element('span', { class: code === 0 ? 'good' : 'bad' }, `exit ${code}`),
  ];
  const when = [...jobOf(run), spanText(start, end, run.utcOffsetMinutes)].map((text) =>
    element('span', {}, text),
  );
  return element(
    'header',
    { class: 'headline' },
    element('h1', {}, benchmark.type),
    element('p', {}, ...apart(facts)),
    element('p', { class: 'when' }, ...apart(when)),
  );
}

/** Of one host its name: there are no others. */
function hosts({ hosts: all }: PageRun): HTMLElement {
  const [first] = all;
  if (all.length === 1 && first !== undefined) {
    const isWhole = first.status === 'complete' || first.status === 'unknown';
    return element(
      'span',
      isWhole ? {} : { class: 'bad' },
      isWhole ? first.name : `${first.name}, ${first.status}`,
    );
  }
  if (all.every(({ status }) => status === 'unknown')) return element('span', {}, `${all.length} hosts`);
  const complete = all.filter(({ status }) => status === 'complete').length;
  return complete === all.length
    ? element('span', { class: 'good' }, `${complete} of ${complete} hosts`)
    : element('span', { class: 'bad' }, `${complete} of ${all.length} hosts complete`);
}

function jobOf({ benchmark }: PageRun): string[] {
  const { job_id, step_id, launcher } = benchmark;
  if (job_id === null) return [];
  const whose = launcher === 'none' ? 'job' : `${launcher} job`;
  return [step_id === null ? `${whose} ${job_id}` : `${whose} ${job_id}, step ${step_id}`];
}

function apart(parts: readonly HTMLElement[]): (Node | string)[] {
  return parts.flatMap((part, nth) => (nth === 0 ? [part] : [' · ', part]));
}
