/**
 * The states of an import, a client's connection to a target, by the kernel's own number.
 * @see `enum lustre_imp_state` in lustre/include/lustre_import.h, `ptlrpc_import_state_name` in lustre/ptlrpc/import.c
 */
const NAMES = [
  ...['<UNKNOWN>', 'CLOSED', 'NEW', 'DISCONN', 'CONNECTING', 'REPLAY', 'REPLAY_LOCKS', 'REPLAY_WAIT'],
  ...['RECOVER', 'FULL', 'EVICTED', 'IDLE'],
];
const NUMBERS: ReadonlyMap<string, number> = new Map(NAMES.map((name, number) => [name, number]));

/** The states as they are counted, by their number. */
export const IMPORT_STATES: readonly string[] = NAMES.map((name) => name.replace(/\W/g, '').toLowerCase());

/** States of which nobody has to be told: since 2.11 a client leaves targets that it does not use. */
export const USUAL_STATES: ReadonlySet<string> = new Set(['full', 'idle']);

/** The number of a state; 0, as the kernel has it, for one that is not known. */
export function stateNumber(name: string): number {
  return NUMBERS.get(name) ?? 0;
}
