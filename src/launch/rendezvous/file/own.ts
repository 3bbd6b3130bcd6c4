import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { Identity } from '../../identity/identity.ts';
import type { Way } from '../way.ts';
import { type Rendezvous, rendezvousPath } from './content.ts';

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
