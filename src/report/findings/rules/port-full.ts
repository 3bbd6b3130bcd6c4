import type { Look } from '../engine/look.ts';
import { phaseLabel, secondsOf, type TimeWindow, windowTime } from '../engine/windows.ts';
import { named, percent, whenText } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

/** With headers and pauses a port carries little more than this of its speed, percent. */
export const FULL_PORT = 78;
/** Shorter than this part of the run it is a burst. */
const LEAST_PART = 0.05;

/** Network ports that carried what they can: of single hosts, or of most. */
export const portFull: Rule = (look) => {
  const { observed } = look;
  const series = look.series('net_busiest_percent');
  const run = secondsOf(observed, { phase: 0, from: 0, to: 0 });
  const worst = new Map<number, { window: TimeWindow; value: number; seconds: number }>();
  for (const window of look.windows) {
    const seconds = secondsOf(observed, window);
    if (seconds < LEAST_PART * run) continue;
    for (const [host, value] of series.means(window).entries()) {
      if (value >= FULL_PORT && seconds > (worst.get(host)?.seconds ?? 0))
        worst.set(host, { window, value, seconds });
    }
  }
  const full = [...worst].sort(([, a], [, b]) => b.seconds - a.seconds || b.value - a.value);
  const [first] = full;
  if (first === undefined) return [];
  const [, { window, value, seconds }] = first;
  const hosts = full.map(([host]) => look.nameOf(host));
  const isMost = 2 * hosts.length > look.sampled && look.sampled > 1;
  const time = windowTime(observed, window);
  const who = isMost ? mostText(hosts, look.sampled) : named(hosts);
  const ports = hosts.length === 1 ? 'The network port' : 'The network ports';
  const verb = hosts.length === 1 ? 'was' : 'were';
  const found: Candidate = {
    ...{
      cause: 'port full',
      severity: 'warning',
      phase: phaseLabel(observed, window),
      time,
      value,
      normal: null,
    },
    hosts: isMost ? [] : hosts,
    weight: value * Math.sqrt(seconds),
    text: `${ports} of ${who} ${verb} full${whenText(observed, window)}: ${percent(value)} of ${speedText(look, first[0])}.`,
    evidence: hosts.slice(0, 5).map((host, at) => `${host}: ${percent(full[at]?.[1].value ?? 0)}`),
    chart: { metric: 'net_busiest_percent', hosts: isMost ? [] : hosts, time },
  };
  return [found];
};

/** Of few hosts their names are as short. */
const MOST_NAMED = 3;

function mostText(hosts: readonly string[], all: number): string {
  if (all <= MOST_NAMED) return named(hosts);
  return hosts.length === all ? `all ${all} hosts` : `${hosts.length} of ${all} hosts`;
}

/** `10 Gbit/s`; where there are several speeds, that of the port that was nearest to its own. */
export function speedText({ observed: { header, hosts, things } }: Look, host: number): string {
  const ports = (things[host] ?? []).filter(({ kind }) => kind === 'interface');
  const [busiest] = [...ports].sort((a, b) => (b.means[0] ?? 0) - (a.means[0] ?? 0));
  const info = header.host_info[hosts[host] ?? ''];
  const mbps = info?.interfaces.find(({ name }) => name === busiest?.name)?.speed_mbps ?? null;
  if (mbps === null) return 'its speed';
  return mbps >= 1000 ? `${mbps / 1000} Gbit/s` : `${mbps} Mbit/s`;
}
