import { Condition } from '../system/condition.ts';
import { messageOf } from '../system/errors.ts';
import { codeOf, EXIT } from '../system/exit.ts';
import { GroupSignals } from './group-signals.ts';
import type { FromRecorder } from './messages.ts';
import type { CommandProcess, ProcessEnd, RecorderProcess, SupervisorParts } from './supervisor-parts.ts';

/** It says itself that hosts are missing, and is a moment late, ms. */
const GRACE_MS = 500;
/** Beyond its own limits, which need no help unless its process hangs, ms. */
export const RECORDER_SILENCE_MS = 15_000;
/** A recorder that was started with the benchmark, and has not begun at its end, has so long to do so, ms. */
export const LATE_MS = 2000;
/** A recorder that was told of a signal gives up what it has begun within this time, ms. */
export const LEAVE_MS = 5000;

/** A recorder that is ended to make room for the benchmark has made it within this time, ms. */
export const ROOM_MS = 5000;
/** As a shell has it when it cannot execute a command. */
const NOT_STARTED: ProcessEnd = { code: 126, signal: null };

/** With these the recorder refuses before anything is started; with any other it has failed. */
const REFUSALS: readonly number[] = [EXIT.usage, EXIT.cannotCreate];

/** All other signals that can be passed on end a process that does nothing about them. */
const HARMLESS: ReadonlySet<NodeJS.Signals> = new Set(['SIGCONT', 'SIGWINCH', 'SIGURG']);

/**
 * Runs a benchmark: after the recorder has said so, or can say nothing more, or has taken too long; once, whatever becomes
 * of the recorder. It knows nothing of collectors, so nothing of them can hurt it.
 * @returns how this process is to end: as the benchmark has, unless that went well and the recorder says otherwise
 */
export async function supervise(parts: SupervisorParts): Promise<ProcessEnd> {
  return await new Supervisor(parts).run();
}

