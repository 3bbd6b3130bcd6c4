import { systemClock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { type BrokerPeerSocket, connectToBroker } from '../../wire/broker-sockets.ts';
import { firstReachable, PROBE_MS } from '../network/reachable.ts';
import { type AnnounceOptions, PMI_TIMEOUT_MS } from './announce.ts';
import { askBroker } from './broker/ask.ts';
import { publishOwn } from './file/own.ts';
import { pmiExchange } from './pmi/exchange.ts';
import { failureValue } from './pmi/value.ts';
import { RankZeroFailed } from './rank-zero-failed.ts';

/** What is known of a rank 0 that cannot gather. */
export interface FailureOptions
  extends Pick<AnnounceOptions, 'context' | 'keys' | 'way' | 'env' | 'identity' | 'resultsDir' | 'log'> {
  /** Gives up on ranks that PMI still waits for; it takes leave of PMI all the same. */
  readonly signal?: AbortSignal;
}

const ANSWER_MS = 5000;
/** As long as a text in a message or a file can be. */
const MAX_PROBLEM_CHARS = 4000;

/**
 * Tells the other ranks, and `rankstat run`, that there will be no gather, in the way in which they would be told where
 * it is: else each would wait its whole ready timeout. Takes up to half a minute by PMI, which waits for all ranks.
 * Never rejects: if it cannot be told, that is logged.
 * @param problem why, in one line
 * @returns by whom it is said now: `rankstat run` says what it hears
 */
export async function announceFailure(
  options: FailureOptions,
  problem: string,
): Promise<'by run' | 'by nobody'> {
  try {
    await tell(options, problem.slice(0, MAX_PROBLEM_CHARS));
    return options.way.kind === 'broker' ? 'by run' : 'by nobody';
  } catch (error) {
    options.log(`other ranks cannot be told that this one failed: ${messageOf(error)}`);
    return 'by nobody';
  }
}

async function tell(options: FailureOptions, problem: string): Promise<void> {
  const { context, keys, way, env, signal } = options;
  if (way.kind === 'broker') {
    const [broker] = await firstReachable(way.brokers, { timeoutMs: PROBE_MS });
    if (broker === undefined) throw new Error('rankstat run cannot be reached');
    const socket = connectToBroker(context, keys, broker, 0);
    await socket.send(JSON.stringify({ op: 'done', phase: 'failed', problem }));
    if (!(await isKnown(socket))) throw new Error('rankstat run does not answer');
  } else if (way.kind === 'pmi') {
    await pmiExchange({ env, rank: 0, value: failureValue(problem), timeoutMs: PMI_TIMEOUT_MS, signal });
  } else if (way.kind !== 'alone') {
    await publishOwn(options, { failure: problem });
  }
}

/**
 * Whether the broker has heard of the failure: then it tells it who asks. This process ends right after, and what it has
 * only queued would be lost with it. Closes the socket.
 */
async function isKnown(socket: BrokerPeerSocket): Promise<boolean> {
  try {
    await askBroker(socket, { clock: systemClock(), timeoutMs: ANSWER_MS });
    return false;
  } catch (error) {
    return error instanceof RankZeroFailed;
  }
}
