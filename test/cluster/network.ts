import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runOrThrow } from './run.ts';

/** The version of the internet protocol of which all hosts have addresses. */
export type IpVersion = 4 | 6;

/** One machine of the cluster. */
export interface Host {
  /** The host name that is seen inside, such as `node1`. */
  readonly name: string;
  readonly address: string;
  readonly ip: IpVersion;
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

const DELAY = join(import.meta.dirname, 'delay.py');
const SWITCH = 'rs-switch';
const STRAY = 'net0';
const MAX_NODES = 200;
const LINK_RECHECK_MS = 10;

/**
 * The control host and `nodes` compute nodes, with addresses from the benchmark networks of RFC 2544 and, for version 6,
 * RFC 5180.
 */
export function planHosts(nodes: number, ip: IpVersion = 4): [control: Host, ...compute: Host[]] {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES) {
    throw new RangeError(`a cluster has 1 to ${MAX_NODES} nodes, not ${nodes}`);
  }
  return [host(0, ip), ...Array.from({ length: nodes }, (_, index) => host(index + 1, ip))];
}

/**
 * Joins the hosts by a bridge that has a namespace of its own: the machine's own network is not touched.
 * @param stray whether each host has a first interface that leads nowhere, with an address of one network
 */
export async function buildNetwork(hosts: readonly Host[], stray = false): Promise<void> {
  const local = hosts.some(({ ip }) => ip === 6) ? '::1 localhost' : '127.0.0.1 localhost';
  const names = [local, ...hosts.map((each) => `${each.address} ${each.name}`), ''].join('\n');
  for (const { namespace } of hosts) {
    await mkdir(join(ETC_NETNS, namespace), { recursive: true });
    await writeFile(join(ETC_NETNS, namespace, 'hosts'), names);
  }
  await batch(
    [],
    [SWITCH, ...hosts.map((each) => each.namespace)].map((name) => `netns add ${name}`),
  );
  if (stray) await Promise.all(hosts.map(addStray));
  const plugs = hosts.flatMap(({ port, namespace }) => [
    `link add ${port} type veth peer name eth0 netns ${namespace}`,
    `link set ${port} master br0 up`,
  ]);
  await batch(['-n', SWITCH], ['link add br0 type bridge', 'link set br0 up', ...plugs]);
  await Promise.all(hosts.map(bringUp));
}

async function bringUp({ namespace, address, ip }: Host): Promise<void> {
  // Without nodad an address of version 6 is of no use for a second or two.
  const add = ip === 4 ? `addr add ${address}/24 dev eth0` : `addr add ${address}/64 dev eth0 nodad`;
  await batch(['-n', namespace], [add, 'link set lo up', 'link set eth0 up']);
}

// Made before eth0, so that it is the first that programs are told of.
async function addStray({ namespace, name }: Host): Promise<void> {
  const address = `10.66.66.${name.replace('node', '1')}/24`;
  await batch(
    ['-n', namespace],
    [
      `link add ${STRAY} type veth peer name ${STRAY}-end`,
      `addr add ${address} dev ${STRAY}`,
      `link set ${STRAY}-end up`,
      `link set ${STRAY} up`,
    ],
  );
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

/** Loses that share of the packets that a host sends; with 0 none any more. */
export async function setLoss({ namespace }: Host, share: number): Promise<void> {
  const iptables = ['ip', 'netns', 'exec', namespace, 'iptables-legacy'];
  const drop = ['-m', 'statistic', '--mode', 'random', '--probability', String(share), '-j', 'DROP'];
  await runOrThrow([...iptables, '-F', 'OUTPUT'], { env: process.env });
  if (share > 0) await runOrThrow([...iptables, '-A', 'OUTPUT', '-o', 'eth0', ...drop], { env: process.env });
}

/** What the wire of {@link delayWire} needs taken away. */
export type Undo = () => Promise<void>;

/** Puts a wire between a host and the switch on which each frame takes that long, each way. */
export async function delayWire({ port }: Host, ms: number): Promise<Undo> {
  const [near, far] = [`${port}-near`, `${port}-far`];
  await batch(
    ['-n', SWITCH],
    [
      `link set ${port} nomaster`,
      `link add ${near} type veth peer name ${far}`,
      `link set ${near} up`,
      `link set ${far} master br0 up`,
    ],
  );
  const wire = ['ip', 'netns', 'exec', SWITCH, 'python3', DELAY, port, near, String(ms)];
  const child = spawn('ip', wire.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`${wire.join(' ')}: ended with ${child.exitCode}`);
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await batch(['-n', SWITCH], [`link del ${near}`, `link set ${port} master br0`]);
  };
}

/** The command line that runs a command on a host, under that host's name. Each program execs the next. */
export function onHost({ namespace, name }: Host, argv: readonly string[]): string[] {
  const underName = ['sh', '-c', 'hostname "$0" && exec "$@"', name, ...argv];
  return ['ip', 'netns', 'exec', namespace, 'unshare', '--uts', ...underName];
}

function host(index: number, ip: IpVersion): Host {
  const name = `node${index}`;
  const address = `${ip === 4 ? '198.18.0.' : '2001:2::'}${10 + index}`;
  return { name, address, ip, namespace: `rs-${name}`, port: `port${index}` };
}

async function batch(options: readonly string[], lines: readonly string[]): Promise<void> {
  await runOrThrow(['ip', ...options, '-batch', '-'], { env: process.env, input: `${lines.join('\n')}\n` });
}
