/**
 * A growing list of numbers, as doubles; as integers of one or four bytes for as long as all of them are such. Of the
 * samples of ten thousand hosts there are tens of millions.
 */
export class NumberList {
  #values: Int8Array | Int32Array | Float64Array = new Int8Array(16);
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
    this.#values = old instanceof Int8Array ? Int32Array.from(old) : Float64Array.from(old);
  }
}

/** What does not fit would be another number there, or none. */
function fits(values: Int8Array | Int32Array | Float64Array, value: number): boolean {
  if (values instanceof Float64Array) return true;
  return (values instanceof Int8Array ? (value << 24) >> 24 : value | 0) === value;
}

function kindOf(values: Int8Array | Int32Array | Float64Array) {
  if (values instanceof Int8Array) return Int8Array;
  return values instanceof Int32Array ? Int32Array : Float64Array;
}
