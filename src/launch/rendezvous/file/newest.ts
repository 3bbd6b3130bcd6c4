import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { asError } from '../../../system/errors.ts';
import { belongsTo, type Failure, type Rendezvous, rendezvousPath } from './content.ts';
import { isMissing, readContent } from './file.ts';

/** Where the rendezvous file of a launch is: in a directory, under a name with its key; or at a path. */
export type Place = { readonly directory: string; readonly key: string } | { readonly path: string };
/** Where it is, for who only knows the secret that is in it. */
export type SecretPlace = { readonly directory: string; readonly secret: string };

type Found = Rendezvous | Failure;

/**
 * Reads the rendezvous file of a launch; of several, the one that was written last. A name that was looked up too early
 * stays absent for up to a minute on NFS, a listing does not: so the directory is listed.
 * @returns undefined if there is none
 * @throws Error if there is one but none that can be trusted, or understood, or is of this launch
 */
export async function readNewest(place: Place | SecretPlace): Promise<Found | undefined> {
  if ('secret' in place) {
    const all = await readAll(place.directory, (name) => belongsTo(name));
    return newestOf(
      all.filter((one) => !(one instanceof Error) && 'secret' in one && one.secret === place.secret),
    );
  }
  if ('path' in place) {
    const named = path.basename(place.path);
    return newestOf(await readAll(path.dirname(place.path), (name) => name === named));
  }
  const { directory, key } = place;
  const found = await readAll(directory, (name) => belongsTo(name, key));
  return newestOf(found.map((one) => ofLaunch(one, place)));
}

/** @throws the first error if there is nothing else */
function newestOf(found: readonly (Found | Error)[]): Found | undefined {
  const good = found.flatMap((one) => (one instanceof Error ? [] : [one]));
  const newest = good.sort((a, b) => (a.started < b.started ? -1 : 1)).at(-1);
  const problem = found.find((one) => one instanceof Error);
  if (newest === undefined && problem instanceof Error) throw problem;
  return newest;
}

function ofLaunch(
  found: Found | Error,
  { directory, key }: { directory: string; key: string },
): Found | Error {
  if (found instanceof Error || found.key === key) return found;
  const file = rendezvousPath(directory, key);
  return new Error(`rendezvous file ${file} is of no use: it is of another launch, ${found.key}`);
}

async function readAll(directory: string, isNamed: (name: string) => boolean): Promise<(Found | Error)[]> {
  const names = (await listed(directory)).filter(isNamed);
  const found = await Promise.all(names.map((name) => readOf(path.join(directory, name))));
  return found.filter((one) => one !== undefined);
}

/** Names in a directory; none if it does not exist. */
async function listed(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** One that is gone meanwhile is none. */
async function readOf(file: string): Promise<Found | Error | undefined> {
  try {
    return await readContent(file);
  } catch (error) {
    return isMissing(error) ? undefined : asError(error);
  }
}
