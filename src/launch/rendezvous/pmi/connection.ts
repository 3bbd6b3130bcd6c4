import { fstatSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { systemClock } from '../../../system/clock.ts';
import { Condition } from '../../../system/condition.ts';
import { type Environment, variableOf } from '../../identity/environment.ts';
import { answerOf, formatPmi, type PmiMessage, parsePmi } from './lines.ts';

/** Answers are a value of a kilobyte and some words. */
const MAX_LINE = 64 * 1024;

/**
 * Whether there is a PMI-1 server for this process: PMI_PORT, or PMI_FD that is a socket.
 *
 * Node closes inherited descriptors in its children, so in a Node started by Node the number in PMI_FD can be a
 * pipe of the runtime itself; a byte written there would corrupt it. Open MPI does not speak PMI-1: what one of
 * its ranks sees was inherited from what started mpirun.
 */
export function pmiAvailable(env: Environment): boolean {
  if (variableOf(env, 'OMPI_COMM_WORLD_RANK') !== undefined) return false;
  return portOf(env) !== undefined || descriptorOf(env) !== undefined;
}

/** The line to the PMI server. There is one per process, and once it is closed there is none any more. */
export class PmiConnection {
  readonly #socket: Socket;
  readonly #lines: string[] = [];
  #rest = '';
  #problem: Error | undefined;
  /** A line has come, there is a problem, or somebody gives up. */
  readonly #news = new Condition(systemClock());

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#fail(new Error(`PMI connection failed: ${error.message}`)));
    socket.on('close', () => this.#fail(new Error('the PMI server hung up')));
  }

  /** @throws Error if there is no PMI server */
  static open(env: Environment): PmiConnection {
    const port = portOf(env);
    if (port !== undefined) {
      const connection = new PmiConnection(connect(port));
      // Over TCP the server has to be told who calls. It answers with `set` lines, which are skipped.
      connection.#socket.write(formatPmi('initack', { pmiid: variableOf(env, 'PMI_ID') ?? '0' }));
      return connection;
    }
    const fd = descriptorOf(env);
    if (fd === undefined) {
      throw new Error(
        'no PMI server: neither PMI_PORT is set nor is PMI_FD a socket; use --rendezvous file:PATH',
      );
    }
    return new PmiConnection(new Socket({ fd, readable: true, writable: true }));
  }

  /**
   * Asks the server one thing and waits for its answer.
   * @returns the fields of the answer
   * @throws Error if the server answers another, reports a failure or hangs up, or at `signal`
   */
  async ask(line: string, expected: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    this.#socket.write(line);
    return answerOf(await this.#answer(signal), expected);
  }

  /**
   * Takes leave. A connection that closes without this makes Hydra kill all ranks of the node, so if the server
   * does not answer at `signal` it is left open for the life of the process.
   */
  async finalize(signal: AbortSignal): Promise<void> {
    this.#socket.write(formatPmi('finalize'));
    try {
      // A barrier that was given up can still answer before.
      while ((await this.#answer(signal)).command !== 'finalize_ack');
      this.#socket.destroy();
    } catch {
      this.#socket.unref();
    }
  }

  async #answer(signal: AbortSignal | undefined): Promise<PmiMessage> {
    for (;;) {
      const message = parsePmi(await this.#line(signal));
      if (message.command !== 'initack' && message.command !== 'set') return message;
    }
  }

  async #line(signal: AbortSignal | undefined): Promise<string> {
    const giveUp = () => this.#news.changed();
    signal?.addEventListener('abort', giveUp);
    try {
      await this.#news.until(() => {
        if (this.#lines.length > 0) return true;
        if (this.#problem !== undefined) throw this.#problem;
        signal?.throwIfAborted();
        return false;
      });
      return this.#lines.shift() ?? '';
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines.push(...lines);
    if (this.#rest.length > MAX_LINE) this.#socket.destroy(new Error('an endless line'));
    this.#news.changed();
  }

  #fail(problem: Error): void {
    this.#problem ??= problem;
    this.#news.changed();
  }
}

function portOf(env: Environment): { host: string; port: number } | undefined {
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(variableOf(env, 'PMI_PORT') ?? '') ?? [];
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
}

function descriptorOf(env: Environment): number | undefined {
  const text = variableOf(env, 'PMI_FD');
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  try {
    return fstatSync(Number(text)).isSocket() ? Number(text) : undefined;
  } catch {
    return undefined; // It is not open.
  }
}
