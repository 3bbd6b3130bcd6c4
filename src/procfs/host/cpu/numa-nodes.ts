import path from 'node:path';
import { readNames, readText, readValue, toCounter } from '../small-file.ts';

/** A NUMA node. Their numbers can have gaps. */
export interface NumaNode {
  readonly node: number;
  /** `0-31,64-95`; empty of memory alone, as CXL or that of an accelerator. Null if it is not known. */
  readonly cpus: string | null;
  /** In KiB. */
  readonly memory_kb: number | bigint | null;
  /** To each node, in the order of their numbers, itself among them: 10 is here. Not there of hosts with very many nodes. */
  readonly distances?: number[] | undefined;
}

const FOLDER = 'devices/system/node';
/** With more the distances, which are the square of it, would be most of what is told of a host. */
const MOST_WITH_DISTANCES = 64;
/** As the kernel can have: NODES_SHIFT is 10 at most. */
const MOST_NODES = 1024;
const MOST_TEXT = 4096;

/**
 * Reads `/sys/devices/system/node/node*`, in the order of their numbers.
 * @see https://docs.kernel.org/admin-guide/abi-stable.html (sysfs-devices-node)
 */
export function readNumaNodes(sysfs: string): NumaNode[] {
  const folder = path.join(sysfs, FOLDER);
  const numbers = readNames(folder).flatMap((name) => /^node(\d{1,6})$/.exec(name)?.[1] ?? []);
  const nodes = numbers
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, MOST_NODES);
  return nodes.map((node) => readNode(path.join(folder, `node${node}`), node, nodes.length));
}

function readNode(at: string, node: number, nodes: number): NumaNode {
  const cpus = readText(path.join(at, 'cpulist'))?.trim() ?? null;
  const memory = /^Node \d+ MemTotal:\s*(\d+) kB$/m.exec(readText(path.join(at, 'meminfo')) ?? '')?.[1];
  const distances = nodes > MOST_WITH_DISTANCES ? [] : distancesIn(readValue(path.join(at, 'distance')));
  return {
    node,
    // A list that was cut would name other CPUs.
    cpus: cpus !== null && cpus.length <= MOST_TEXT ? cpus : null,
    memory_kb: toCounter(memory),
    ...(distances.length === nodes ? { distances } : {}),
  };
}

function distancesIn(text: string | null): number[] {
  const words = text?.split(/\s+/) ?? [];
  return words.every((word) => /^\d{1,5}$/.test(word)) ? words.map(Number) : [];
}
