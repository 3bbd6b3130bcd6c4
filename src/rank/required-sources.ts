import type { Outcome } from '../procfs/reading/outcome.ts';
import { asNamed, SOURCES } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';

/** Which sources a rank was told to read. */
export interface ChosenSources {
  /** Names of those that it reads. */
  readonly sources: readonly string[];
  /** Those of them that the user named; none where all that there are were taken. */
  readonly namedSources: readonly string[];
}

/**
 * The sources that a rank reads, in the order in which they stand in a sample. One that was named is not optional any
 * more: that this kernel does not have it is an error then, as it is of the others.
 */
export function sourcesToRead({ sources, namedSources }: ChosenSources): Source[] {
  return SOURCES.filter(({ name }) => sources.includes(name)).map((source) =>
    source.optional && namedSources.includes(source.name) ? asNamed(source) : source,
  );
}

/**
 * Names of the sources that have to be in every sample of a host for it to be complete, in their order: those that every
 * kernel has, and those that were named.
 */
export function requiredSources(chosen: ChosenSources): string[] {
  return sourcesToRead(chosen).flatMap(({ name, optional }) => (optional ? [] : [name]));
}

/** What to say of sources that were named and have given nothing at the first reading. */
export function namedButMissing(
  { namedSources }: ChosenSources,
  outcomes: ReadonlyMap<string, Outcome>,
): string[] {
  return namedSources.flatMap((name) => {
    const outcome = outcomes.get(name);
    return outcome === undefined || outcome === 'ok' ? [] : [`--sources ${name}: ${outcome}`];
  });
}
