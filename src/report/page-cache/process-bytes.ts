import { counterDelta, isKernelNumber, type SeriesNumber } from '../../series/counters.ts';
import { isPlainObject, type Members } from '../../series/schema-parts.ts';

const FIELDS = ['rchar_bytes', 'wchar_bytes', 'read_bytes'] as const;
type Counts = readonly (SeriesNumber | undefined)[];

/**
 * What the benchmark's processes have read and written, and had read from storage, by the source `processes`: from one
 * reading to the next. A process that came in between has done all that it counts since; what one did between its last
 * reading and its end nobody has counted.
 * @see task_io_accounting of the kernel: rchar and wchar have pipes and sockets in them, and not what mmap() moves
 */
export class ProcessBytes {
  /** By name, number and start of a process: nobody takes its place. */
  readonly #known = new Map<string, Counts>();
  #isFirst = true;

  /** @returns rchar, wchar and read bytes since the last reading; null where there are processes and none shows them */
  next(processes: Members): readonly (number | null)[] {
    const sums = FIELDS.map((): number | null => (Object.keys(processes).length === 0 ? 0 : null));
    for (const [process, counts] of Object.entries(processes)) {
      if (!isPlainObject(counts)) continue;
      const before = this.#known.get(process);
      const now = FIELDS.map((field, at) => (isKernelNumber(counts[field]) ? counts[field] : before?.[at]));
      this.#known.set(process, now);
      const isNew = before === undefined && !this.#isFirst;
      for (const [at, count] of now.entries()) {
        if (count === undefined) continue;
        const delta = counterDelta(isNew ? 0 : (before?.[at] ?? count), count);
        if (delta !== null) sums[at] = (sums[at] ?? 0) + delta;
      }
    }
    this.#isFirst = false;
    return sums;
  }
}