class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #condition: Condition;
  readonly #group: GroupSignals;
  readonly #recorder: RecorderProcess;
  #began: (FromRecorder & { op: 'began' }) | undefined;
  #go: Readonly<Record<string, string>> | undefined;
  #recorderEnd: ProcessEnd | undefined;
  #heardAt: number;
  /** The signal that has come before the benchmark began, and ends it all. */
  #asked: NodeJS.Signals | undefined;
  #command: CommandProcess | undefined;
  #hasEnded = false;
  /** Whether it was said that nothing is recorded. */
  #isUnrecorded = false;

  constructor(parts: SupervisorParts) {
    const { clock, onSignal } = parts;
    this.#parts = parts;
    this.#condition = new Condition(clock);
    this.#heardAt = clock.mono();
    this.#group = new GroupSignals(clock, (signal) => this.#command?.kill(signal));
    onSignal((signal) => this.#signalled(signal));
    this.#recorder = this.#started();
  }

  async run(): Promise<ProcessEnd> {
    const isFirst = this.#parts.begins === 'at once';
    const refused = isFirst ? undefined : await this.#untilItMayBegin();
    if (refused !== undefined) return refused;
    const command = await this.#startedCommand();
    if (command instanceof Error) return NOT_STARTED;
    this.#command = command;
    this.#watchRecorder().catch(() => {}); // It waits and says something, no more.
    const end = await command.ended;
    this.#hasEnded = true;
    this.#group.end();
    this.#recorder.tell({ op: 'ended', code: end.code, signal: end.signal });
    return await this.#untilRecorded(end);
  }

  /** Whatever it throws is an end of the recorder: the benchmark must be started. */
  #started(): RecorderProcess {
    try {
      return this.#parts.startRecorder(
        (message) => this.#heard(message),
        (how) => this.#recorderEnded(how),
      );
    } catch (error) {
      this.#sayNothing(messageOf(error));
      this.#recorderEnded({ code: EXIT.unavailable, signal: null });
      return { tell: () => {}, kill: () => false };
    }
  }

  #recorderEnded(how: ProcessEnd): void {
    this.#recorderEnd = how;
    this.#condition.changed();
  }

  /** @returns how to end without the benchmark; undefined if it is to begin */
  async #untilItMayBegin(): Promise<ProcessEnd | undefined> {
    const isOver = () =>
      this.#go !== undefined || this.#recorderEnd !== undefined || this.#asked !== undefined;
    const { clock, beginMs } = this.#parts;
    const began = clock.mono();
    await this.#condition.until(() => isOver() || this.#began !== undefined, beginMs);
    const limitMs = this.#began === undefined ? 0 : this.#began.readyTimeoutMs + GRACE_MS;
    await this.#condition.until(isOver, began + limitMs - clock.mono());
    if (this.#asked !== undefined) return await this.#left(this.#asked);
    const code = this.#recorderEnd?.code ?? 0;
    if (REFUSALS.includes(code)) return { code, signal: null };
    if (this.#go === undefined && this.#recorderEnd === undefined) {
      const s = ((clock.mono() - began) / 1000).toFixed(0);
      this.#say(
        `the benchmark begins: its recorder is not there after ${s} s, and records what comes later, or nothing`,
      );
    }
    return undefined;
  }

  /** Limits can be such that it and the recorder cannot both be: it comes first. */
  async #startedCommand(): Promise<CommandProcess | Error> {
    const { clock, startCommand } = this.#parts;
    const env = this.#go ?? {};
    const end = clock.mono() + ROOM_MS;
    let command = startCommand(env);
    if (command instanceof Error) {
      this.#sayNothing(`there is no room for the recorder, too: ${command.message}`);
      this.#recorder.kill('SIGKILL');
    }
    while (command instanceof Error && clock.mono() < end) {
      await this.#condition.until(() => false, ROOM_MS / 50);
      command = startCommand(env);
    }
    if (command instanceof Error) this.#say(`the command cannot be run: ${command.message}`);
    return command;
  }

  /** Before the benchmark began a signal ends everything, as it would have ended that. */
  async #left(signal: NodeJS.Signals): Promise<ProcessEnd> {
    if (!(await this.#condition.until(() => this.#recorderEnd !== undefined, LEAVE_MS)))
      this.#recorder.kill('SIGKILL');
    return { code: null, signal };
  }

  /** Says it if the recorder ends before the benchmark does. */
  async #watchRecorder(): Promise<void> {
    await this.#condition.until(() => this.#recorderEnd !== undefined || this.#hasEnded);
    const how = this.#recorderEnd;
    if (how === undefined || this.#hasEnded) return;
    // It is not always needed, and can be told to stop.
    if (how.code === EXIT.ok && this.#parts.begins === 'at once') return;
    // With one of our codes it has said why.
    if (how.code !== null && how.code >= EXIT.usage && how.code <= EXIT.incomplete) return;
    const why = how.signal === null ? `exit code ${how.code}` : how.signal;
    if (this.#go === undefined) this.#sayNothing(`the recorder ended (${why}); is the installation whole?`);
    else
      this.#say(
        `the recorder ended (${why}): the benchmark runs on; the collectors end by themselves and leave the file or a journal`,
      );
  }

  /** Waits for the recorder as long as it is heard. */
  async #untilRecorded(end: ProcessEnd): Promise<ProcessEnd> {
    const { clock } = this.#parts;
    this.#heardAt = clock.mono();
    // One that has never said anything has nothing to finish.
    const silentMs = this.#parts.begins === 'at once' ? LATE_MS : 0;
    const patienceMs = () => (this.#began === undefined ? silentMs : RECORDER_SILENCE_MS);
    const leftMs = () => this.#heardAt + patienceMs() - clock.mono();
    while (this.#recorderEnd === undefined && leftMs() > 0)
      await this.#condition.until(() => this.#recorderEnd !== undefined, leftMs());
    const how = this.#recorderEnd;
    if (how === undefined && this.#began !== undefined) {
      this.#say(
        `the recorder says nothing for ${RECORDER_SILENCE_MS / 1000} s: it is ended; the collectors are left`,
      );
    }
    if (how === undefined) this.#recorder.kill('SIGKILL');
    return outcome(end, how, this.#began?.strict === true ? 'strict' : 'lenient');
  }

  #heard(message: FromRecorder): void {
    this.#heardAt = this.#parts.clock.mono();
    if (message.op === 'began') this.#began = message;
    else if (message.op === 'go') this.#go = message.env;
    else if (message.op === 'heard') this.#group.heardToo(message.signal);
    else if (message.op !== 'alive') message satisfies never;
    this.#condition.changed();
  }

  #signalled(signal: NodeJS.Signals): void {
    if (this.#command === undefined) {
      if (HARMLESS.has(signal) || this.#asked !== undefined) return;
      this.#asked = signal;
      this.#recorder.tell({ op: 'signal', signal });
      this.#condition.changed();
    } else if (this.#hasEnded) {
      this.#recorder.tell({ op: 'signal', signal });
    } else if (this.#recorderEnd === undefined) {
      this.#group.heard(signal);
    } else if (!this.#parts.isInForeground() || !BY_TERMINAL.has(signal)) {
      this.#command.kill(signal);
    }
  }

  /** Once: what comes of it is no news. */
  #sayNothing(why: string): void {
    if (!this.#isUnrecorded) this.#say(`nothing is recorded, the benchmark runs all the same: ${why}`);
    this.#isUnrecorded = true;
  }

  #say(text: string): void {
    if (this.#began?.quiet !== true) this.#parts.say(`${this.#parts.name}: ${text}`);
  }
}

/** What a terminal sends to all processes in its foreground. */
const BY_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGINT',
  'SIGQUIT',
  'SIGTSTP',
  'SIGWINCH',
  'SIGHUP',
]);

/** The recorder's exit code counts only where it says that a run is not what was asked for, or was left. */
function outcome(
  end: ProcessEnd,
  recorder: ProcessEnd | undefined,
  coverage: 'strict' | 'lenient',
): ProcessEnd {
  const code = recorder?.code ?? null;
  if (code === (end.code ?? codeOf(end.signal))) return end;
  // It was told by a signal not to wait for the file.
  if (code !== null && code > 128) return { code, signal: null };
  return end.code === EXIT.ok && coverage === 'strict' ? { code: EXIT.incomplete, signal: null } : end;
}
