import type { Environment } from '../../identity/environment.ts';
import { PmiConnection } from './connection.ts';
import { formatPmi } from './lines.ts';

export interface PmiExchangeOptions {
  readonly env: Environment;
  /** For messages. */
  readonly rank?: number;
  /** What rank 0 tells the others; undefined on the others. */
  readonly value: string | undefined;
  /** How long to wait for the last rank of the launch. */
  readonly timeoutMs: number;
  /** Gives up earlier. */
  readonly signal?: AbortSignal | undefined;
}

const KEY = 'rankstat';
const FINALIZE_MS = 2000;

/**
 * Hands a text from rank 0 to all ranks of this launch, through the launcher itself (PMI-1: put, barrier, get).
 * Hydra, Intel MPI, `srun --mpi=pmi2` and Flux speak it. All ranks have to call this, once.
 *
 * Only for a launch that is ours alone: with a benchmark in the same mpiexec (`mpiexec -n 3 rankstat … : -n 48
 * benchmark`), or as a wrapper around one, our barrier would pair with the one in the benchmark's MPI_Init.
 * Nothing in the environment tells that; there `--rendezvous file:PATH` is the way.
 * @returns what rank 0 gave
 * @throws Error if there is no PMI server, it fails, the value is too long, or a rank does not come in time
 * @see https://github.com/pmodels/mpich/blob/main/doc/wiki/design/PMI-1.1_Wire_Protocol.md
 */
export async function pmiExchange(options: PmiExchangeOptions): Promise<string> {
  const { env, rank, timeoutMs } = options;
  const connection = PmiConnection.open(env);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    return await exchange(connection, options.value, signal);
  } catch (error) {
    const who = rank === undefined ? '' : `rank ${rank}: `;
    if (timeout.aborted) {
      throw new Error(
        `${who}PMI: not all ranks came within ${timeoutMs / 1000} s: see --rendezvous file:PATH`,
      );
    }
    throw error instanceof Error && who !== '' ? new Error(who + error.message, { cause: error }) : error;
  } finally {
    await connection.finalize(AbortSignal.timeout(FINALIZE_MS));
  }
}

async function exchange(pmi: PmiConnection, value: string | undefined, signal: AbortSignal): Promise<string> {
  const ask = (command: string, fields: Record<string, string>, answer: string) =>
    pmi.ask(formatPmi(command, fields), answer, signal);
  await ask('init', { pmi_version: '1', pmi_subversion: '1' }, 'response_to_init');
  const maxes = await ask('get_maxes', {}, 'maxes');
  const kvsname = (await ask('get_my_kvsname', {}, 'my_kvsname')).get('kvsname') ?? '';
  if (value !== undefined) {
    const coded = encode(value, Number(maxes.get('vallen_max') ?? '0'));
    await ask('put', { kvsname, key: KEY, value: coded }, 'put_result');
  }
  await ask('barrier_in', {}, 'barrier_out');
  if (value !== undefined) return value;
  return decode((await ask('get', { kvsname, key: KEY }, 'get_result')).get('value'));
}

/** A value has no blanks on this wire, and Slurm cuts it at some characters. */
function encode(value: string, maxBytes: number): string {
  const coded = Buffer.from(value, 'utf8').toString('base64url');
  // The limit counts the final zero of a C string.
  if (coded.length < maxBytes) return coded;
  throw new Error(
    `PMI takes values of less than ${maxBytes} bytes, this has ${coded.length}: see --interface`,
  );
}

function decode(coded: string | undefined): string {
  if (coded === undefined || !/^[\w-]+$/.test(coded)) throw new Error('PMI has not the value of rank 0');
  return Buffer.from(coded, 'base64url').toString('utf8');
}
