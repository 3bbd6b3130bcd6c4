// First of all: signals can come at any time.

import { constants } from 'node:os';
import { hideBin } from 'yargs/helpers';
import { onStopSignal } from '../launch/signals.ts';
import { EXIT, messageOf, UserError } from './exit.ts';
import { parser } from './parser.ts';

// Until a command takes them over, signals end the process as they do any other.
onStopSignal((signal) => process.exit(128 + constants.signals[signal]));

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `rankstat summary … | head` closes the pipe.
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.io);
});

try {
  await parser(hideBin(process.argv)).parseAsync();
} catch (error) {
  process.stderr.write(`rankstat: ${messageOf(error)}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : EXIT.io;
}
