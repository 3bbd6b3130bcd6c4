import { type Check, type Judgement, ofEach } from '../report.ts';
import type { HostSeen } from '../seen.ts';

/** Descriptors that a collector needs, measured: below it does not start. */
const FILES = 48;
/** Those that rank 0 needs more: files at the end, and two connections for each host, kept apart from strangers. */
const FILES_OF_RANK0 = 64;
const FILES_PER_HOST = 3;
/** Node.js 20 to 24 with the addon reserve some 850 MB of addresses; the merge needs some more. Measured: with 900 MB it aborts at times. */
const LEAST_ADDRESSES = 1_024_000_000;
const ENOUGH_ADDRESSES = 2_048_000_000;
/** A series file of one host that has some samples, and of a day. */
const LEAST_FILE = 1_000_000;
const ENOUGH_FILE = 1_000_000_000;
/** Threads of a collector and its shell, measured: 11. */
const THREADS = 14;

const MB = 1e6;

/** Whether the limits of the shell leave what a collector needs. */
export const checkLimits: Check = ({ hosts }) =>
  ofEach(hosts, (host) => {
    const found = [files(host, hosts.length), addresses(host), fileSize(host), threads(host)].filter(
      (one) => one !== undefined,
    );
    return found.length > 0 ? found : { level: 'ok', seen: 'ulimit -n, -v, -f and -u leave what is needed' };
  });

function files({ rank, limits: { open_files } }: HostSeen, hosts: number): Judgement | undefined {
  if (open_files === null) return undefined;
  const needed = rank === 0 ? FILES + FILES_OF_RANK0 + FILES_PER_HOST * hosts : FILES + FILES_OF_RANK0 / 2;
  if (open_files >= needed) return undefined;
  const who = rank === 0 ? `rank 0 of ${hosts} hosts` : 'a collector';
  const isFault = open_files < FILES || (rank === 0 && open_files < FILES + 2 * hosts);
  return {
    level: isFault ? 'fault' : 'warning',
    harm: 'host',
    seen: `ulimit -n is ${open_files}: ${who} needs ${needed}${isFault ? '' : ' to hold off strangers and to write all files'}`,
    todo: `raise it where the job is started (ulimit -n ${needed}), or the hard limit in limits.conf or the launcher’s settings`,
  };
}

function addresses({ limits: { address_space_bytes: limit } }: HostSeen): Judgement | undefined {
  if (limit === null || limit >= ENOUGH_ADDRESSES) return undefined;
  const isFault = limit < LEAST_ADDRESSES;
  return {
    level: isFault ? 'fault' : 'warning',
    harm: 'host',
    seen: `ulimit -v is ${(limit / MB).toFixed(0)} MB: Node.js reserves some 900 MB of addresses, which it does not use`,
    todo: 'raise it (ulimit -v unlimited); memory is limited by control groups',
  };
}

function fileSize({ rank, limits: { file_size_bytes: limit } }: HostSeen): Judgement | undefined {
  if (limit === null || limit >= ENOUGH_FILE) return undefined;
  const isFault = limit < LEAST_FILE;
  return {
    level: isFault ? 'fault' : 'warning',
    harm: rank === 0 ? 'run' : 'part',
    seen: `ulimit -f is ${(limit / MB).toFixed(2)} MB: a longer series file or journal cannot be written`,
    todo: 'raise it (ulimit -f unlimited)',
  };
}

function threads({ limits: { processes, running } }: HostSeen): Judgement | undefined {
  if (processes === null || running === null || processes - running >= THREADS) return undefined;
  return {
    level: 'fault',
    harm: 'host',
    seen: `ulimit -u is ${processes}, and this user has ${running} processes and threads: a collector needs ${THREADS} more`,
    todo: 'raise it (ulimit -u), or end what is not needed',
  };
}
