import type { Test } from 'uvu';
import { findProgram } from '../cluster/requirements.ts';

/**
 * `test` for tests with programs in C, which put themselves into conditions that only root can: elsewhere they are
 * skipped, with what is missing in their title.
 */
export function nativeTest(test: Test): (name: string, body: () => Promise<void>) => void {
  const missing = ['cc', 'setpriv'].filter((program) => findProgram(program) === undefined);
  if (process.getuid?.() !== 0) missing.push('root');
  // In CI nothing may be missing: there the test runs, and fails.
  if (missing.length === 0 || process.env.RANKSTAT_TEST_COMPLETE !== undefined) {
    return (name, body) => void test(name, body);
  }
  return (name, body) => test.skip(`${name} (missing: ${missing.join(', ')})`, body);
}
