/** Exit codes of a process that runs tests: any other is that of one that died on its way. */
export const ENDS = { passed: 42, failed: 43, endless: 44 };
