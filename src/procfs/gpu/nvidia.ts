import type { Field } from '../field.ts';
import type { AskedProgram } from '../program/programs.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { COMMA, type Text } from '../reading/text.ts';
import { pciAddress } from './pci-address.ts';

/** W with two digits behind the point. */
const POWER = 'power_w';
const POWER_FIELD: Field = { name: '', scale: 2 };
const INTEGER: Field = { name: '', scale: 0 };

/** What nvidia-smi is asked for of each GPU, by its names, and what that is called here. It comes behind the address. */
const QUERIES: ReadonlyMap<string, string> = new Map([
  ['index', 'index'],
  ['utilization.gpu', 'gpu_busy_percent'],
  ['utilization.memory', 'memory_busy_percent'],
  ['memory.used', 'memory_used_mib'],
  ['memory.total', 'memory_total_mib'],
  ['power.draw', POWER],
  ['temperature.gpu', 'temperature_celsius'],
  ['pcie.link.gen.current', 'pcie_generation'],
]);
const ADDRESS = 'pci.bus_id';

/** The names of what is known of a GPU. */
export const NVIDIA_COUNTERS: readonly string[] = [...QUERIES.values()];

/** The driver's own program: there is no file that has these numbers. */
export const NVIDIA_SMI: AskedProgram = {
  name: 'nvidia-smi',
  args: (everyMs) => [
    `--query-gpu=${[ADDRESS, ...QUERIES.keys()].join(',')}`,
    '--format=csv,noheader,nounits',
    '-lms',
    String(everyMs),
  ],
};

/** The field of a counter. */
export function nvidiaFieldOf(counter: string): Field {
  return counter === POWER ? POWER_FIELD : INTEGER;
}

/**
 * Reads `00000000:17:00.0, 0, 35, 12, 4096, 81559, 312.07, 45, 5`: a line for each GPU, none as long as it says nothing.
 * @throws Error if there are lines, and no value
 */
export function parseNvidia(text: Text, reading: Reading): void {
  let lines = 0;
  while (text.nextLine()) {
    lines++;
    if (!text.upTo(COMMA)) continue; // Only lines with one come here.
    // Not even its driver can say which GPU it is: one that has fallen off the bus.
    if (isNoValue(text.toString())) continue;
    const address = pciAddress(text.toString());
    if (address === undefined) {
      reading.reject(text, 'no PCI address'); // A sentence that has a comma.
      continue;
    }
    for (const counter of NVIDIA_COUNTERS) {
      if (!text.upTo(COMMA) && !text.word()) {
        reading.reject(text, `no ${counter} of ${address}`);
        break;
      }
      if (isNoValue(text.toString())) continue;
      reading.row(wordOf(`${address} ${counter}`));
      if (reading.number(text, nvidiaFieldOf(counter))) reading.endRow();
    }
  }
  if (lines > 0 && reading.isFileEmpty) throw new Error('no value of any GPU');
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `[Insufficient Permissions]`, `ERR!`: it has none, or may not be asked. */
function isNoValue(text: string): boolean {
  return text.startsWith('[') || text === 'N/A' || text === 'ERR!';
}
