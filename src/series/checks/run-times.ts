import type { SeriesHeader } from '../schema.ts';

/** A mark is taken until the job has ended, and a killed one ends with its last sample, ms. */
const MARK_SLACK_MS = 60_000;

/**
 * What of a run's own times cannot be, a line each. Nothing if a clock was set meanwhile: then they are what they are.
 * The benchmark can have been started on a node whose clock is another: its times are compared with each other only.
 */
export function wrongTimes(header: SeriesHeader): string[] {
  const { start_time, end_time, benchmark, marks, host_status, collection_interval_seconds } = header;
  if (Object.values(host_status).some(({ clock_steps = [] }) => clock_steps.length > 0)) return [];
  const wrong: string[] = [];
  const [start, end] = [Date.parse(start_time), Date.parse(end_time)];
  if (end < start) wrong.push(`end_time ${end_time} is before start_time ${start_time}`);
  const { start_time: begun, end_time: ended, exit_code } = benchmark;
  if (begun !== null && ended !== null && Date.parse(ended) < Date.parse(begun)) {
    wrong.push(`benchmark: end_time ${ended} is before start_time ${begun}`);
  }
  if (exit_code !== null && ended === null) wrong.push(`benchmark: exit_code ${exit_code} without end_time`);
  const latest = end + MARK_SLACK_MS + 2000 * collection_interval_seconds;
  for (const { time, label } of marks) {
    const at = Date.parse(time);
    if (at >= start && at <= latest) continue;
    const when = at < start ? `before start_time ${start_time}` : `long after end_time ${end_time}`;
    wrong.push(`mark ${JSON.stringify(label)} at ${time} is ${when}`);
  }
  return wrong;
}
