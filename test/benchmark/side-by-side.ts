/** How many at once: more than the processors of a small machine only makes each of them late. */
const AT_ONCE = 3;

/** Does many things, a few at once, and in order. @returns a promise for each, which may be awaited at any time */
export function sideBySide<Key, Made>(
  things: Iterable<Key>,
  make: (thing: Key) => Promise<Made>,
): Map<Key, Promise<Made>> {
  const lanes: Promise<unknown>[] = Array(AT_ONCE).fill(Promise.resolve());
  const all = new Map<Key, Promise<Made>>();
  for (const thing of things) {
    const lane = all.size % AT_ONCE;
    const made = lanes[lane]!.then(() => make(thing));
    // Whoever awaits it hears of a failure.
    lanes[lane] = made.catch(() => undefined);
    all.set(thing, made);
  }
  return all;
}
