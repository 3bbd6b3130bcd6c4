import type { Metric } from '../../series/rates.ts';

/** What is behind a finding, in one word, for programs and tests; the sentence says it to people. */
export type Cause =
  // Of single hosts, absolute: they are so whatever the others do.
  | 'steal'
  | 'quota'
  | 'thermal'
  | 'oom'
  | 'swap'
  | 'memory'
  | 'drops'
  | 'errors'
  | 'retransmits'
  | 'clock'
  | 'silent'
  | 'full core'
  // Of single hosts against the others.
  | 'busy'
  | 'idle'
  | 'slow disk'
  | 'slow storage'
  | 'slow writer'
  | 'slow reader'
  | 'slow network'
  // Of the whole run or of a thing that hosts share.
  | 'port full'
  | 'stall'
  | 'slow mount'
  | 'slow phase'
  | 'page cache'
  | 'differs'
  | 'blind'
  | 'benchmark';

/** How much it matters: what spoils the result, what may, what is good to know. */
export type Severity = 'severe' | 'warning' | 'note';

/** From one moment to another, ms since 1970, rank 0's clock. */
export interface Time {
  readonly start: number;
  readonly end: number;
}

/** Where a finding can be seen: a chart, and what of it. */
export interface Chart {
  readonly metric: Metric;
  /** That are picked in it; none where all hosts did the same. */
  readonly hosts: readonly string[];
  /** That it is zoomed to; null for all of the run. */
  readonly time: Time | null;
}

/** Something that happened in a run, in one sentence. */
export interface Finding {
  readonly cause: Cause;
  readonly severity: Severity;
  /** Whom it is of, the worst first; none if it is of all of them or of the run. */
  readonly hosts: readonly string[];
  /** Label of the phase in which it was; null for the run as a whole, or where it was in several. */
  readonly phase: string | null;
  /** When it was, where that is not all of the run or of the phase. */
  readonly time: Time | null;
  /** One or two sentences with a full stop. Names of hosts and devices are in it as they are: who shows it makes them printable. */
  readonly text: string;
  /** What argues for it, a line each, with numbers and units. */
  readonly evidence: readonly string[];
  readonly chart: Chart | null;
  /** What was measured and what is normal, in the chart's unit, for programs; null where it is no number. */
  readonly value: number | null;
  readonly normal: number | null;
}

/** What a phase was limited by, in one word. */
export type LimitKind =
  | 'storage'
  | 'CPU'
  | 'one core'
  | 'network'
  | 'memory'
  | 'page cache'
  | 'one host'
  | 'none seen'
  | 'not seen';

/** What limited a phase, or the run as a whole. */
export interface PhaseLimit {
  /** Its label; that of the whole run is `whole run`. */
  readonly phase: string;
  readonly time: Time;
  readonly limit: LimitKind;
  /** Whom the others waited for; null if it was not one host. */
  readonly host: string | null;
  /** A few words for a strip: `storage`, `CPU, node027`, `network, 94 % of 10 Gbit/s`. */
  readonly short: string;
  /** One sentence. */
  readonly text: string;
  /** What argues for it, a line each. */
  readonly evidence: readonly string[];
  readonly chart: Chart | null;
}

/** What can be said of a run. */
export interface Findings {
  /** One to three sentences, what matters most first; where nothing stands out it says so. */
  readonly verdict: readonly string[];
  /** Which findings the sentences of the verdict are, in their order; null for one that is not of a finding. */
  readonly verdictOf: readonly (Finding | PhaseLimit | null)[];
  /** All of them, causes before symptoms, the worst first. Five are worth showing at first. */
  readonly findings: readonly Finding[];
  /** The whole run first, then its phases. */
  readonly limits: readonly PhaseLimit[];
}

/** So many findings are shown at first. */
export const MOST_SHOWN = 5;
