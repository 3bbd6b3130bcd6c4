import path from 'node:path';
import { someOf } from '../../system/text/some-of.ts';
import { fileSafe, ownJournalsPattern } from '../files.ts';
import { andParts } from './what-to-do.ts';

/** Why rank 0's journal stays, and what else there is. Hosts by their names in the series file. */
export interface KeptFor {
  readonly journal: string;
  /** How many parts it has beside it. */
  readonly parts: number;
  /** Hosts of which there is nothing, and that have not said why. */
  readonly missing: readonly string[];
  /** Hosts that have not said bye. */
  readonly unfinished: readonly string[];
  /** All that are not complete. */
  readonly incomplete: readonly string[];
  /** Journals of this job that ranks have kept for themselves, whose records rank 0 has not all got. */
  readonly others: readonly string[];
  /** Where ranks keep theirs, and what their names begin with. */
  readonly directory: string;
  readonly benchmark: string;
}

/** Hosts and journals that are named in a message. */
const MOST_NAMED = 5;

/**
 * The line that says why a journal stays and what makes the file of all hosts: with the journals that are there, and a
 * pattern for those that may still come; undefined if nothing is missing.
 */
export function keptFor(kept: KeptFor): string | undefined {
  const { journal, parts, missing, unfinished, incomplete, others } = kept;
  const silent = new Set([...missing, ...unfinished]);
  const rest = incomplete.filter((host) => !silent.has(host));
  const because = [
    ...(missing.length === 0 ? [] : [`no word from ${someOf(missing, MOST_NAMED)}`]),
    ...(unfinished.length === 0 ? [] : [`no goodbye from ${someOf(unfinished, MOST_NAMED)}`]),
    ...(rest.length === 0 ? [] : [`not complete: ${someOf(rest, MOST_NAMED)}`]),
    ...(silent.size === 0 && others.length > 0 ? ['ranks have journals of their own'] : []),
  ].join('; ');
  if (because === '') return undefined;
  const all = commandFor(kept);
  return `${because}; ${journal}${andParts(parts)} ${parts === 0 ? 'is' : 'are'} kept${all === undefined ? '' : `; ${all}`}`;
}

/** What makes the file of all; undefined if nobody can have more. */
function commandFor({ journal, missing, unfinished, others, directory, benchmark }: KeptFor) {
  const mayCome = [...missing, ...unfinished].filter((host) => !others.some((other) => isOf(other, host)));
  const recover = (journals: readonly string[]) =>
    `rankstat recover ${[journal, ...journals].join(' ')} -o FILE`;
  const pattern = (host?: string) => ownJournalsPattern({ directory, benchmark }, host);
  const [host] = mayCome;
  if (host !== undefined) {
    // Names that are made up, and of hosts that share one, are not those of files.
    const isKnown = mayCome.length === 1 && !host.includes('#') && others.length <= MOST_NAMED;
    const journals = isKnown ? [...others, pattern(host)] : [pattern()];
    return `with what they may leave, the file of all hosts: ${recover(journals)}`;
  }
  if (others.length === 0) return undefined;
  return `the file of all hosts: ${recover(others.length > MOST_NAMED ? [pattern()] : others)}`;
}

/** Whether a rank on this host has kept a journal, by its name. */
function isOf(journal: string, host: string): boolean {
  const [, name = ''] = /_rank\d+_(.*)_timeseries\.journal$/.exec(path.basename(journal)) ?? [];
  return shortName(name) === shortName(fileSafe(host));
}

function shortName(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
