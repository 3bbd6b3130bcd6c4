import type { HostInfo } from '../schema.ts';
import type { Share } from './share.ts';

type NetworkInterface = HostInfo['interfaces'][number];

/**
 * Names of what has no hardware of its own, matched at their start: bonds, bridges, tunnels, what containers and virtual
 * machines are connected with. `enP3595s1` is a card behind Hyper-V's `eth0`, whose counters have what it carries.
 */
const VIRTUAL = new RegExp(
  `^(?:${[
    'bond|team|br|virbr|vmbr|ovs|vrf|vlan|dummy|ifb|nlmon|teql',
    'veth|ve-|vnet|docker|podman|lxc|lxd|cni|cali|cilium|flannel|weave|kube|nodelocaldns|azv|gke|eni[0-9a-f]{11}',
    'tun|tap|macvlan|macvtap|ipvlan|vxlan|geneve|gre|erspan|sit|ip6|ip_vti|wg|tailscale|zt',
    'enP\\d+s\\d',
  ].join('|')})`,
);
/** VLANs and aliases, `eth0.100`, `eth0@if7`, `eth0:1`; the standby card behind a failover card. */
const ON_ANOTHER = /[.@:]|nsby$/;
/** Deeper than this, nothing is. */
const MOST_MASTERS = 16;

/** The share of each interface of a list with these names. */
export function interfaceShares(names: readonly string[], info: HostInfo | undefined): Share[] {
  const listed = new Set(names);
  const known = new Map(
    (info?.interfaces ?? [])
      .filter(({ name }) => name !== 'lo' && listed.has(name))
      .map((one) => [one.name, one]),
  );
  const others = names.filter((name) => name !== 'lo');
  const shares = [...known.values()].some(({ has_device }) => has_device)
    ? byHardware(others, known)
    : withoutHardware(others, known);
  return names.map((name) => (name === 'lo' ? 'never' : (shares.get(name) ?? 'carried')));
}

type Known = ReadonlyMap<string, NetworkInterface>;

/** Of each chain of masters the topmost with hardware: it has what went through the others, and what did not. */
function byHardware(names: readonly string[], known: Known): Map<string, Share> {
  return new Map(
    names.map((name): [string, Share] => {
      const found = known.get(name);
      if (found === undefined) return [name, isVirtual(name) ? 'carried' : 'unknown'];
      if (found.has_device) return [name, hasMasterWithHardware(found, known) ? 'carried' : 'counted'];
      return [name, isWayOut(found) ? 'counted' : 'carried'];
    }),
  );
}

/** A container's own card beside hardware that was given to it: what it carries leaves through another namespace. */
function isWayOut({ name, master, far_end }: NetworkInterface): boolean {
  return far_end === true && master === null && !isVirtual(name);
}

function hasMasterWithHardware(card: NetworkInterface, known: Known): boolean {
  let { master } = card;
  for (let nth = 0; nth < MOST_MASTERS && master !== null; nth++) {
    const above = known.get(master);
    if (above?.has_device === true) return true;
    master = above?.master ?? null;
  }
  return false;
}

/**
 * In a container, or where `/sys` is that of another network namespace: what belongs to no other and stands on no other,
 * and by its name is a way out; if there is none of these and only one way at all, that.
 */
function withoutHardware(names: readonly string[], known: Known): Map<string, Share> {
  const outermost = names.filter((name) => {
    const found = known.get(name);
    return found === undefined || (found.master === null && !standsOnAnother(found, known));
  });
  const real = outermost.filter((name) => !isVirtual(name));
  if (real.length > 0) {
    // Where some are known, one that is not can be anything.
    return new Map(real.map((name) => [name, known.size === 0 || known.has(name) ? 'counted' : 'unknown']));
  }
  return new Map(outermost.map((name) => [name, outermost.length === 1 ? 'counted' : 'unknown']));
}

/** Whether it is built on one that does not belong to it, as a VLAN is, a bond is not. */
function standsOnAnother({ name, lower = [] }: NetworkInterface, known: Known): boolean {
  return lower.some((below) => {
    const found = known.get(below);
    return found !== undefined && found.master !== name;
  });
}

function isVirtual(name: string): boolean {
  return VIRTUAL.test(name) || ON_ANOTHER.test(name);
}
