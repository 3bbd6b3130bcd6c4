// Samples a host as a rank does, as fast as it can, and prints the CPU time of this process per sample, µs, and how
// much its heap has grown per sample, bytes: all that it allocated, if it ran with --expose-gc and a heap so large
// that nothing was collected. Arguments: the number of samples, what is measured (`read`: reading and parsing;
// `sample`: packing and the outbox, too), and the roots to read instead of /proc and /sys.
import v8 from 'node:v8';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { Slab } from '../../src/procfs/reading/slab.ts';
import { DEFAULT_SOURCES } from '../../src/procfs/registry.ts';
import { Outbox } from '../../src/rank/outbox.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { systemClock } from '../../src/system/clock.ts';

const [count = '1000', what = 'sample', procfs = '/proc', sysfs = '/sys'] = process.argv.slice(2);
const readers = DEFAULT_SOURCES.map((source) => new SourceReader(source, { procfs, sysfs }));
const sender = new Sender(0);
const sampler = new Sampler(readers, systemClock(), sender);
const outbox = new Outbox(8 * 1024 * 1024, () => {
  throw new Error('the outbox is never full here');
});

/** As many ticks as are parsed together at one sample a second. */
const TOGETHER = 2;

function sample(tick: number): void {
  sampler.capture({ kind: 'tick', tick, intervalMs: 1000, lateMs: 0.25, stride: 1 });
  if (tick % TOGETHER !== TOGETHER - 1) return;
  sampler.flush((record) => outbox.push(record));
  while (outbox.next() !== undefined);
  if (tick % 8 === 7) outbox.acknowledge(sender.seq);
}

const slab = new Slab();

function read(): void {
  slab.truncate(0);
  for (const reader of readers) reader.capture(slab);
  for (const reader of readers) reader.parse(slab);
}

const step = what === 'read' ? read : sample;
const samples = Number(count);
for (let tick = 0; tick < samples; tick++) step(tick); // Until it is compiled.
global.gc?.(); // With --expose-gc and room for all that follows: what is on the heap was allocated by it.
const before = { heap: heapBytes(), cpu: process.cpuUsage() };
for (let tick = 0; tick < samples; tick++) step(tick);
const { user, system } = process.cpuUsage(before.cpu);
const heap = heapBytes() - before.heap;
process.stdout.write(`${JSON.stringify({ cpuUs: (user + system) / samples, bytes: heap / samples })}\n`);

function heapBytes(): number {
  const { used_heap_size, external_memory } = v8.getHeapStatistics();
  return used_heap_size + external_memory;
}
