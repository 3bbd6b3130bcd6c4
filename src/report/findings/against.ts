/** Beyond this many times as much nobody cares how many. */
const MOST_TIMES = 100;

/**
 * How far a value is from what is normal, in words: `+22 points` of percent, else `×5`; of nothing the value itself.
 * @param say how a number is written
 */
export function against(
  value: number,
  normal: number,
  unit: string,
  say: (number: number) => string,
): string {
  if (unit === '%') return `${value >= normal ? '+' : '−'}${say(Math.abs(value - normal))} points`;
  if (!(normal > 0)) return `${say(value)} ${unit}`;
  const times = value / normal;
  if (times > MOST_TIMES) return `more than ×${MOST_TIMES}`;
  return times > 0 && times < 1 / MOST_TIMES ? `less than ×${1 / MOST_TIMES}` : `×${say(times)}`;
}
