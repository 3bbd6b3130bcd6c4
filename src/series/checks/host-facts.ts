import type { HostInfo } from '../schema.ts';

/** What cannot be in the description of a host, whatever its samples are; a text each. */
export function wrongFacts({ mounts, block_devices, numa_nodes = [] }: HostInfo): string[] {
  return [...mounts.flatMap(wrongMount), ...wrongPaths(block_devices), ...wrongNodes(numa_nodes)];
}

function wrongMount({ target, visibility, by }: HostInfo['mounts'][number]): string[] {
  if (visibility === undefined) return [];
  const isSeen = visibility === 'seen' || visibility === 'derived';
  if (isSeen === (by != null)) return [];
  return [`the mount ${target} as ${visibility}, ${by == null ? 'by no source' : `by ${by}`}`];
}

function wrongPaths(devices: HostInfo['block_devices']): string[] {
  const hidden = new Set(devices.filter((device) => device.hidden).map(({ name }) => name));
  return devices.flatMap(({ name, paths = [] }) => {
    const strange = paths.filter((path) => !hidden.has(path));
    return strange.map((path) => `${path} as a path to ${name}, but no such hidden device`);
  });
}

function wrongNodes(nodes: NonNullable<HostInfo['numa_nodes']>): string[] {
  const isRising = nodes.every(({ node }, at) => node > (nodes[at - 1]?.node ?? -1));
  return [
    ...(isRising ? [] : ['NUMA nodes that are not in the order of their numbers']),
    ...nodes
      .filter(({ distances }) => distances !== undefined && distances.length !== nodes.length)
      .map(({ node }) => `not as many distances of NUMA node ${node} as there are nodes`),
  ];
}
