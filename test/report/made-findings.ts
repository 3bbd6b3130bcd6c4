import type { Chart, Finding, Findings, PhaseLimit, Time } from '../../src/report/findings/finding.ts';
import { at } from './example-run.ts';

/** From one moment to another, seconds after noon. */
export function time(start: number, end: number): Time {
  return { start: at(start), end: at(end) };
}

/** Where something can be seen. */
export function chart(
  metric: Chart['metric'],
  hosts: readonly string[] = [],
  when: Time | null = null,
): Chart {
  return { metric, hosts, time: when };
}

/** A finding of one host, or none; `more` says what is different. */
export function finding(text: string, more: Partial<Finding> = {}): Finding {
  return {
    ...{ cause: 'busy', severity: 'warning', hosts: [], phase: null, time: null, evidence: [] },
    ...{ chart: null, value: null, normal: null },
    text,
    ...more,
  };
}

/** What limited a phase. */
export function limit(phase: string, short: string, when: Time, more: Partial<PhaseLimit> = {}): PhaseLimit {
  return {
    ...{ phase, short, time: when, limit: 'storage', host: null, evidence: [], chart: null },
    text: `In ${phase} the limit was ${short}.`,
    ...more,
  };
}

/** Findings whose first ones are the verdict. */
export function findings(all: readonly Finding[], limits: readonly PhaseLimit[] = []): Findings {
  const first = all.slice(0, 2);
  return { verdict: first.map(({ text }) => text), verdictOf: first, findings: all, limits };
}
