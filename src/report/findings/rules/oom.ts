import type { Metric } from '../../../series/rates.ts';
import { secondsOf, type TimeWindow } from '../engine/windows.ts';
import { fromTo, named } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

const METRIC: Metric = 'oom_kills_per_s';
const WHOLE: TimeWindow = { phase: 0, from: 0, to: 0 };

/** Hosts on which processes were killed because memory was full. */
export const oom: Rule = (look) => {
  const { observed } = look;
  const series = look.series(METRIC);
  const seconds = secondsOf(observed, WHOLE);
  const found = [...series.means(WHOLE)].flatMap((mean, host): Candidate[] => {
    const kills = Math.round(mean * seconds);
    if (!(kills >= 1)) return [];
    const pieces = Array.from({ length: observed.pieces.count }, (_, piece) => piece);
    const killed = pieces.filter((piece) => series.at(host, piece) > 0);
    const [first, last] = [killed[0], killed.at(-1)];
    const { start, seconds: width } = observed.pieces;
    const at = (piece: number) => start + piece * width * 1000;
    const time = first === undefined || last === undefined ? null : { start: at(first), end: at(last + 1) };
    const name = look.nameOf(host);
    const when = time === null ? '' : ` ${fromTo(observed, time)}`;
    const what = kills === 1 ? 'a process was killed' : `${kills} processes were killed`;
    return [
      {
        ...{ cause: 'oom', severity: 'severe', hosts: [name], phase: null, time, weight: kills },
        text: `On ${name} ${what} because its memory was full (OOM)${when}.`,
        evidence: [],
        chart: { metric: METRIC, hosts: [name], time },
        ...{ value: kills, normal: 0 },
      },
    ];
  });
  if (found.length <= MOST_APART) return found;
  const [worst] = [...found].sort((a, b) => b.weight - a.weight);
  if (worst === undefined) return [];
  const hosts = found.flatMap((one) => one.hosts);
  const kills = found.reduce((sum, one) => sum + one.weight, 0);
  const text = `On ${named(hosts)} ${kills} processes were killed because memory was full (OOM).`;
  return [
    { ...worst, hosts, text, time: null, chart: { metric: METRIC, hosts: [], time: null }, value: kills },
  ];
};

const MOST_APART = 3;
