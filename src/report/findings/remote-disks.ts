import type { SeriesHeader } from '../../series/schema.ts';
import { countedDisks } from '../../series/totals/devices.ts';

/** What goes through a network on its way to a disk, which counts it, too. */
const OVER_NETWORK = /^(?:nvme-(?:tcp|rdma|fc)|iscsi|iser|fc|srp|nbd|rbd)$/;
const MOST_NAMED = 10;

/** Disks of the hosts that are elsewhere, and how they are reached: `nvme3n1 (nvme-tcp) of 4 hosts`. */
export function remoteDisks({ host_info }: Pick<SeriesHeader, 'host_info'>): string[] {
  const hosts = new Map<string, number>();
  for (const info of Object.values(host_info)) {
    const counted = new Set(countedDisks(info));
    for (const { name, transport } of info.block_devices) {
      if (!counted.has(name) || transport === undefined || !isRemote(transport)) continue;
      const disk = `${name} (${transport})`;
      hosts.set(disk, (hosts.get(disk) ?? 0) + 1);
    }
  }
  const named = [...hosts].map(([disk, count]) => `${disk} of ${count === 1 ? '1 host' : `${count} hosts`}`);
  const more = named.length - MOST_NAMED;
  return more > 0 ? [...named.slice(0, MOST_NAMED), `${more} more`] : named;
}

/** @param transport several are between commas */
function isRemote(transport: string): boolean {
  return transport.split(', ').some((one) => OVER_NETWORK.test(one));
}
