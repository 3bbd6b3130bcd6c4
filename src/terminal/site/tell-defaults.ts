import type { Log } from '../../system/log.ts';
import type { WithDefaults } from './with-defaults.ts';

/** Says what is wrong with what is set elsewhere, and of what is in effect, where it is set. */
export function tellDefaults(
  { taken, faults }: Pick<WithDefaults<unknown>, 'taken' | 'faults'>,
  log: Log,
): void {
  for (const fault of faults) log.warn(fault);
  for (const { name, text, where } of taken) {
    // Who sees no file is to know who did not want one.
    const say = name === 'skip-timeseries' && text === 'true' ? log.info : log.detail;
    say(`${name} = ${text}, set by ${where}`);
  }
}
