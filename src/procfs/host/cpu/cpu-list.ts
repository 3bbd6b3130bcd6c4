/** More CPUs than any kernel can have: what says so is no list of CPUs. */
const MOST_CPUS = 65_536;

/** The numbers that a list like `0-3,5` names; none if it is not one. */
export function numbersOfList(list: string): number[] {
  const numbers: number[] = [];
  for (const part of list.split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    for (let at = Number(first); at <= Number(last); at++) numbers.push(at);
    if (numbers.length > MOST_CPUS) return [];
  }
  return numbers;
}
