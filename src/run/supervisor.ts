import { Socket } from 'node:net';
import { type FromRecorder, line, RECORDER_FD, toRecorder } from '../benchmark/messages.ts';
import { codeOf, EXIT, UserError } from '../system/exit.ts';
import { TextLines } from '../system/text/text-lines.ts';

/** The process that runs the benchmark, as its recorder sees it: the other end is `src/benchmark/supervisor.ts`. */
export interface Supervisor {
  readonly tell: (message: FromRecorder) => void;
  /**
   * Has the signals handled that came to it while there was no benchmark; those that came before are given at once. Who
   * handles those before a benchmark is not given those after its end.
   */
  readonly onSignal: (handle: (signal: NodeJS.Signals) => void) => void;
  /** The benchmark's exit code, as a shell gives it. Rejects if the supervisor is gone before it has told. */
  readonly commandEnded: Promise<number>;
}

/** The supervisor of this process, which has started it. */
export function supervisorOfThis(): Supervisor {
  return supervisorOn(new Socket({ fd: RECORDER_FD }));
}

/** How often it hears that the file is being made, ms. */
const ALIVE_MS = 1000;

/** Tells it from now on, until this process ends, that the file is being made. */
export function keepTelling({ tell }: Pick<Supervisor, 'tell'>): void {
  setInterval(() => tell({ op: 'alive' }), ALIVE_MS);
}

const GONE = 'rankstat run is gone before the benchmark has ended: the collectors end by themselves';

/** A supervisor at the other end of a channel. */
export function supervisorOn(channel: Socket): Supervisor {
  const early: NodeJS.Signals[] = [];
  let handle: ((signal: NodeJS.Signals) => void) | undefined;
  let ended = (_: number) => {};
  let gone = (_: Error) => {};
  const commandEnded = new Promise<number>((resolve, reject) => {
    ended = resolve;
    gone = reject;
  });
  commandEnded.catch(() => {}); // Whoever waits for it hears of it.
  const lines = new TextLines((text) => {
    const message = toRecorder(text);
    if (message?.op === 'ended') {
      handle = undefined;
      ended(message.code ?? codeOf(message.signal));
    } else if (message?.op === 'signal' && handle === undefined) early.push(message.signal);
    else if (message?.op === 'signal') handle?.(message.signal);
  });
  channel.setEncoding('utf8').on('data', lines.take);
  channel.on('error', () => {}); // Its end follows.
  channel.on('close', () => gone(new UserError(EXIT.software, GONE)));
  return {
    tell: (message) => {
      if (channel.writable) channel.write(line(message));
    },
    onSignal: (next) => {
      handle = next;
      for (const signal of early.splice(0)) next(signal);
    },
    commandEnded,
  };
}
