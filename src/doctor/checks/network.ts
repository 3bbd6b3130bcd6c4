import { type Check, type Line, ofEach, type Saying } from '../report.ts';
import { ANY_PORT_TEXT, type ConnectAttempt, type HostSeen, type Seen } from '../seen.ts';

/** Whether the hosts reach `run` where it is started, and rank 0, at the ports that these would listen at. */
export const checkNetwork: Check = (seen) => {
  const { here, hosts, ports, portsProblem } = seen;
  if (portsProblem !== null) {
    return [{ level: 'fault', harm: 'run', hosts: [here.hostname], seen: portsProblem }];
  }
  const rank0 = hosts.find(({ rank }) => rank === 0);
  const tried = hosts.filter(({ to_asker }) => to_asker.length > 0);
  const lines: Omit<Line, 'check'>[] = [
    ...ofEach(tried, ({ to_asker }) => reached(`${here.hostname}, where run is started,`, to_asker, ports)),
    ...ofEach(hosts.filter(isTried), ({ to_rank0 }) =>
      reached(`${rank0?.hostname ?? 'the host'} of rank 0`, to_rank0 ?? [], ports),
    ),
  ];
  return lines.length > 0 ? lines : [addresses(seen)];
};

function isTried({ to_rank0 }: HostSeen): boolean {
  return to_rank0 !== null && to_rank0.length > 0;
}

function reached(whom: string, attempts: readonly ConnectAttempt[], ports: string): Saying {
  const well = attempts.filter(({ problem }) => problem === null);
  const failed = attempts.filter(({ problem }) => problem !== null);
  const [first] = well;
  if (first === undefined) {
    const tries = failed.map(
      ({ host, port, problem }) => `${host.includes(':') ? `[${host}]` : host}:${port}: ${problem}`,
    );
    return {
      level: 'fault',
      harm: 'host',
      seen: `cannot reach ${ports === ANY_PORT_TEXT ? whom.replace(/,$/, '') : `${whom} (${ports})`}: ${tries.join('; ')}`,
      todo:
        ports === ANY_PORT_TEXT
          ? 'let TCP connections through between these hosts, to any port or to some that --port-range names; or choose other addresses with --interface'
          : `let ${ports} through between these hosts, or choose others with --port-range and --interface`,
    };
  }
  // Only which addresses: the port is any, and not what hosts have in common.
  const others = failed.length === 0 ? '' : `; not at ${failed.map(({ host }) => host).join(', ')}`;
  return { level: 'ok', seen: `reaches ${whom} at ${first.host}${others}` };
}

/** Where nothing could be tried between hosts: what they would be given. */
function addresses({ here, ports, launch }: Seen): Omit<Line, 'check'> {
  const hosts = [here.hostname];
  if (launch.launcher === 'local' && launch.allocation === null) {
    return { level: 'ok', hosts, seen: `no other host has to reach this one; ${listening(ports)}` };
  }
  if (
    here.addresses.every((address) => address === '127.0.0.1' || address === '::1') &&
    launch.launcher !== 'local'
  ) {
    const seen = 'this host has no address that others could reach';
    return { level: 'warning', hosts, seen, todo: 'name an interface or network with --interface' };
  }
  const seen = `others would be given ${here.addresses.join(', ')}; ${listening(ports)}`;
  return { level: 'ok', hosts, seen };
}

function listening(ports: string): string {
  return `it can listen at ${ports}${ports === ANY_PORT_TEXT ? ', as no --port-range is given' : ''}`;
}
