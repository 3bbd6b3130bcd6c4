/** What of a page is looked at, as its address says it behind the `#`: `host=node027&t=1440-2340`. */
export interface Address {
  /** Names of the hosts that are picked. */
  readonly hosts: readonly string[];
  /** Seconds since the start of the benchmark; null for all of the run. */
  readonly time: readonly [number, number] | null;
  /** Metric of the chart that is pointed at. */
  readonly chart: string | null;
  /** Which run, from 1 on; null for what a page shows first. */
  readonly run: number | null;
}

/** Where a page is when it is opened. */
export const START: Address = { hosts: [], time: null, chart: null, run: null };

/** A time can begin before the benchmark: then there are two signs. */
const TIME = /^(-?\d{1,12}(?:\.\d{1,6})?)-(-?\d{1,12}(?:\.\d{1,6})?)$/;
const RUN = /^[1-9]\d{0,3}$/;
/** More are not drawn; an address can be as long as somebody likes. */
const MOST_HOSTS = 16;

/**
 * What an address says. Anybody can write one: what makes no sense is left out.
 * @param hash with its `#`, or empty
 * @returns null if it is not of what is looked at, as that of a heading
 */
export function addressOf(hash: string): Address | null {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const known = ['host', 't', 'chart', 'run'].some((key) => said.has(key));
  if (!known) return hash.replace(/^#/, '') === '' ? START : null;
  const [, from, to] = TIME.exec(said.get('t') ?? '') ?? [];
  const run = said.get('run') ?? '';
  return {
    hosts: [...new Set(said.getAll('host'))].slice(0, MOST_HOSTS),
    time: from === undefined || to === undefined ? null : [Number(from), Number(to)],
    chart: said.get('chart'),
    run: RUN.test(run) ? Number(run) : null,
  };
}

/** The address of what is looked at, with its `#`; empty for where a page is when it is opened. */
export function hashOf({ hosts, time, chart, run }: Address): string {
  const parts = [
    ...hosts.map((host) => `host=${encoded(host)}`),
    ...(time === null ? [] : [`t=${timeText(time)}`]),
    ...(chart === null ? [] : [`chart=${encoded(chart)}`]),
    ...(run === null ? [] : [`run=${run}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Halves of surrogate pairs, which a name in JSON can have, cannot be encoded. */
export function wholeText(name: string): string {
  return name.replace(/\p{Surrogate}/gu, '\ufffd');
}

function encoded(text: string): string {
  return encodeURIComponent(wholeText(text));
}

/** With as many digits as can be seen in a chart. */
function timeText([from, to]: readonly [number, number]): string {
  const width = to - from;
  const digits = width >= 100 ? 0 : width >= 10 ? 1 : 3;
  return [from, to].map((time) => String(Number(time.toFixed(digits)))).join('-');
}
