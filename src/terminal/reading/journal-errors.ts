import { toldDamage } from '../../merge/told-damage.ts';
import { asError, messageOf } from '../../system/errors.ts';
import { EXIT, UserError } from '../../system/exit.ts';
import type { Damage, DamageKind } from '../../wire/journal/reader.ts';
import { inputError } from '../input.ts';

/** What damage has cost, behind what it is. */
const RECOVERED: Readonly<Record<DamageKind, string>> = {
  empty: '',
  'torn end': '; what was before it is recovered',
  'corrupt record': '; it is left out, what is before and behind it is recovered',
  'corrupt rest': '; what was before it is recovered',
  'refused record': '; it is left out',
};

/** The lines that say where journals are damaged, and what it has cost. */
export function damageLines(damage: readonly Damage[]): string[] {
  return toldDamage(damage, (kind) => RECOVERED[kind]);
}

/** What is wrong with which of these journals, if it is not with something else. */
export function journalError(error: unknown, journals: readonly string[]): UserError | undefined {
  if (error instanceof UserError) return error;
  const { path, syscall } = { path: undefined, syscall: undefined, ...asError(error) };
  // It says itself of which.
  if (syscall === undefined) return new UserError(EXIT.data, messageOf(error));
  const journal =
    journals.find((one) => one === path) ?? (syscall === 'read' ? journals.join(', ') : undefined);
  return journal === undefined ? undefined : inputError(journal, error);
}
