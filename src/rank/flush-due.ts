/** What it depends on whether what was read is to be parsed and sent. */
export interface FlushMoment {
  /** Nothing waits longer than this, ms. */
  readonly flushMs: number;
  readonly intervalMs: number;
  /** The ticks of the first sample that waits, and of the last one. */
  readonly first: number;
  readonly tick: number;
  /** After how many ticks the next one comes; 0: none does. */
  readonly stride: number;
}

/**
 * Whether what was read has to be parsed now, because at the next tick it would be too late. The time since tick 0 is cut
 * into pieces of `flushMs`; the last tick of each is when all hosts do so, for what disturbs a parallel job least is
 * what happens everywhere at once.
 */
export function isFlushDue({ flushMs, intervalMs, first, tick, stride }: FlushMoment): boolean {
  if (stride === 0 || stride * intervalMs >= flushMs) return true;
  const next = (Math.floor(tick / stride) + 1) * stride;
  const piece = (at: number) => Math.floor((at * intervalMs) / flushMs);
  return piece(first) !== piece(next);
}
