/** What so many runs are called that are compared: `A` and `B`; of more the first is `BASE`, and the others are `A`, `B`, … */
export function runLabels(runs: number): string[] {
  if (runs <= 2) return ['A', 'B'].slice(0, runs);
  return ['BASE', ...Array.from({ length: runs - 1 }, (_, nth) => letters(nth))];
}

const LETTERS = 26;

/** `A` to `Z`, then `AA`, `AB`, … */
function letters(nth: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (nth % LETTERS));
  return nth < LETTERS ? last : `${letters(Math.floor(nth / LETTERS) - 1)}${last}`;
}
