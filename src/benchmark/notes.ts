import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';

const numbers = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
/** Bytes, each a character of the same number (ISO 8859-1): what a process is given need not be text. */
const bytes = v.string();

const notesSchema = v.object({
  /** The program of the shell that was started: what passes the same on again. */
  shell: v.pipe(v.string(), v.minLength(1)),
  /** Numbers of the signals that were ignored. */
  ignored: numbers,
  /** Numbers of the signals that were blocked. */
  blocked: numbers,
  /** Soft limit of open files; null if there is none. */
  files: v.nullable(v.number()),
  /** Soft limit of core files, bytes; null if there is none. */
  core: v.nullable(v.number()),
  /** Those of the descriptors 0 to 2 that were closed. */
  closed: numbers,
  /** Those of the descriptors 0 to 2 that do not wait (`O_NONBLOCK`). */
  nonBlocking: numbers,
  /** Open descriptors from 3 on that a command inherits. */
  descriptors: numbers,
  /** `NAME=VALUE`, in the order of the environment. */
  environment: v.array(bytes),
  /** Those of the environment that the shell does not pass on as they are. */
  changed: v.array(bytes),
  /** Names of variables that the shell adds. */
  added: v.array(bytes),
});

/** How a process was started, as far as neither a shell nor Node.js passes it on to a command by itself. */
export type Notes = v.InferOutput<typeof notesSchema>;

/** A single variable of the environment can have 128 KiB (`MAX_ARG_STRLEN` of Linux). */
const MOST_CHARS = 120_000;

/**
 * Notes as the value of one variable.
 * @throws Error if there is so much of them that no variable can have it
 */
export function encodeNotes(notes: Notes): string {
  const text = gzipSync(JSON.stringify(notes)).toString('base64');
  if (text.length > MOST_CHARS) throw new Error('the environment is too large to be noted');
  return text;
}

/** @throws Error if it is not what {@link encodeNotes} gives */
export function decodeNotes(text: string): Notes {
  return v.parse(notesSchema, JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()));
}
