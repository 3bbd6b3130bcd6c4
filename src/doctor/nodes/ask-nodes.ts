import type { Starting } from '../../launch/start/starting.ts';
import { addressesSoon } from '../../run/launch.ts';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { type PortRange, tcp } from '../../wire/curve.ts';
import { newSecret } from '../../wire/keys.ts';
import { Child } from '../look/child.ts';
import type { HostSeen } from '../seen.ts';
import { type AbsentSeen, Asker } from './asker.ts';

/** How doctor is started on all nodes. */
export interface AskNodesOptions {
  readonly starting: Starting;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of `rankstat rank` on the nodes. */
  readonly rankArguments: readonly string[];
  readonly ports: PortRange;
  readonly only: string | undefined;
  /** How many hosts are expected; null if nobody knows before one says so. */
  readonly expected: number | null;
  readonly patienceMs: number;
  readonly aborted?: AbortSignal | undefined;
}

/** What has come of it. */
export interface NodesSeen {
  readonly hosts: readonly HostSeen[];
  readonly absent: readonly AbsentSeen[];
  /** How many were expected; null if nobody has said. */
  readonly expected: number | null;
  /** How the launcher has ended before all had answered; null if it has not. */
  readonly end: string | null;
  readonly wentWell: boolean;
  /** The launcher's own last lines. */
  readonly said: readonly string[];
  /** What starters have said of what they do otherwise than was asked. */
  readonly notes: readonly string[];
}

/** A launcher that has ended can have said what is still read, ms. */
const LAST_WORDS_MS = 500;
/** All know that it is over, and the launcher ends by itself within this time, ms. */
const LEAVE_MS = 3000;

/**
 * Has doctor started on all nodes, by the starter that `run` would use, and waits for their answers. Nothing of it is left
 * when this ends, in bounded time.
 * @throws Error if no port can be listened at
 */
export async function askNodes(options: AskNodesOptions): Promise<NodesSeen> {
  const { starting, clock, env, rankArguments, ports, only, patienceMs, aborted } = options;
  const secret = newSecret();
  const asker = await Asker.open(secret, ports, clock);
  try {
    const addresses = await addressesSoon({ env, only, nodes: null }, clock).catch((error: unknown) => {
      throw new Error(messageOf(error));
    });
    const more = {
      RANKSTAT_RENDEZVOUS: addresses.map((host) => tcp(host, asker.port)).join(','),
      RANKSTAT_SECRET: secret,
    };
    const child = new Child(starting.commandWithCopies(rankArguments), {
      clock,
      env: { ...env, ...more },
      onLine: asker.takeLine,
      onError: asker.takeError,
      onEnd: asker.changed,
    });
    aborted?.addEventListener('abort', asker.changed);
    const expected = () => options.expected ?? asker.hosts.find(({ size }) => size !== null)?.size ?? null;
    const isComplete = () => asker.count >= (expected() ?? Number.POSITIVE_INFINITY);
    const isOver = () => isComplete() || child.end !== undefined || aborted?.aborted === true;
    await asker.until(isOver, patienceMs);
    if (child.end !== undefined) await asker.until(isComplete, LAST_WORDS_MS);
    const end = child.end ?? null;
    // What it says of its end, which is our doing, is nothing to be mended.
    const words = [...child.said];
    await asker.end();
    if (aborted?.aborted !== true) await child.ended(LEAVE_MS);
    await child.stop();
    const { hosts, absent } = asker;
    const isOurs = (line: string) => line.startsWith('rankstat[');
    const said = words.filter((line) => !isOurs(line));
    const notes = words.filter((line) => isOurs(line) && !line.includes(': this host is not recorded: '));
    return {
      hosts,
      absent,
      expected: expected(),
      end,
      wentWell: isComplete() || child.wentWell,
      said,
      notes,
    };
  } finally {
    asker.close();
  }
}
