import { constants } from 'node:os';
import { type Check, ofEach, withHere } from '../report.ts';

/** Those by which a collector is asked to end. */
const NEEDED = ['SIGUSR1', 'SIGTERM'] as const;

/** Whether the signals that stop a collector come to it from its first moment on. */
export const checkSignals: Check = (seen) =>
  ofEach(withHere(seen), ({ signals }) => {
    const unheard = NEEDED.filter((name) =>
      [...signals.blocked, ...signals.ignored].includes(constants.signals[name]),
    );
    if (unheard.length === 0) return { level: 'ok', seen: `${NEEDED.join(' and ')} are heard` };
    return {
      level: 'warning',
      seen: `${unheard.join(' and ')} ${unheard.length === 1 ? 'is' : 'are'} blocked or ignored where collectors are started: until Node.js runs, a stop is not heard`,
      todo: 'start the shell or batch script without trap "" for it',
    };
  });
