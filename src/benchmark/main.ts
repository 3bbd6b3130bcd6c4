// The program of bin/rankstat that runs a benchmark: dist/benchmark.cjs.
//   note PID FILE MASKS   prints how the shell PID, which runs FILE, was started
//   run ARGS…             runs the command behind -- between what the recorder does, dist/rankstat.cjs run ARGS…
//   wrap ARGS…            the same for one process of a launch: the command begins at once, the recorder is a collector

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';
import { systemClock } from '../system/clock.ts';
import { isCode, messageOf } from '../system/errors.ts';
import { codeOf, EXIT } from '../system/exit.ts';
import { onEarlyDebugger } from '../system/node/early-debugger.ts';
import { checkNodeVersion } from '../system/node/node-version.ts';
import { letTerminalsGo } from '../system/node/terminals.ts';
import { singleFile } from '../system/single/single-file.ts';
import { leaveNow } from '../system/way-out.ts';
import { NOTES_VARIABLE } from './node-variables.ts';
import { noteStart } from './note.ts';
import { decodeNotes, encodeNotes, type Notes } from './notes.ts';
import { startCommand, startRecorder } from './processes.ts';
import { checkRoom } from './room.ts';
import { onSignals } from './stand-in-signals.ts';
import { supervise } from './supervisor.ts';
import type { ProcessEnd } from './supervisor-parts.ts';

const RECORDER = path.join(import.meta.dirname, 'rankstat.cjs');
/** What that starts. */
const COMMANDS = path.join(import.meta.dirname, 'commands.cjs');

// First of all: they can come at any time.
const signals = onSignals();
onEarlyDebugger(() => process.emit('SIGUSR1', 'SIGUSR1'));

async function main([what, ...args]: readonly string[]): Promise<void> {
  if (what === 'note') {
    const [shell, script = '', signals = ''] = args;
    checkNodeVersion();
    checkDescriptors();
    // They are in this file, which the kernel would not have started without its end.
    if (singleFile() === undefined) for (const program of [RECORDER, COMMANDS]) checkProgram(program);
    const notes = noteStart({ procfs: '/proc', shell: Number(shell), script, signals });
    checkRoom(commandOf(wordsOf(shell ?? '')), notes);
    const text = `done:${encodeNotes(notes)}\n`;
    for (let rest = text; rest !== ''; ) rest = rest.slice(writeSync(1, rest));
    return;
  }
  const notes = decodeNotes(process.env[NOTES_VARIABLE] ?? '');
  endAs(await run(what === 'wrap' ? 'wrap' : 'run', args, notes));
}

/** @param args of `rankstat`, the command behind `--` */
async function run(what: 'run' | 'wrap', args: readonly string[], notes: Notes): Promise<ProcessEnd> {
  signals.ignore(notes.ignored);
  return await supervise({
    startRecorder: (onMessage, onEnd) =>
      startRecorder({ program: recorder(), args: [what, ...args], notes }, onMessage, onEnd),
    startCommand: (more) => startCommand(commandOf(wordsOf('self')), notes, more),
    onSignal: signals.handle,
    isInForeground,
    name: what === 'wrap' ? `rankstat[${os.hostname()}]` : 'rankstat',
    say,
    begins: what === 'wrap' ? 'at once' : 'when the recorder says so',
    beginMs: beginMsOf(args),
    clock: systemClock(),
  });
}

/** What starts the recorder, as this process was started. */
function recorder(): readonly [string, ...string[]] {
  const single = singleFile();
  return single === undefined
    ? [process.execPath, ...process.execArgv, RECORDER]
    : [single.file, path.basename(RECORDER)];
}

/** The recorder says what it waits for as soon as it has checked its arguments; so long is waited for that, ms. */
const BEGIN_MS = 8000;

/** No longer than `--ready-timeout`, as far as it can be told before it is checked. @returns ms */
function beginMsOf(args: readonly string[]): number {
  const own = args.slice(0, args.indexOf('--')).join(' ');
  const seconds = /--ready-timeout[= ](\d+(?:\.\d+)?)(?: |$)/.exec(own)?.[1];
  return seconds === undefined ? BEGIN_MS : Math.min(BEGIN_MS, Number(seconds) * 1000);
}

/** The words of a process as bytes (ISO 8859-1): Node.js makes text of its own. @param process its number, or `self` */
function wordsOf(process: string): string[] {
  const words = readFileSync(`/proc/${process}/cmdline`, 'latin1').split('\0');
  return words.slice(0, -1);
}

/** What is behind the first `--`: our own options come before. */
function commandOf(words: readonly string[]): string[] {
  return words.slice(words.indexOf('--') + 1);
}

/** The process group that a terminal sends its signals to is field 8 of /proc/PID/stat, its own field 5. */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}

/** At once: what Node.js does to a stream would be done to the benchmark's. */
function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch (error) {
    // Nobody reads it, or the file is at its limit: the kernel says so with a signal, too, which is not for the benchmark.
    if (isCode(error, 'EPIPE')) signals.expect('SIGPIPE');
    if (isCode(error, 'EFBIG')) signals.expect('SIGXFSZ');
  }
}

/** Ends this process as another has ended. */
function endAs({ code, signal }: ProcessEnd): void {
  letTerminalsGo();
  if (signal !== null) {
    signals.release(signal);
    process.kill(process.pid, signal);
    // It is blocked, or this process is the first of a container, which signals do not end.
    setTimeout(() => leaveNow(codeOf(signal)), 100);
    return;
  }
  leaveNow(code);
}

/** @throws Error if a program of ours has been cut off, by a full disk or a copy that was not finished */
function checkProgram(file: string): void {
  try {
    new Script(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not whole (${messageOf(error)}): install it again`);
  }
}

/** So many a run opens before and while it starts the command. */
const DESCRIPTORS = 24;

/** @throws Error if there are too few left: the command would not be started for want of them */
function checkDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync('/dev/null', 'r'));
  } catch {
    throw new Error(`fewer than ${DESCRIPTORS} file descriptors are left (ulimit -n)`);
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(`rankstat: ${messageOf(error)}`);
  leaveNow(EXIT.unavailable);
});
