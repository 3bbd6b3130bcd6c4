import { identify } from '../launch/identity/identity.ts';
import { type Starting, startingOf } from '../launch/start/starting.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { PortRange } from '../wire/curve.ts';
import { allocationOf } from './look/allocation.ts';
import { noProcfs, procfsAnswers } from './look/answers.ts';
import { lookHere, type OwnSeen } from './look/here.ts';
import { dryLaunch, shownCommand } from './look/starter.ts';
import { layToken } from './look/token.ts';
import { EXAMINE, examineArguments } from './nodes/examine-arguments.ts';
import type { DoctorOptions } from './options.ts';
import { ANY_TCP_PORT, type HostSeen, type LaunchSeen, type Seen } from './seen.ts';

/**
 * Looks at all that a run would need. Never rejects for what it finds, and ends in bounded time.
 * @throws UserError if /proc does not answer: who reads it would wait for good
 */
export async function lookAround(options: DoctorOptions): Promise<Seen> {
  const { clock, resultsDir, procfs } = options;
  if (!(await procfsAnswers(procfs))) throw new UserError(EXIT.unavailable, noProcfs(procfs));
  const { token, remove } = await layToken(resultsDir, clock);
  try {
    const own = await lookHere({ ...options, token, identity: { rank: 0, size: 1 } });
    const here: HostSeen = { ...own, clock: null, to_asker: [], to_rank0: null };
    const portsProblem = own.addon_problem === null ? await problemOfPorts(options) : null;
    const { launch, hosts } = await lookAtLaunch(options, own, portsProblem, token);
    const { configuration, commandProblem } = options;
    const shown = hosts ?? [here];
    return {
      here,
      hosts: shown,
      launch,
      ports: portsText(options.ports),
      portsProblem,
      configuration,
      commandProblem,
    };
  } finally {
    await remove();
  }
}

/** Chooses the launcher, and tries it as far as was asked. */
async function lookAtLaunch(
  options: DoctorOptions,
  here: OwnSeen,
  portsProblem: string | null,
  token: Parameters<typeof examineArguments>[1],
): Promise<{ launch: LaunchSeen; hosts: readonly HostSeen[] | undefined }> {
  const { clock, env, launcher: requested, scope, timeout, aborted } = options;
  const allocation = allocationOf(env);
  const nothing: LaunchSeen = {
    launcher: null,
    why: '',
    warning: null,
    lacksLauncher: false,
    ...allocation,
    command: null,
    removed: [],
    tried: 'nothing',
    end: null,
    wentWell: false,
    answered: 0,
    said: [],
    absent: [],
    silent: [],
    silentCount: 0,
    patienceSeconds: timeout,
  };
  let starting: Starting;
  try {
    starting = await startingOf(requested, env, options.bcast);
  } catch (error) {
    return { launch: { ...nothing, why: messageOf(error) }, hosts: undefined };
  }
  const { chosen } = starting;
  const { launcher, why, warning = null } = chosen;
  if (launcher === 'local') {
    const { launcher: startedBy, size } = identify(env);
    const lacksLauncher = requested === 'auto' && (startedBy === 'none' || size === 1);
    return { launch: { ...nothing, launcher, why, warning, lacksLauncher }, hosts: undefined };
  }
  const { notCopied } = starting;
  const notes = [
    ...(warning === null ? [] : [warning]),
    ...(notCopied === undefined
      ? []
      : [`--bcast: ${notCopied}; collectors are started from where rankstat is`]),
  ];
  const command = await shownCommand({ clock, env, starting }, options.rankArguments);
  const known: LaunchSeen = {
    ...nothing,
    launcher,
    why,
    warning: notes.join('; ') || null,
    command: command?.argv ?? null,
    removed: command?.removed ?? [],
  };
  const patienceMs = timeout * 1000;
  // Without the addon, or a port, nobody can be asked; whether something can be started is told all the same.
  if (scope === 'this host' || here.addon_problem !== null || portsProblem !== null) {
    const dry = await dryLaunch({ clock, env, starting }, patienceMs, aborted);
    return { launch: { ...known, ...dry, tried: 'a trivial program' }, hosts: undefined };
  }
  const { askNodes } = await import('./nodes/ask-nodes.ts');
  const asked = await askNodes({
    starting,
    clock,
    env,
    rankArguments: [EXAMINE, ...examineArguments(options, token)],
    ports: options.ports,
    only: options.interface,
    expected: allocation.nodes,
    patienceMs,
    aborted,
  });
  const { hosts, absent, end, wentWell, said, notes: starters, expected } = asked;
  const heard = new Set([...hosts.map(({ hostname }) => hostname), ...absent.map(({ host }) => host)]);
  const silent = (allocation.names ?? []).filter((name) => !isHeard(name, heard));
  const silentCount = Math.max(silent.length, (expected ?? 0) - heard.size, 0);
  const launch: LaunchSeen = {
    ...known,
    warning: [...notes, ...starters].join('; ') || null,
    tried: 'doctor',
    end,
    wentWell,
    answered: hosts.length,
    said,
    absent,
    silent,
    silentCount,
    nodes: expected,
  };
  // Of none that has answered there is this one at least.
  return { launch, hosts: hosts.length === 0 ? undefined : hosts };
}

/** Whether a node has said something: a batch system's name can be shorter than the host's own, or longer. */
function isHeard(name: string, heard: ReadonlySet<string>): boolean {
  const [short = name] = name.split('.');
  return [...heard].some((host) => host === name || host.split('.')[0] === short);
}

/** Why nobody can listen; null if somebody can. */
async function problemOfPorts({ ports, interface: only, env, clock }: DoctorOptions): Promise<string | null> {
  const { listenTwice } = await import('./look/ports.ts');
  return await listenTwice({ ports, only, env, clock });
}

/** As in sentences. */
function portsText({ first, last }: PortRange): string {
  if (first === 0) return ANY_TCP_PORT;
  return first === last ? `TCP port ${first}` : `TCP ports ${first}-${last}`;
}
