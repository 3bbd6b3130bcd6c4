import { messageOf } from '../system/errors.ts';
// First of all: signals can come at any time.

import { constants } from 'node:os';
import { EXIT, UserError } from '../system/exit.ts';
import { printable } from '../system/printable.ts';
import { onStopSignal } from '../system/signals.ts';

// Until a command takes them over, signals end the process as they do any other.
onStopSignal((signal) => process.exit(128 + constants.signals[signal]));

// A rank writes nothing to stdout, and opening it takes time.
if (process.argv[2] !== 'rank') {
  // What cannot be said is lost; whoever runs a benchmark does not end for that.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `rankstat summary … | head` closes the pipe.
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    process.stderr.write(`rankstat: cannot write to stdout: ${messageOf(error)}\n`);
    process.exit(EXIT.io);
  });
}

async function main(): Promise<void> {
  try {
    // Only now: packages ask for the working directory when they are loaded, and it can be gone.
    const { runCommandLine } = await import('./parser.ts');
    await runCommandLine(process.argv.slice(2));
  } catch (error) {
    const isGone = error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
    const message = isGone
      ? 'the working directory does not exist any more: cd to another'
      : messageOf(error);
    process.stderr.write(`rankstat: ${printable(message)}\n`);
    process.exitCode = isGone ? EXIT.noInput : error instanceof UserError ? error.exitCode : EXIT.io;
  }
}

void main();
