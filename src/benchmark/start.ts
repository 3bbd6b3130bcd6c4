import { isUtf8 } from 'node:buffer';
import { nameOf } from './note.ts';
import type { Notes } from './notes.ts';

/** How a command is to be spawned so that it finds what {@link Notes} say. */
export interface Start {
  /** A shell, to be called `sh`. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** For each descriptor of the command the one that it is here; `ignore` where it has none. */
  readonly stdio: readonly (number | 'ignore' | 'pipe')[];
  /** The descriptor, a pipe, at whose end the command begins; undefined if it begins at once. */
  readonly gate: number | undefined;
}

export const ENV = '/usr/bin/env';
/** Core limits are told to a shell in blocks of so many bytes. */
const BLOCK = 512;
/**
 * Restores what Node.js does not pass on, and becomes the command: libuv gives a child default dispositions for all
 * signals, and Node.js raises the soft limit of open files. It has few variables of its own: one that the command's
 * environment has, too, would be changed by it.
 *
 * $1 signals to ignore, $2 soft limit of open files, $3 of core files, $4 descriptors to close, $5 numbers of the words
 * that are told in octal escapes, since an argument that Node.js gives is always UTF-8; $6 a descriptor whose end is waited
 * for. Of the others a list of references is made, in parts: to replace one of many words takes a shell as long as all.
 */
const RESTORE = `unset -f [ printf read ulimit
[ -z "$1" ] || trap '' $1
[ -z "$2" ] || ulimit -S -n "$2"
[ -z "$3" ] || ulimit -S -c "$3"
case $4 in *0*) exec <&- ;; esac
case $4 in *1*) exec >&- ;; esac
case $4 in *2*) exec 2>&- ;; esac
[ -z "$6" ] || eval "read rankstat_go <&$6; exec $6<&-"
if [ -n "$5" ]; then
  rankstat_bytes="$5 " rankstat_nth=7 rankstat_part= rankstat_words=
  while [ "$rankstat_nth" -le $# ]; do
    if [ "$rankstat_nth" = "\${rankstat_bytes%% *}" ]; then
      rankstat_bytes=\${rankstat_bytes#* }
      eval "rankstat_$rankstat_nth=\\$(printf '%b.' \\"\\\${$rankstat_nth}\\")"
      rankstat_part="$rankstat_part \\"\\\${rankstat_$rankstat_nth%.}\\""
    else
      rankstat_part="$rankstat_part \\"\\\${$rankstat_nth}\\""
    fi
    if [ "\${#rankstat_part}" -gt 2000 ]; then
      rankstat_words=$rankstat_words$rankstat_part rankstat_part=
    fi
    rankstat_nth=$((rankstat_nth + 1))
  done
  eval "exec $rankstat_words$rankstat_part"
fi
shift 6
exec "$@"`;
/** The first word is this argument of {@link RESTORE}. */
const FIRST_WORD = 7;
/** Which of the arguments of a {@link Start} has the numbers of the words that are not text. */
export const BYTES_ARGUMENT = 7;

/**
 * How to start a command as it would have been started in our place. In between is a shell, which becomes the command;
 * where the shell cannot pass the environment on as it is, `env` is the last step, with nothing in its arguments but
 * what the shell changes.
 * @param command its words, each a string of bytes (ISO 8859-1)
 * @param more variables in addition
 */
export function startOf(
  command: readonly string[],
  notes: Notes,
  more: Readonly<Record<string, string>> = {},
): Start {
  const words = [...envWords(notes, command[0] ?? ''), ...command];
  const bytes = words.flatMap((word, nth) => (isText(word) ? [] : [FIRST_WORD + nth]));
  const gate = gateOf(notes);
  return {
    file: notes.shell,
    args: [
      '-c',
      RESTORE,
      'rankstat',
      notes.ignored.join(' '),
      notes.files === null ? '' : String(notes.files),
      notes.core === null ? 'unlimited' : String(Math.floor(notes.core / BLOCK)),
      notes.closed.join(' '),
      bytes.join(' '),
      gate === undefined ? '' : String(gate),
      ...words.map((word) => (isText(word) ? textOf(word) : escaped(word))),
    ],
    env: { ...environmentOf(notes), ...more },
    stdio: stdioOf(notes, gate),
    gate,
  };
}

/** What `env` is to be told before the command; nothing if the shell passes all on as it is. */
function envWords({ environment, changed, added, blocked }: Notes, program: string): string[] {
  const set = new Set([...changed, ...environment.filter(isForEnv)].filter(isVariable));
  const unset = added.flatMap((name) => ['-u', name]);
  const mask = blocked.length === 0 ? [] : [`--block-signal=${blocked.join(',')}`];
  // dash takes what begins with a hyphen for a name, and bash for an option.
  const isNeeded = set.size + unset.length + mask.length > 0 || program.startsWith('-');
  if (!isNeeded) return [];
  // env would take a command with this sign for a variable.
  const guard = program.includes('=') ? ['nice', '-n', '0'] : [];
  return [ENV, ...mask, ...unset, '--', ...set, ...guard];
}

/** What is not text, and what a shell between us and the command could change. */
function isForEnv(entry: string): boolean {
  return !isText(entry) || entry.startsWith('rankstat_');
}

/** What can be set: `env` refuses a variable without a name. */
function isVariable(entry: string): boolean {
  return entry.indexOf('=') > 0;
}

/** The environment as far as it is text; of several variables of a name the first counts, as for getenv(3). */
function environmentOf({ environment }: Notes): Record<string, string> {
  const found = new Map<string, string>();
  for (const entry of environment) {
    const name = nameOf(entry);
    if (!isText(entry) || !entry.includes('=') || found.has(textOf(name))) continue;
    found.set(textOf(name), textOf(entry.slice(name.length + 1)));
  }
  return Object.fromEntries(found);
}

/** Shells know descriptors of one digit. */
const GATES = [3, 4, 5, 6, 7, 8, 9] as const;

/** libuv has the standard streams of a child wait; whoever takes that back needs the time before the command begins. */
function gateOf({ nonBlocking, descriptors }: Notes): number | undefined {
  return nonBlocking.length === 0 ? undefined : GATES.find((fd) => !descriptors.includes(fd));
}

function stdioOf({ closed, descriptors }: Notes, gate: number | undefined): Start['stdio'] {
  const open = new Set([0, 1, 2].filter((fd) => !closed.includes(fd)));
  for (const fd of descriptors) open.add(fd);
  const last = Math.max(2, gate ?? 0, ...open);
  return Array.from({ length: last + 1 }, (_, fd) => (fd === gate ? 'pipe' : open.has(fd) ? fd : 'ignore'));
}

/** Whether bytes are UTF-8, and so come through Node.js as they are. */
function isText(bytes: string): boolean {
  return isUtf8(Buffer.from(bytes, 'latin1'));
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

/** A word for `printf %b`: each byte that a shell could take for something else is escaped. */
function escaped(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9_./=-]/g,
    (byte) => `\\0${byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
