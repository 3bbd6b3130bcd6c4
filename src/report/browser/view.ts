/** What of a run is looked at: a part of its time, and some of its hosts. All charts follow it. */
export class View {
  /** Seconds since the start of the benchmark; the whole if undefined. */
  #range: readonly [number, number] | undefined;
  readonly #picked: number[] = [];
  readonly #onRange = new Set<() => void>();
  readonly #onPicked = new Set<() => void>();
  readonly whole: readonly [number, number];
  readonly #end = new AbortController();

  /** @param shown aborted when something else is shown */
  constructor(whole: readonly [number, number], shown: AbortSignal) {
    this.whole = whole;
    shown.addEventListener('abort', () => this.close());
  }

  /** Aborted when nobody looks at this view any more: for what listens outside of it. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Ends what follows this view. */
  close(): void {
    this.#end.abort();
  }

  get range(): readonly [number, number] {
    return this.#range ?? this.whole;
  }

  /** Whether a part of the run is looked at. */
  get isZoomed(): boolean {
    return this.#range !== undefined;
  }

  /** Indexes of hosts, in the order in which they were picked. */
  get picked(): readonly number[] {
    return this.#picked;
  }

  /** Looks at this part; at the whole if undefined. */
  zoom(range: readonly [number, number] | undefined): void {
    const [first, last] = this.whole;
    const [from, to] = [Math.max(range?.[0] ?? first, first), Math.min(range?.[1] ?? last, last)];
    const [now, until] = this.range;
    if (!(to > from) || (from === now && to === until)) return;
    this.#range = from === first && to === last ? undefined : [from, to];
    for (const listener of this.#onRange) listener();
  }

  /** Zooms by a factor around the middle, or moves by a share of what is seen. */
  step(by: { readonly zoom: number } | { readonly move: number }): void {
    const [from, to] = this.range;
    const width = to - from;
    if ('zoom' in by) {
      const middle = (from + to) / 2;
      this.zoom([middle - (width * by.zoom) / 2, middle + (width * by.zoom) / 2]);
    } else {
      const most = by.move > 0 ? this.whole[1] - to : this.whole[0] - from;
      const move = by.move > 0 ? Math.min(by.move * width, most) : Math.max(by.move * width, most);
      this.zoom([from + move, to + move]);
    }
  }

  /** Picks a host, or lets it go if it is picked. */
  toggle(host: number): void {
    const at = this.#picked.indexOf(host);
    if (at >= 0) this.#picked.splice(at, 1);
    else this.#picked.push(host);
    if (this.#picked.length > MOST_PICKED) this.#picked.shift();
    for (const listener of this.#onPicked) listener();
  }

  /** Picks these hosts, the first of them if they are too many, and lets all others go. */
  pick(hosts: readonly number[]): void {
    const wanted = hosts.slice(0, MOST_PICKED);
    if (wanted.length === this.#picked.length && wanted.every((host, nth) => host === this.#picked[nth]))
      return;
    this.#picked.splice(0, this.#picked.length, ...wanted);
    for (const listener of this.#onPicked) listener();
  }

  onRange(listener: () => void): void {
    this.#onRange.add(listener);
  }

  onPicked(listener: () => void): void {
    this.#onPicked.add(listener);
  }
}

/** So many lines can be told apart by their colours. */
export const MOST_PICKED = 7;
