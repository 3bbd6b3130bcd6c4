import path from 'node:path';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import type { Slab } from '../../src/procfs/reading/slab.ts';
import { loadavg } from '../../src/procfs/sources/loadavg.ts';

const ROOT = path.join(import.meta.dirname, '../fixtures/kernel-6.18');

/** Reads the load averages of a fixture, counts that, and throws when a test says so. */
export class StubReader extends SourceReader {
  reads = 0;
  closed = false;
  /** Called at each reading. */
  onRead: () => void = () => {};

  constructor() {
    super(loadavg, { procfs: path.join(ROOT, 'proc'), sysfs: path.join(ROOT, 'sys') });
  }

  override capture(slab: Slab): void {
    this.reads++;
    this.onRead();
    super.capture(slab);
  }

  override close(): void {
    this.closed = true;
    super.close();
  }
}
