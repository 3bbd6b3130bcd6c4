import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { Identity } from '../../identity/identity.ts';
import type { Way } from '../way.ts';
import { type Failure, type Rendezvous, rendezvousPath } from './content.ts';
import { publish, publishInDirectory } from './file.ts';
import type { Place, SecretPlace } from './newest.ts';

export interface OwnFileOptions {
  readonly way: Way;
  readonly identity: Identity;
  readonly resultsDir: string;
}

/** The rendezvous file that this rank 0 writes. */
export interface OwnFile {
  readonly path: string;
  /** What it says of this process, whatever else it says. */
  readonly about: Omit<Rendezvous, 'secret' | 'addresses' | 'file'>;
}

/** Where this rank 0 puts its rendezvous file, whatever the way is, and what that says of it. Never rejects. */
export async function ownFile({ way, identity, resultsDir }: OwnFileOptions): Promise<OwnFile> {
  const key = way.kind === 'directory' ? way.key : (identity.launchKey ?? `local-${process.pid}`);
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return {
    path: way.kind === 'file' ? way.path : rendezvousPath(resultsDir, key),
    about: {
      version: 1,
      key,
      pid: process.pid,
      hostname: os.hostname(),
      boot_id: bootId.trim(),
      started: new Date().toISOString(),
      job_id: identity.jobId,
    },
  };
}

/**
 * Writes the rendezvous file of this rank 0. At a path that somebody has named it has that name and no other.
 * @returns where it is
 * @throws Error if it cannot be written
 */
export async function publishOwn(
  options: OwnFileOptions,
  content: Pick<Rendezvous, 'hostname' | 'secret' | 'addresses' | 'file'> | Pick<Failure, 'failure'>,
): Promise<string> {
  const { path, about } = await ownFile(options);
  const write = options.way.kind === 'file' ? publish : publishInDirectory;
  return await write(path, { ...about, ...content });
}

/**
 * Where the other ranks of this launch see that file. They need not know its name: what is in it tells.
 * @param secret of the job, where it is known
 */
export function placeSeen(
  { way, resultsDir }: OwnFileOptions,
  secret: string | undefined,
): Place | SecretPlace | undefined {
  if (way.kind === 'file') return { path: way.path };
  if (way.kind === 'directory') return { directory: resultsDir, key: way.key };
  return secret === undefined ? undefined : { directory: resultsDir, secret };
}
