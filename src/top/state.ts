import type { Metric } from '../series/rates.ts';
import { MOST_KEPT_MS } from '../wire/records.ts';

/** How a host is doing. */
export type HostState =
  /** It is there; the first tick is not yet due. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'sampling' }
  /** Its last sample was read so long after its tick. */
  | { readonly kind: 'late'; readonly ms: number }
  /** For so long rank 0 has not heard of it. */
  | { readonly kind: 'silent'; readonly ms: number }
  /** It has reached `--max-samples` and samples no more. */
  | { readonly kind: 'full' }
  | { readonly kind: 'ended' }
  /** It was expected and has not come. */
  | { readonly kind: 'missing' };

/** What a host did in the interval that ended at a tick. */
export interface TopPoint {
  readonly tick: number;
  /** Of each of `CURVES` the value, null where it cannot be told. */
  readonly curves: readonly (number | null)[];
}

/** What a host does, each metric in its own unit; null, or not there, where it cannot be told. */
export type TopRates = Readonly<Partial<Record<Metric, number | null>>>;

/** A host of a running job. */
export interface TopHost {
  readonly name: string;
  readonly state: HostState;
  /** Of the last interval; null if there was none, or it is long ago. */
  readonly rates: TopRates | null;
  /** Means over the last seconds, of what is known of them; null if nothing is. */
  readonly lately: TopRates | null;
  /** All that it has, kB. */
  readonly memory_total_kb: number | null;
  /** The last intervals, oldest first. */
  readonly points: readonly TopPoint[];
}

/** A mark that was set, and how long ago. */
export interface TopMark {
  readonly label: string;
  readonly for_ms: number;
}

/** What stands out in the last minutes. */
export interface TopVerdict {
  /** How long that is, ms. */
  readonly over_ms: number;
  readonly sentences: readonly string[];
  readonly isAllWell: boolean;
}

/** A running job at one moment. */
export interface TopState {
  readonly benchmark: string;
  /** Its command line; empty if it is not known. */
  readonly command: readonly string[];
  readonly phase: string;
  readonly ready: number;
  readonly expected: number | null;
  readonly samples: number;
  readonly interval_ms: number;
  readonly elapsed_ms: number;
  /** What is wrong, if anything. */
  readonly problem: string | null;
  /** The last mark; null if none is known. */
  readonly mark: TopMark | null;
  /** Null if too little was seen to say anything. */
  readonly verdict: TopVerdict | null;
  /** The last tick of which there is something to be seen; -1 before the first. */
  readonly tick: number;
  /** Every how-manieth tick is sampled: by the host that samples the fewest, and by the one that samples the most. */
  readonly stride: number;
  readonly least_stride: number;
  readonly hosts: readonly TopHost[];
}

/** What is seen of a host, to tell how it is doing. */
export interface HostSigns {
  readonly ended: boolean;
  /** The last tick that it sampled; -1 before the first. */
  readonly tick: number;
  readonly heard_ms_ago: number;
  readonly late_ms: number;
  /** Time between two of its samples. */
  readonly step_ms: number;
  /** Whether it may have stopped because it has all the samples that it should take. */
  readonly may_be_full: boolean;
}

/** Beyond two samples, so long can one be on its way: its rank keeps it (`--flush`), and rank 0 writes once a second. */
const ON_ITS_WAY_MS = MOST_KEPT_MS + 2000;
/** Later than a tenth of the step is late; a few milliseconds never are, and 100 always. */
const LATE_SHARE = 0.1;
const NEVER_LATE_MS = 5;
const ALWAYS_LATE_MS = 100;

/** How a host is doing. @param waiting whether the job still waits for hosts */
export function hostState(signs: HostSigns, waiting: 'waiting' | 'begun'): HostState {
  const { ended, tick, heard_ms_ago, late_ms, step_ms, may_be_full } = signs;
  if (ended) return { kind: 'ended' };
  if (waiting === 'waiting') return { kind: 'ready' };
  if (heard_ms_ago > 2 * step_ms + ON_ITS_WAY_MS) {
    return may_be_full ? { kind: 'full' } : { kind: 'silent', ms: heard_ms_ago };
  }
  if (tick < 0) return { kind: 'ready' };
  const late = Math.min(ALWAYS_LATE_MS, Math.max(NEVER_LATE_MS, LATE_SHARE * step_ms));
  return late_ms > late ? { kind: 'late', ms: late_ms } : { kind: 'sampling' };
}
