/** Seconds since the start as on a stop watch: `0:05`, `1:02:03`. */
export function clockTime(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const sign = seconds < 0 && whole > 0 ? '−' : '';
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${sign}${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}

/** How long something took: `3.4 s`, `18:00`, `1:02:03`. */
export function duration(seconds: number): string {
  if (Math.abs(seconds) < 10) return `${Number(seconds.toFixed(1))} s`;
  return clockTime(seconds);
}
