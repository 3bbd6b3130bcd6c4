import type { Chart, Finding, Time } from '../../findings/finding.ts';
import { element } from '../dom.ts';
import { MOST_PICKED } from '../view.ts';
import { type Address, hashOf, wholeText } from './address.ts';
import type { RunOnPage } from './run-on-page.ts';

/** So many samples are seen around what was over in a moment. */
const LEAST_SAMPLES = 6;

/** What follows the address: links of this class do not leave the page. */
export const SHOW = 'show';

/** A link to where something can be seen: the address of its chart, its time, its hosts. */
export function showLink(
  shown: RunOnPage,
  chart: Chart,
  text: string | Node,
  about?: string,
): HTMLAnchorElement {
  const label = about === undefined ? {} : { 'aria-label': about };
  return element(
    'a',
    {
      class: SHOW,
      title: 'show it in its chart',
      attributes: { href: hashOf(chartAddress(shown, chart)), ...label },
    },
    text,
  );
}

/** Where a finding can be seen. What a host did not do, as when it stood still, is a gap in any chart. */
export function chartOf({ chart, hosts, time }: Finding): Chart | null {
  return chart ?? (time === null || hosts.length === 0 ? null : { metric: 'cpu_busy_percent', hosts, time });
}

/** Where a chart's hosts are picked, and its time is all that is seen. */
function chartAddress({ run, nth }: RunOnPage, { metric, hosts, time }: Chart): Address {
  return {
    hosts: hosts.slice(0, MOST_PICKED).map(wholeText),
    time: time === null ? null : seconds(time, run.start, run.interval_seconds * LEAST_SAMPLES),
    chart: metric,
    run: nth,
  };
}

/** @param least so long it is at least, seconds */
function seconds({ start, end }: Time, zero: number, least: number): readonly [number, number] {
  const [from, to] = [(start - zero) / 1000, (end - zero) / 1000];
  const more = Math.max(0, least - (to - from)) / 2;
  return [from - more, to + more];
}
