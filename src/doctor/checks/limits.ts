import { type Check, ofEach, type Saying } from '../report.ts';
import type { HostSeen } from '../seen.ts';

/** Descriptors that a collector needs, measured: with 40 it does not start, with 48 it does all of a job of three hosts. */
const FILES = 48;
/** What rank 0 keeps free for files while others connect, see `src/wire/door/room.ts`. */
const RESERVE = 64;
/** Of a host at rank 0, at least, and where strangers are held off. */
const CONNECTIONS = 2;
const CONNECTIONS_BEHIND_FRONT = 3;
/**
 * Node.js reserves addresses that it does not use. Measured with Node.js 20: with 820 MB it aborts, with 920 MB at times; with
 * Node.js 24 and 26: with 1240 MB it aborts, with 1270 to 1490 MB at times.
 */
const LEAST_ADDRESSES = 1_024_000_000;
const LEAST_ADDRESSES_LATER = 1_536_000_000;
/** The first Node.js that reserves more. */
const LATER_NODE = 24;
const ENOUGH_ADDRESSES = 2_048_000_000;
/** A series file of one host that has some samples, and of a day. */
const LEAST_FILE = 1_000_000;
const ENOUGH_FILE = 1_000_000_000;
/** Threads of a collector, measured: with 12 in all it does not start, with 13 it does. Doctor has as many while it looks. */
const THREADS = 13;

const MB = 1e6;

/** Whether the limits of the shell leave what a collector needs, and what `run` needs where it is started. */
export const checkLimits: Check = ({ here, hosts }) => {
  const lines = ofEach(hosts, (host) => {
    const own = filesOf(host.rank === 0 ? 'gathers' : 'is a collector', host.limits, hosts.length);
    const found = [own, addresses(host), fileSize(host), threads(host)].filter((one) => one !== undefined);
    return found.length > 0 ? found : { level: 'ok', seen: 'ulimit -n, -v, -f and -u leave what is needed' };
  });
  // Slurm raises the limit of its tasks again as far as the node lets it.
  const started = filesOf('starts them', here.limits, hosts.length);
  const isTold = hosts.some(
    ({ hostname, limits }) => hostname === here.hostname && limits.open_files === here.limits.open_files,
  );
  return started === undefined || isTold ? lines : [{ ...started, hosts: [here.hostname] }, ...lines];
};

type Part = 'gathers' | 'starts them' | 'is a collector';

function filesOf(part: Part, { open_files }: HostSeen['limits'], hosts: number): Saying | undefined {
  const who = {
    gathers: `rank 0 of ${hosts} hosts`,
    'starts them': `run, to which ${hosts} hosts connect,`,
    'is a collector': 'a collector',
  }[part];
  const [least, enough] =
    part === 'is a collector'
      ? [FILES, FILES]
      : [FILES + CONNECTIONS * hosts, FILES + RESERVE + CONNECTIONS_BEHIND_FRONT * hosts];
  if (open_files === null || open_files >= enough) return undefined;
  const isFault = open_files < least;
  const why = isFault ? '' : ', so that strangers who connect cannot take all';
  return {
    level: isFault ? 'fault' : 'warning',
    harm: part === 'is a collector' ? 'host' : 'run',
    seen: `ulimit -n is ${open_files}: ${who} needs ${isFault ? least : enough}${why}`,
    todo: `raise it where the job is started (ulimit -n ${enough}), or the hard limit of the nodes in limits.conf`,
  };
}

function addresses({ node, limits: { address_space_bytes: limit } }: HostSeen): Saying | undefined {
  if (limit === null || limit >= ENOUGH_ADDRESSES) return undefined;
  const isLater = Number.parseInt(node.version, 10) >= LATER_NODE;
  const isFault = limit < (isLater ? LEAST_ADDRESSES_LATER : LEAST_ADDRESSES);
  return {
    level: isFault ? 'fault' : 'warning',
    harm: 'host',
    seen: `ulimit -v is ${(limit / MB).toFixed(0)} MB: Node.js reserves some ${isLater ? '1.3 GB' : '900 MB'} of addresses, which it does not use`,
    todo: 'raise it (ulimit -v unlimited); memory is limited by control groups',
  };
}

function fileSize({ rank, limits: { file_size_bytes: limit } }: HostSeen): Saying | undefined {
  if (limit === null || limit >= ENOUGH_FILE) return undefined;
  const isFault = limit < LEAST_FILE;
  return {
    level: isFault ? 'fault' : 'warning',
    harm: rank === 0 ? 'run' : 'part',
    seen: `ulimit -f is ${(limit / MB).toFixed(2)} MB: a longer series file or journal cannot be written`,
    todo: 'raise it (ulimit -f unlimited)',
  };
}

function threads({ limits: { processes, running } }: HostSeen): Saying | undefined {
  if (processes === null || running === null || processes - running >= THREADS) return undefined;
  return {
    level: 'warning',
    seen: `ulimit -u is ${processes}, and this user has ${running} processes and threads: a collector takes ${THREADS}, and the benchmark its own`,
    todo: 'raise it (ulimit -u), or end what is not needed',
  };
}
