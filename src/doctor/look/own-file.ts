import { randomBytes } from 'node:crypto';

/** A name for a file of doctor's own in a directory of others: nobody can know it before, or have it in a cache. */
export function ownName(): string {
  return `.rankstat-doctor-${randomBytes(8).toString('hex')}`;
}
