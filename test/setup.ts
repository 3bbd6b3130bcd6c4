// Loaded before the tests: how often properties are tried. `npm test -- --fuzz 100000` tries them for long.
const runs = Number(process.env.RANKSTAT_FUZZ_RUNS ?? '');
if (runs > 0) {
  // Only then: each test file is a process of its own, and would load it first of all.
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ numRuns: runs, interruptAfterTimeLimit: 600_000 });
}

export {};
