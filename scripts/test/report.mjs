// What a test file's process tells the runner: lines of JSON through a pipe of its own, written at once, so that the
// last one arrives even if the process dies in the next instant.
import { writeSync } from 'node:fs';

/** Where the pipe is; the standard three belong to the tests. */
export const REPORT_FD = 3;

/**
 * One of these:
 * - `at`: the test or hook that begins
 * - `skipped`: the name of a test that does not run here
 * - `waits`: true while the file waits for something that other processes have, and false after it
 * - `says`: a line that is shown with the file's name
 * - `cpu`: seconds of CPU that the file has taken, with its children
 * - `ended`: `{ passed, total }` when all tests of the file have run
 * - `open`: kinds of handles that keep the process alive although its tests are over
 */
export function tell(message) {
  writeSync(REPORT_FD, `${JSON.stringify(message)}\n`);
}
