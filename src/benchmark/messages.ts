import { constants } from 'node:os';
import * as v from 'valibot';

const signal = v.custom<NodeJS.Signals>(
  (name) => typeof name === 'string' && Object.hasOwn(constants.signals, name),
  'not a signal',
);

/** What the recorder tells the process that runs the benchmark. */
const fromRecorderSchema = v.variant('op', [
  /** Its arguments are right. */
  v.object({
    op: v.literal('began'),
    /** So long the benchmark can be held back, ms. */
    readyTimeoutMs: v.pipe(v.number(), v.minValue(0)),
    /** Whether a benchmark that is not recorded whole is a failure. */
    strict: v.boolean(),
    /** Whether nothing is to be said. */
    quiet: v.boolean(),
  }),
  /** The benchmark is to begin, with these variables in addition. */
  v.object({ op: v.literal('go'), env: v.record(v.string(), v.string()) }),
  /** A signal has come to the recorder, too: it was sent to all processes of the group. */
  v.object({ op: v.literal('heard'), signal }),
  /** It is at work on the file. */
  v.object({ op: v.literal('alive') }),
]);
export type FromRecorder = v.InferOutput<typeof fromRecorderSchema>;

/** What the recorder is told. */
const toRecorderSchema = v.variant('op', [
  /** A signal was sent while there was no benchmark. */
  v.object({ op: v.literal('signal'), signal }),
  /** The benchmark has ended: its exit code, or the signal that has ended it. */
  v.object({ op: v.literal('ended'), code: v.nullable(v.number()), signal: v.nullable(signal) }),
]);
export type ToRecorder = v.InferOutput<typeof toRecorderSchema>;

/** The descriptor of the recorder on which the two talk, a message a line. */
export const RECORDER_FD = 3;

/** A message as it is sent. */
export function line(message: FromRecorder | ToRecorder): string {
  return `${JSON.stringify(message)}\n`;
}

/** What comes from the recorder. @returns undefined if it is no such message */
export function fromRecorder(text: string): FromRecorder | undefined {
  return parsed(fromRecorderSchema, text);
}

/** What comes to the recorder. @returns undefined if it is no such message */
export function toRecorder(text: string): ToRecorder | undefined {
  return parsed(toRecorderSchema, text);
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
