/** The environment of a process, as Node gives it. */
export type Environment = Readonly<NodeJS.ProcessEnv>;

/** A variable's value; undefined if it is unset or empty, which launchers and batch scripts mean as the same. */
export function variableOf(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

/** The value of the first of these variables that is set. */
export function firstVariableOf(env: Environment, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = variableOf(env, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * The first of these variables that is set, as a number.
 * @returns null if none is set
 * @throws Error that names the variable if it is not a whole number from 0
 */
export function countOf(env: Environment, names: readonly string[]): number | null {
  for (const name of names) {
    const value = variableOf(env, name);
    if (value === undefined) continue;
    if (/^\d{1,9}$/.test(value)) return Number(value);
    throw new Error(
      `${name}=${JSON.stringify(value)} is not a whole number from 0: unset it or set it right`,
    );
  }
  return null;
}
