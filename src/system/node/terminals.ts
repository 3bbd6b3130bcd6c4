import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Those of the standard streams that were terminals when this process began. */
const terminals = [0, 1, 2].filter((fd) => isatty(fd));

/**
 * Closes the standard streams that are terminals, right before the process ends. Node.js would put each back to what it was
 * at the start, though others have changed it on purpose, and crash if the terminal is gone (ResetStdio in node.cc).
 */
export function letTerminalsGo(): void {
  for (const fd of terminals.splice(0)) closeSync(fd);
}
