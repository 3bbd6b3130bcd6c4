import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runOrThrow } from './run.ts';

/** One machine of the cluster. */
export interface Host {
  /** The host name that is seen inside, such as `node1`. */
  readonly name: string;
  readonly address: string;
  /** Its network namespace, as `ip netns` names it. */
  readonly namespace: string;
  /** Its link on the switch's side. */
  readonly port: string;
}

/** The host that runs slurmctld and from which jobs are submitted; like a login node, it runs none. */
export const CONTROL_HOST = 'node0';

/** Where `ip netns exec NAME` finds files to bind over those in /etc (ip-netns(8)). */
export const ETC_NETNS = '/etc/netns';

/** A queueing discipline that neither delays nor drops what tests send. */
export const PLAIN_QDISC = ['pfifo', 'limit', '1000'];

/** Does a namespace of that name belong to a cluster of ours? */
export const isOurs = (namespace: string): boolean => /^rs-(switch|node\d+)$/.test(namespace);

const SWITCH = 'rs-switch';
const MAX_NODES = 200;
const LINK_RECHECK_MS = 10;

/** The control host and `nodes` compute nodes, with addresses from the benchmark network of RFC 2544. */
export function planHosts(nodes: number): [control: Host, ...compute: Host[]] {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES) {
    throw new RangeError(`a cluster has 1 to ${MAX_NODES} nodes, not ${nodes}`);
  }
  return [host(0), ...Array.from({ length: nodes }, (_, index) => host(index + 1))];
}

/** Joins the hosts by a bridge that has a namespace of its own: the machine's own network is not touched. */
export async function buildNetwork(hosts: readonly Host[]): Promise<void> {
  const names = ['127.0.0.1 localhost', ...hosts.map((each) => `${each.address} ${each.name}`), ''].join(
    '\n',
  );
  for (const { namespace } of hosts) {
    await mkdir(join(ETC_NETNS, namespace), { recursive: true });
    await writeFile(join(ETC_NETNS, namespace, 'hosts'), names);
  }
  await batch(
    [],
    [SWITCH, ...hosts.map((each) => each.namespace)].map((name) => `netns add ${name}`),
  );
  const plugs = hosts.flatMap(({ port, namespace }) => [
    `link add ${port} type veth peer name eth0 netns ${namespace}`,
    `link set ${port} master br0 up`,
  ]);
  await batch(['-n', SWITCH], ['link add br0 type bridge', 'link set br0 up', ...plugs]);
  const bringUp = ({ namespace, address }: Host) =>
    batch(['-n', namespace], [`addr add ${address}/24 dev eth0`, 'link set lo up', 'link set eth0 up']);
  await Promise.all(hosts.map(bringUp));
}

/**
 * Pulls a host's cable at the switch: inside, the interface stays up and keeps its address and its routes, and
 * packets go nowhere, as when a cable or a switch fails.
 */
export async function pullCable({ port }: Host): Promise<void> {
  await batch(['-n', SWITCH], [`link set ${port} down`]);
}

/** Plugs a host's cable in again. The kernel brings both ends up within a second: gives back when it has. */
export async function plugCable({ port, namespace }: Host): Promise<void> {
  await batch(['-n', SWITCH], [`link set ${port} up`]);
  const show = (where: string, link: string) =>
    runOrThrow(['ip', '-n', where, '-details', 'link', 'show', link], { env: process.env });
  for (;;) {
    const [atSwitch, atHost] = await Promise.all([show(SWITCH, port), show(namespace, 'eth0')]);
    if (atSwitch.includes('bridge_slave state forwarding') && atHost.includes(' state UP ')) return;
    await delay(LINK_RECHECK_MS);
  }
}

/**
 * Puts a firewall up on a host that swallows what goes to TCP ports, there and elsewhere, from `first` to `last`: nobody is
 * told, connections that are there are silent from now on.
 */
export async function swallow(host: Host, first: number, last: number): Promise<void> {
  const rules = ['input', 'output'].flatMap((hook) => [
    `add chain inet ${WALL} ${hook} { type filter hook ${hook} priority 0 ; }`,
    `add rule inet ${WALL} ${hook} tcp dport ${first}-${last} drop`,
    `add rule inet ${WALL} ${hook} tcp sport ${first}-${last} drop`,
  ]);
  await nft(host, [`add table inet ${WALL}`, ...rules]);
}

/** Takes that firewall down again. */
export async function letThrough(host: Host): Promise<void> {
  await nft(host, [`delete table inet ${WALL}`]);
}

const WALL = 'rankstat_wall';

async function nft({ namespace }: Host, lines: readonly string[]): Promise<void> {
  const argv = ['ip', 'netns', 'exec', namespace, 'nft', '-f', '-'];
  await runOrThrow(argv, { env: process.env, input: `${lines.join('\n')}\n` });
}

/** Sets the queueing discipline of what a host sends, as tc(8) takes it: `['tbf', 'rate', '1mbit', …]`. */
export async function setQdisc({ namespace }: Host, args: readonly string[]): Promise<void> {
  const replace = ['tc', '-n', namespace, 'qdisc', 'replace', 'dev', 'eth0', 'root'];
  await runOrThrow([...replace, ...args], { env: process.env });
}

/** The command line that runs a command on a host, under that host's name. Each program execs the next. */
export function onHost({ namespace, name }: Host, argv: readonly string[]): string[] {
  const underName = ['sh', '-c', 'hostname "$0" && exec "$@"', name, ...argv];
  return ['ip', 'netns', 'exec', namespace, 'unshare', '--uts', ...underName];
}

function host(index: number): Host {
  const name = `node${index}`;
  return { name, address: `198.18.0.${10 + index}`, namespace: `rs-${name}`, port: `port${index}` };
}

async function batch(options: readonly string[], lines: readonly string[]): Promise<void> {
  await runOrThrow(['ip', ...options, '-batch', '-'], { env: process.env, input: `${lines.join('\n')}\n` });
}
