import { isBlind } from '../../../series/totals/blind-mounts.ts';
import { clockTime } from '../../metrics/clock-time.ts';
import { named } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

/** Clocks that are kept by NTP or PTP differ by a few ms; from here on times of logs no longer fit together. */
const OFF_MS = 100;
const SEVERE_MS = 1000;
/** A step that an NTP client makes, ms. */
const STEP_MS = 100;

const NOTHING = { phase: null, time: null, chart: null, normal: null } as const;

/** Clocks of hosts that are wrong against rank 0's, or most of the others'. */
export const clock: Rule = ({ observed: { hosts, coverage, header } }) => {
  const offsets = coverage.map(({ clock_offset_ms, clock_error_ms }) =>
    clock_offset_ms === null ? null : { ms: clock_offset_ms, error: clock_error_ms ?? 0 },
  );
  const known = offsets.flatMap((one) => (one === null ? [] : [one.ms])).sort((a, b) => a - b);
  // If rank 0's clock is the wrong one, all others are off by the same.
  const middle = known[Math.floor((known.length - 1) / 2)] ?? 0;
  const right = known.length > 2 ? middle : 0;
  const isOff = (one: (typeof offsets)[number]) =>
    one !== null && Math.abs(one.ms - right) - one.error >= OFF_MS;
  const found = offsets.flatMap((one, host): Candidate[] => {
    if (one === null || !isOff(one)) return [];
    const ms = one.ms - right;
    const size = Math.abs(ms);
    const word = size >= 1000 ? `${(size / 1000).toFixed(1)} s` : `${size.toFixed(0)} ms`;
    const name = hosts[host] ?? '';
    return [
      {
        ...NOTHING,
        ...{ cause: 'clock', hosts: [name], value: ms, weight: size },
        severity: size >= SEVERE_MS ? 'severe' : 'warning',
        text: `the clock of ${name} is ${word} ${ms < 0 ? 'behind' : 'ahead of'} the others': times in its logs are off by that.`,
        evidence: [`measured ${one.ms.toFixed(1)} ± ${one.error.toFixed(1)} ms against rank 0`],
      },
    ];
  });
  const steps = hosts.flatMap((name): Candidate[] => {
    const all = header.host_status[name]?.clock_steps ?? [];
    const most = all.reduce((best, { step_ms }) => Math.max(best, Math.abs(step_ms)), 0);
    if (most < STEP_MS) return [];
    const text = `the clock of ${name} was set by ${(most / 1000).toFixed(1)} s while it was sampled.`;
    return [
      {
        ...NOTHING,
        ...{ cause: 'clock', hosts: [name], value: most, weight: most, severity: 'warning', text },
        evidence: all.slice(0, 3).map(({ timestamp, step_ms }) => `${step_ms.toFixed(0)} ms at ${timestamp}`),
      },
    ];
  });
  return [...found, ...steps];
};

/** Ticks that were missed one after the other, from which on a host was not just late. */
const SILENT_TICKS = 3;
/** So long, or in a short run this part of it; a busy host can be late by seconds. */
const SILENT_SECONDS = { long: 20, part: 0.15, least: 4 };

/** Hosts that were not heard for some time, as those that were stopped, hung or cut off; and those that never came. */
export const silent: Rule = ({ observed: { hosts, coverage, header, phases, tickZero } }) => {
  const interval = header.collection_interval_seconds;
  const { start = 0, end = 0 } = phases[0] ?? {};
  const { long, part, least } = SILENT_SECONDS;
  const enough = Math.min(long, Math.max(least, (part * (end - start)) / 1000));
  const missing: string[] = [];
  const found: Candidate[] = [];
  for (const [
    host,
    { status, samples, gaps, last_sample, ticks_expected, ticks_missed },
  ] of coverage.entries()) {
    const name = hosts[host] ?? '';
    if (samples === 0) {
      if (status !== 'unknown') missing.push(name);
      continue;
    }
    const longest = gaps.reduce<(typeof gaps)[number] | undefined>((best, one) => {
      const length = (gap: typeof one) => gap.to_tick - gap.from_tick;
      return best === undefined || length(one) > length(best) ? one : best;
    }, undefined);
    const ticks = longest === undefined ? 0 : longest.to_tick - longest.from_tick + 1;
    const seconds = ticks * interval;
    if (longest === undefined || ticks < SILENT_TICKS || seconds < enough) continue;
    const isEnd = ticks_expected !== null && longest.to_tick >= ticks_expected - 1;
    const from = tickZero + longest.from_tick * interval * 1000;
    const time = { start: from, end: from + seconds * 1000 };
    const at = clockTime((from - start) / 1000);
    const text = isEnd
      ? `${name} was not heard from ${at} on: ${ticks} ticks to the end are missing.`
      : `${name} stood still or was cut off from ${at} to ${clockTime((time.end - start) / 1000)}: it missed ${ticks} ticks.`;
    found.push({
      ...{ cause: 'silent', severity: 'severe', hosts: [name], phase: null, time, chart: null, normal: 0 },
      ...{ value: ticks, weight: seconds, text },
      evidence: [
        longest.reason,
        `${ticks_missed ?? ticks} ticks missed in all`,
        `last sample ${last_sample}`,
      ],
    });
  }
  if (missing.length > 0) found.push(neverCame(missing, hosts.length));
  return found;
};

function neverCame(missing: readonly string[], all: number): Candidate {
  const who = named(missing);
  return {
    ...NOTHING,
    ...{ cause: 'silent', severity: 'note', hosts: missing, value: missing.length, weight: 0 },
    text: `there is nothing of ${who}: ${missing.length} of ${all} hosts.`,
    evidence: [],
  };
}

/** File systems under test whose traffic is in no number. */
export const blind: Rule = ({ observed: { header } }) => {
  const mounts = new Map<string, string[]>();
  for (const [host, info] of Object.entries(header.host_info)) {
    for (const { mount } of info.targets ?? []) {
      const found = info.mounts.find(({ target }) => target === mount);
      if (found === undefined || !isBlind(found, info)) continue;
      const what = `${found.target} (${found.type})`;
      mounts.set(what, [...(mounts.get(what) ?? []), host]);
    }
  }
  return [...mounts].map(([what, hosts]) => ({
    ...NOTHING,
    ...{ cause: 'blind', severity: 'note', hosts: [], value: null, weight: hosts.length },
    text: `What went through ${what} is not seen: its clients tell nobody what they move.`,
    evidence: [`on ${named(hosts)}`],
  }));
};
