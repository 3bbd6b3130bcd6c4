/**
 * What does not come through a shell, as docs/reliability.md has it. Where that is dash, it has cleared some of it before
 * anything of ours begins.
 */
const NOT_KEPT: Readonly<Record<string, readonly RegExp[]>> = {
  'CHLD ignored': [/signal 17 ignored/, /status: SigIgn/],
  'all signals ignored': [/signal 17 ignored/, /status: SigIgn/],
  'TERM, INT, CHLD and a real-time signal blocked': [/status: SigBlk/],
  'an empty name': [/env =x/],
  'a variable without =': [/env noequals/],
  'the same name twice': [/env TWICE=2/],
};

/** Those of the differences under a condition that should not be there. */
export function unexpected(condition: string, differences: readonly string[]): string[] {
  const known = NOT_KEPT[condition] ?? [];
  return differences.filter((line) => !known.some((one) => one.test(line)));
}
