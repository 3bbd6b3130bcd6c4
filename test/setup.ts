// Loaded before the tests: how often properties are tried. `npm test -- --fuzz 100000` tries them for long.
import fc from 'fast-check';

const runs = Number(process.env.RANKSTAT_FUZZ_RUNS ?? '');
if (runs > 0) fc.configureGlobal({ numRuns: runs, interruptAfterTimeLimit: 600_000 });
