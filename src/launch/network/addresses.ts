import { createSocket } from 'node:dgram';
import { BlockList, isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** What `os.networkInterfaces()` gives: the interfaces that are up. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export interface UsableAddressesOptions {
  readonly interfaces: Interfaces;
  /** The name of an interface, a network like `10.1.0.0/16`, or an address: nothing else is used. */
  readonly only?: string;
  /** Local addresses that go first, best first, if they are usable. */
  readonly preferred?: readonly string[];
  /** `only`: all ranks are on this host; `never`: others have to reach it. */
  readonly loopback: 'only' | 'never';
}

/**
 * The addresses of this host under which other nodes can reach it, best first: IPv4 before IPv6, in the order of
 * the interfaces. Link-local addresses are left out, because they need the name of the other side's interface;
 * loopback, unless `only` asks for it; and those of bridges for containers and virtual machines, which every node
 * has the same, unless there is nothing else.
 * @throws Error if `only` fits no address of this host
 */
export function usableAddresses({
  interfaces,
  only,
  preferred = [],
  loopback,
}: UsableAddressesOptions): string[] {
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.map((info) => ({ name, ...info })),
  );
  if (loopback === 'only')
    return all.some(({ address }) => address === '127.0.0.1') ? ['127.0.0.1'] : ['::1'];
  const isWanted = only === undefined ? ({ internal }: Local) => !internal : wanted(only);
  const able = all.filter(
    (local) => isWanted(local) && !unroutable.check(local.address, kind(local.address)),
  );
  if (only !== undefined && able.length === 0) {
    const names = [...new Set(all.map(({ name }) => name))].join(', ');
    throw new Error(
      `no interface, network or address ${only} here that others could reach; there are ${names}`,
    );
  }
  const physical = able.filter(({ name }) => only !== undefined || !VIRTUAL.test(name));
  const addresses = (physical.length > 0 ? physical : able).map(({ address }) => address);
  const ranked = [
    ...preferred.filter((address) => addresses.includes(address)),
    ...addresses.filter((address) => isIP(address) === 4),
    ...addresses,
  ];
  return [...new Set(ranked)];
}

/**
 * The local address from which packets to `host` leave. No packet is sent.
 * @param host an IP address
 * @returns null if there is no route to it, or it is not an address
 */
export async function localAddressTowards(host: string): Promise<string | null> {
  const family = isIP(host);
  if (family === 0) return null;
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
  try {
    return await new Promise((resolve) => {
      // A callback of connect would be called with an error, too.
      socket.once('error', () => resolve(null));
      socket.once('connect', () => resolve(socket.address().address));
      // The discard port; connecting a UDP socket only looks up the route.
      socket.connect(9, host);
    });
  } finally {
    socket.close();
  }
}

type Local = NetworkInterfaceInfo & { readonly name: string };

/** Docker, libvirt, VirtualBox, VMware, Kubernetes and LXC. */
const VIRTUAL =
  /^(docker|br-[0-9a-f]{12}$|virbr|vboxnet|vmnet|cni|flannel|cali|cilium|kube|veth|podman|lxcbr|lxdbr|tunl)/;

const unroutable = new BlockList();
unroutable.addSubnet('0.0.0.0', 8);
unroutable.addSubnet('169.254.0.0', 16);
unroutable.addSubnet('224.0.0.0', 3);
unroutable.addSubnet('fe80::', 10, 'ipv6');
unroutable.addSubnet('ff00::', 8, 'ipv6');
unroutable.addAddress('::', 'ipv6');

/** @throws Error if it looks like a network but is none */
function wanted(only: string): (local: Local) => boolean {
  const [address = '', length] = only.split('/');
  if (isIP(address) === 0) return ({ name }) => name === only;
  const bits = length ?? (isIP(address) === 4 ? '32' : '128');
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (isIP(address) === 4 ? 32 : 128)) {
    throw new Error(`${only} is not a network: ADDRESS/LENGTH, e.g. 10.1.0.0/16`);
  }
  const network = new BlockList();
  network.addSubnet(address, Number(bits), kind(address));
  return (local) => network.check(local.address, kind(local.address));
}

function kind(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
