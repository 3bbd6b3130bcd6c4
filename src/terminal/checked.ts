import * as v from 'valibot';
import { EXIT, UserError } from '../system/exit.ts';

/**
 * Checks what yargs gives against a schema whose keys are the options in camel case.
 * @throws UserError that names the option and what it takes
 */
export function checked<const S extends v.GenericSchema>(schema: S, argv: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, argv, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? '';
  const option = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  // Of one that can be given again, it is what was given that is wrong.
  if (issue.kind === 'schema' && Array.isArray(issue.path?.[0]?.value)) {
    throw new UserError(EXIT.usage, `${option} is given more than once`);
  }
  const value = issue.path?.[0]?.value;
  const what = Number.isNaN(value) ? 'is not a number' : `${quoted(String(value))} is not right`;
  throw new UserError(EXIT.usage, `${option} ${what}: it takes ${issue.message}`);
}

function quoted(text: string): string {
  return text.length > MOST_QUOTED ? `${JSON.stringify(text.slice(0, MOST_QUOTED))}…` : JSON.stringify(text);
}

const MOST_QUOTED = 40;

/** A number of seconds within these bounds. */
export function seconds(least: number, most: number) {
  const takes = `seconds from ${least} to ${most}`;
  return v.pipe(v.number(takes), v.minValue(least, takes), v.maxValue(most, takes));
}

/** Something that is given or not. */
export const flag = v.boolean();

/** The path of a directory. */
export const directory = v.pipe(v.string(), v.nonEmpty('the path of a directory'));
