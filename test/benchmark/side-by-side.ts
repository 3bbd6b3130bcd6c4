/** How many at once: more than the processors of a small machine only makes each of them late. */
const AT_ONCE = 3;

/** Many things that are made, a few at once; the making begins when the first of them is asked for. */
export class SideBySide<Key, Made> {
  readonly #things: readonly Key[];
  readonly #make: (thing: Key) => Promise<Made>;
  #made: Map<Key, Promise<Made>> | undefined;

  constructor(things: Iterable<Key>, make: (thing: Key) => Promise<Made>) {
    this.#things = [...things];
    this.#make = make;
  }

  /** What was made of one; throws what went wrong with it. */
  async get(thing: Key): Promise<Made> {
    const made = this.#begun().get(thing);
    if (made === undefined) throw new Error('this was not among them');
    return await made;
  }

  /** What was made of all, in order. */
  async all(): Promise<Made[]> {
    return await Promise.all(this.#begun().values());
  }

  #begun(): Map<Key, Promise<Made>> {
    if (this.#made !== undefined) return this.#made;
    const lanes: Promise<unknown>[] = Array(AT_ONCE).fill(Promise.resolve());
    const all = new Map<Key, Promise<Made>>();
    for (const thing of this.#things) {
      const lane = all.size % AT_ONCE;
      const made = lanes[lane]!.then(() => this.#make(thing));
      // Whoever asks for it hears of a failure.
      lanes[lane] = made.catch(() => undefined);
      all.set(thing, made);
    }
    this.#made = all;
    return all;
  }
}
