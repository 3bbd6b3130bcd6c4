import path from 'node:path';
import { type MountLine, mountLinesOf } from '../host/mount-lines.ts';
import { readText } from '../host/small-file.ts';
import type { Roots } from '../roots.ts';
import { cgroupLinesOf } from './cgroup-lines.ts';
import { CGROUP_LEVELS, type CgroupLevel, type CgroupPlace, placeOf } from './place.ts';

/**
 * The cgroup that is read for the job.
 *
 * - `job`: that of a job of Slurm or PBS; this process and its children are in it, too
 * - `own`: that of this process: what else it is of is not known
 * - `hidden`: a namespace, as of a container, shows no name: numbers are of a cgroup somewhere at or below the job's
 * - `node`: the root: numbers are of the whole node
 */
export interface JobCgroup {
  readonly version: 1 | 2;
  readonly level: CgroupLevel;
  /** As in `/proc/self/cgroup`. */
  readonly path: string;
  /** Below the root of sysfs: one of version 2, one a hierarchy of version 1. */
  readonly folders: readonly string[];
  /** Why there is no folder; undefined if there is one. */
  readonly trouble: string | undefined;
}

/** Those of version 1 that are read, and the order in which the cgroup is looked for. */
const CONTROLLERS = ['memory', 'cpuacct', 'cpu', 'blkio', 'pids'];
/** What tells a hierarchy's root, which a namespace calls `/` as it does its own. */
const ROOT = {
  1: { file: 'release_agent', isThere: true },
  2: { file: 'cgroup.events', isThere: false },
};

/**
 * Finds the cgroup of the job that this process is a part of.
 * @param read gives the text of a file of procfs; if it is not given, none of one that cannot be read
 * @returns undefined where there are no cgroups, or none is mounted
 * @throws what `read` throws
 */
export function findJobCgroup(
  { procfs, sysfs }: Roots,
  read: (file: string) => string = (file) => readText(file) ?? '',
): JobCgroup | undefined {
  const lines = cgroupLinesOf(read(path.join(procfs, 'self/cgroup')));
  const mounts = mountLinesOf(read(path.join(procfs, 'self/mountinfo')));
  const two = placesOf(2, lines.find(({ version }) => version === 2)?.path, mountsOf(mounts), sysfs);
  const one = CONTROLLERS.flatMap((name) => {
    const own = lines.find(({ controllers }) => controllers.includes(name))?.path;
    return placesOf(1, own, mountsOf(mounts, name), sysfs);
  });
  // Where both are there, version 2 is without what version 1 has: `0::/` then says nothing.
  const hasMemory = lines.some(({ controllers }) => controllers.includes('memory'));
  const version = two.length > 0 && !hasMemory ? 2 : 1;
  return bestOf(version === 2 ? two : one, version);
}

/** Where the hierarchy of a controller is mounted, or that of version 2. */
function mountsOf(mounts: readonly MountLine[], controller?: string): MountLine[] {
  if (controller === undefined) return mounts.filter(({ type }) => type === 'cgroup2');
  return mounts.filter(({ type, options }) => type === 'cgroup' && options.split(',').includes(controller));
}

function placesOf(
  version: 1 | 2,
  own: string | undefined,
  mounts: readonly MountLine[],
  sysfs: string,
): CgroupPlace[] {
  return own === undefined || mounts.length === 0 ? [] : [placeOf(own, mounts, sysfs, ROOT[version])];
}

/** The one of the best level. Of other hierarchies only what is of the same cgroup: the rest is of other processes, too. */
function bestOf(places: readonly CgroupPlace[], version: 1 | 2): JobCgroup | undefined {
  const level = CGROUP_LEVELS.find((one) => places.some((place) => place.level === one));
  const best = places.find((place) => place.level === level);
  if (level === undefined || best === undefined) return undefined;
  const same = places.filter((place) => place.level === level && place.path === best.path);
  const folders = [...new Set(same.flatMap(({ folder }) => folder ?? []))];
  const trouble = folders.length === 0 ? best.trouble : undefined;
  return { version, level, path: best.path, folders, trouble };
}
