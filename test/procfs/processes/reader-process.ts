// Reads the source `processes` of this machine, once for each line on stdin, and prints its sample as a line. Its clock goes
// on by ten seconds each time.
import { createInterface } from 'node:readline';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { processes } from '../../../src/procfs/sources/processes.ts';
import { jsonOf } from '../parse.ts';

let now = 0;
const reader = new SourceReader(processes, { procfs: '/proc', sysfs: '/sys' }, () => now);
for await (const _ of createInterface({ input: process.stdin })) {
  now += 10;
  const outcome = reader.read();
  process.stdout.write(`${outcome === 'ok' ? jsonOf(reader) : JSON.stringify(outcome)}\n`);
}
reader.close();
