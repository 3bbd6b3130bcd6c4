type Values = Int8Array | Int16Array | Int32Array | Float64Array;

/**
 * A growing list of numbers, as doubles; as integers of one, two or four bytes for as long as all of them are such. Of the
 * samples of ten thousand hosts there are tens of millions.
 */
export class NumberList {
  #values: Values = new Int8Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length++;
    if (at === this.#values.length) this.#copy(Math.max(16, at * 2));
    while (!fits(this.#values, value)) this.#widen();
    this.#values[at] = value;
  }

  /** The value at `at`; NaN where there is none. */
  at(at: number): number {
    return at < this.#length ? (this.#values[at] ?? Number.NaN) : Number.NaN;
  }

  /** Those at these places, in this order. */
  chosen(places: readonly number[]): NumberList {
    const chosen = new NumberList();
    for (const at of places) chosen.push(this.at(at));
    return chosen;
  }

  /** Gives back the memory that it has to spare. */
  trim(): void {
    if (this.#length < this.#values.length) this.#copy(this.#length);
  }

  #copy(room: number): void {
    const old = this.#values;
    const values = new (kindOf(old))(room);
    values.set(old.length > room ? old.subarray(0, room) : old);
    this.#values = values;
  }

  #widen(): void {
    const old = this.#values;
    if (old instanceof Int8Array) this.#values = Int16Array.from(old);
    else this.#values = old instanceof Int16Array ? Int32Array.from(old) : Float64Array.from(old);
  }
}

/** What does not fit would be another number there, or none. */
function fits(values: Values, value: number): boolean {
  if (values instanceof Float64Array) return true;
  const spare = 32 - 8 * values.BYTES_PER_ELEMENT;
  return (value << spare) >> spare === value;
}

function kindOf(values: Values) {
  if (values instanceof Int8Array) return Int8Array;
  if (values instanceof Int16Array) return Int16Array;
  return values instanceof Int32Array ? Int32Array : Float64Array;
}
