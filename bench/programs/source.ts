// Reads and parses one source again and again, and prints the CPU time of this process per reading, µs. Arguments: the
// source, how many times, and the roots.
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { Slab } from '../../src/procfs/reading/slab.ts';
import { asNamed, sourceNamed } from '../../src/procfs/registry.ts';

const [name = '', count = '1000', procfs = '/proc', sysfs = '/sys'] = process.argv.slice(2);
const source = sourceNamed(name);
if (source === undefined) throw new Error(`there is no source ${name}`);
const reader = new SourceReader(asNamed(source), { procfs, sysfs });
const readings = Number(count);
const slab = new Slab();
const read = () => {
  slab.truncate(0);
  reader.capture(slab);
  if (reader.parse(slab) !== 'ok') throw new Error(`${name}: ${reader.error}`);
};
for (let nth = 0; nth < readings; nth++) read();
const before = process.cpuUsage();
for (let nth = 0; nth < readings; nth++) read();
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / readings));
