import fs from 'node:fs';
import path from 'node:path';
import { SINGLE } from '../field.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import type { Text } from '../reading/text.ts';
import type { Source, TreeRow } from '../source.ts';

const FOLDER = 'devices/system/node';
const NODE = /^node(\d+)$/;
const NUMASTAT = 'numastat';
const MEMINFO = 'meminfo';
/** What of a node's meminfo is recorded: the host's own has the rest. */
const MEMORY: ReadonlyMap<string, string> = new Map(
  ['MemTotal', 'MemFree'].map((name) => [`${name}:`, name]),
);
const NUMASTAT_NAMES = [
  'numa_hit',
  'numa_miss',
  'numa_foreign',
  'interleave_hit',
  'local_node',
  'other_node',
];
const ROWS: readonly TreeRow[] = [...NUMASTAT_NAMES, ...MEMORY.values()].map((name) => ({
  name: `0 ${name}`,
  presence: 'example',
}));

/**
 * `/sys/devices/system/node/node*`, by the number of the node, which can have gaps: of `numastat` counts of pages since
 * boot, by where they were wanted and where they were given; of `meminfo` the memory that there is and that is free now,
 * KiB. Nodes without CPUs (memory of an accelerator, CXL) and without memory are nodes, too.
 * @see https://docs.kernel.org/admin-guide/numastat.html and `node_read_meminfo` in drivers/base/node.c
 */
export const numa: Source = {
  name: 'numa',
  about: 'NUMA nodes: pages given by where they were wanted; memory and free memory, KiB',
  reference: 'https://docs.kernel.org/admin-guide/numastat.html',
  root: 'sysfs',
  files: [],
  lookedFor: [NUMASTAT, MEMINFO].map((file) => `${FOLDER}/node*/${file}`),
  find(root) {
    const names = fs.readdirSync(path.join(root, FOLDER));
    const ids = names.flatMap((name) => NODE.exec(name)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));
    return ids.flatMap((id) => [NUMASTAT, MEMINFO].map((file) => `${FOLDER}/node${id}/${file}`));
  },
  inOnePiece: true,
  optional: true,
  byDefault: false,
  shape: { kind: 'tree', path: (row) => row.split(' '), varying: 0, rows: ROWS },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string): void {
    const node = NODE.exec(path.basename(path.dirname(file)))?.[1] ?? '';
    const isMemory = path.basename(file) === MEMINFO;
    while (text.nextLine()) {
      if (isMemory) memoryLine(text, reading, node);
      else countLine(text, reading, node);
    }
    reading.demandRows();
  },
};

/** `numa_hit 1937`. */
function countLine(text: Text, reading: Reading, node: string): void {
  if (!text.word()) {
    reading.reject(text, 'no name');
    return;
  }
  reading.row(wordOf(`${node} ${text.toString()}`));
  const read = reading.next(text, SINGLE[0]);
  if (read === undefined) reading.reject(text, 'a name without a number');
  else if (read && text.word()) reading.reject(text, 'more than a name and a number');
  else reading.endRow();
}

/** `Node 0 MemTotal:       10315996 kB`. */
function memoryLine(text: Text, reading: Reading, node: string): void {
  const isOfNode = text.word() && text.is('Node') && text.word() && text.is(node) && text.word();
  if (!isOfNode) {
    reading.reject(text, `no "Node ${node}" and a name`);
    return;
  }
  const name = MEMORY.get(text.toString());
  if (name === undefined) {
    reading.ignoreRest(text);
    return;
  }
  reading.row(wordOf(`${node} ${name}`));
  const read = reading.next(text, SINGLE[0]);
  if (read === undefined) reading.reject(text, `${name} without a number`);
  else if (read && !(text.word() && text.is('kB') && !text.word()))
    reading.reject(text, `${name} is not in kB`);
  else reading.endRow();
}
