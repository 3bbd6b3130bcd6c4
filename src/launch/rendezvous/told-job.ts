import path from 'node:path';
import { hostAndPort } from '../../wire/curve.ts';
import type { Endpoint } from '../../wire/transport.ts';
import type { GatherAddress } from './broker/messages.ts';
import type { Rendezvous } from './file/content.ts';
import type { FoundGather } from './found-gather.ts';

/** A job as its rendezvous file or `rankstat run` tells of it; it need not run any more. */
export interface ToldJob extends FoundGather {
  /** Of rank 0. */
  readonly hostname: string;
  /** The series file to come. */
  readonly file: string;
  /** The rendezvous file that tells of it; undefined if `rankstat run` does. */
  readonly told: { readonly path: string; readonly content: Rendezvous } | undefined;
}

/** What a rendezvous file tells. */
export function toldByFile(path: string, content: Rendezvous): ToldJob {
  const { secret, addresses, hostname, file } = content;
  return { secret, endpoints: addresses, hostname, file, told: { path, content } };
}

/** What `rankstat run` tells. */
export function toldByRun(secret: string, { endpoints, hostname, file }: GatherAddress): ToldJob {
  return { secret, endpoints, hostname, file, told: undefined };
}

/**
 * Where the series file of a job is, or will be.
 * @param file what the job calls it: a path from the directory in which it was started, if that is how it was given its
 *   results directory; the rendezvous file lies there, too
 */
export function seriesFileOf({ told, file: first }: ToldJob, file: string = first): string {
  if (path.isAbsolute(file) || told === undefined) return file;
  return path.join(path.resolve(path.dirname(told.path)), path.basename(file));
}

/** For a message, `on node1 since 2026-11-25 03:27:18 UTC`: by the clock of that host. */
export function whereAndWhen({ hostname, told }: ToldJob): string {
  const since = told === undefined ? '' : ` since ${utcTime(told.content.started)}`;
  return `on ${hostname}${since}`;
}

/** For a message: an ISO 8601 time to the second. */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** For a message: the addresses at which rank 0 listens. */
export function addressesOf(endpoints: readonly Endpoint[]): string {
  return endpoints.map(({ host, port }) => hostAndPort(host, port)).join(', ');
}
