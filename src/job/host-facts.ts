import os from 'node:os';
import { readHostInfo } from '../procfs/host/host-info.ts';
import type { Outcome } from '../procfs/reader.ts';
import type { HostInfo } from '../series/schema.ts';
import type { CollectingOptions } from '../terminal/options.ts';

/** What this host is, with what became of its sources at the first reading. */
export function hostInfo(
  { procfs, sysfs }: Pick<CollectingOptions, 'procfs' | 'sysfs'>,
  outcomes: ReadonlyMap<string, Outcome>,
): HostInfo {
  const info = readHostInfo({ procfs, sysfs, hostname: os.hostname(), architecture: os.machine() });
  return { ...info, sources: Object.fromEntries(outcomes) };
}

/** The zone of this host's local time, in minutes east of UTC. */
export function utcOffsetMinutes(): number {
  return -new Date().getTimezoneOffset();
}
