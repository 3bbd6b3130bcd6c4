/** Something that needs a share of an interval for its ticks, in which nothing else ticks. */
export interface Wanting {
  /** Of the shares of all; more than 1 for what drifts. */
  readonly room: number;
  /** At whole intervals it ticks by itself, whenever it is started; there can be one such. */
  readonly phase: 'any' | 'whole';
}

/**
 * Phases at which all tick apart from each other, ms after whole intervals.
 * @param turn how many places those of any phase are moved on; who was last becomes first
 */
export function phasesOf(all: readonly Wanting[], intervalMs: number, turn: number): number[] {
  const share = intervalMs / all.reduce((sum, { room }) => sum + room, 0);
  const places = all.map((_, at) => at);
  const [whole, any] = (['whole', 'any'] as const).map((phase) =>
    places.filter((at) => all[at]!.phase === phase),
  );
  const first = turn % Math.max(1, any!.length);
  const order = [...whole!, ...any!.slice(any!.length - first), ...any!.slice(0, any!.length - first)];
  const phases: number[] = [];
  let before = 0;
  for (const at of order) {
    phases[at] = before * share;
    before += all[at]!.room;
  }
  return phases;
}

/**
 * rankstat ticks at multiples of its interval since 1970, which are many: an interval that is longer by some
 * billionths brings them to a phase of the plain interval, and keeps them there for longer than a bench takes.
 * @param nowMs time since 1970
 * @returns the interval, s
 */
export function intervalAt(intervalS: number, phaseMs: number, nowMs: number): number {
  const passed = Math.floor(nowMs / (intervalS * 1000));
  return intervalS + phaseMs / 1000 / passed;
}

/** The next time, ms since 1970, from `fromMs` on, that is so long after a whole interval. */
export function nextAt(phaseMs: number, intervalMs: number, fromMs: number): number {
  return Math.ceil((fromMs - phaseMs) / intervalMs) * intervalMs + phaseMs;
}
