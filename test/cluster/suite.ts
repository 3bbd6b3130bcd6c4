import type { Test } from 'uvu';
import { clusterRequirements, type Extra, MEMORY_CGROUPS } from './requirements.ts';

/**
 * `test` for tests that need a {@link Cluster}: runs them where there can be one; elsewhere skips them, with
 * what this machine lacks in the title and on stderr. Hooks run all the same: guard them with
 * {@link clusterRequirements}.
 */
export function clusterTest(
  test: Test,
  extras: readonly Extra[] = [],
): (name: string, body: () => Promise<void>) => void {
  const missing = clusterRequirements(extras);
  // In CI nothing that can be installed may be missing: there the test runs, and fails with what is. How a machine mounts
  // its control groups is nothing that a package could mend.
  const complete = process.env.RANKSTAT_TEST_COMPLETE !== undefined && !missing.includes(MEMORY_CGROUPS);
  if (missing.length === 0 || complete) return (name, body) => void test(name, body);
  return (name, body) => {
    const title = `${name} (missing: ${missing.join(', ')})`;
    process.stderr.write(`skipped: ${title}\n`); // uvu only counts them
    test.skip(title, body);
  };
}
