import fs from 'node:fs';
import path from 'node:path';
import type { MountLine } from '../host/mount-lines.ts';
import { jobPartsOf, partsOf } from './job-parts.ts';

/** Whose a cgroup is: see {@link JobCgroup}. From what is wanted most to what says least. */
export const CGROUP_LEVELS = ['job', 'own', 'hidden', 'node'] as const;
export type CgroupLevel = (typeof CGROUP_LEVELS)[number];

/** The job's cgroup in one hierarchy. */
export interface CgroupPlace {
  readonly level: CgroupLevel;
  /** From the hierarchy's root on, as the process's namespace shows it. */
  readonly path: string;
  /** Its folder, below the root of sysfs; undefined if it cannot be read. */
  readonly folder: string | undefined;
  /** Why not. */
  readonly trouble: string | undefined;
}

const SYSFS = '/sys/';

/**
 * Finds the job's cgroup in a hierarchy.
 * @param own the path of the process's cgroup in it
 * @param mounts where the hierarchy is mounted: at least at one place
 * @param root a file that only the hierarchy's root has, or only what is not the root
 */
export function placeOf(
  own: string,
  mounts: readonly MountLine[],
  sysfs: string,
  root: { readonly file: string; readonly isThere: boolean },
): CgroupPlace {
  const parts = partsOf(own);
  const job = jobPartsOf(parts);
  const below = mounts.filter(({ target }) => target.startsWith(SYSFS));
  if (below.length === 0) {
    const trouble = `the cgroups are mounted at ${mounts[0]?.target}, which is not below /sys`;
    return {
      level: job === undefined ? 'own' : 'job',
      path: joined(job ?? parts),
      folder: undefined,
      trouble,
    };
  }
  const mount = widest(below.filter((one) => shows(partsOf(one.root), parts)));
  if (mount === undefined) {
    const trouble = `a namespace hides which cgroup the job has: /proc/self/cgroup says ${own}`;
    return { level: 'hidden', path: own, folder: undefined, trouble };
  }
  const shown = partsOf(mount.root).length;
  // What is above the mounted part of the hierarchy, as in a container, cannot be read.
  const isJob = job !== undefined && job.length >= shown;
  const chosen = isJob ? job : parts;
  const folder = path.posix.join(mount.target.slice(SYSFS.length), ...chosen.slice(shown));
  const levelOfNameless = () =>
    fs.existsSync(path.join(sysfs, folder, root.file)) === root.isThere ? 'node' : 'hidden';
  const level = isJob ? 'job' : isNamed(chosen) ? 'own' : levelOfNameless();
  return { level, path: joined(chosen), folder, trouble: undefined };
}

/** The root of a hierarchy has no name, and that of a namespace shows none. */
function isNamed(parts: readonly string[]): boolean {
  const last = parts.at(-1);
  return last !== undefined && last !== '..';
}

/** Whether a mount of the part of a hierarchy that begins at `root` has the cgroup `parts`. */
function shows(root: readonly string[], parts: readonly string[]): boolean {
  return root.every((part, at) => part === parts[at]) && !parts.slice(root.length).includes('..');
}

/** The mount that shows most; of several that show the same the last, which can cover the others. */
function widest(mounts: readonly MountLine[]): MountLine | undefined {
  const depth = ({ root }: MountLine) => partsOf(root).length;
  const least = Math.min(...mounts.map(depth));
  return mounts.findLast((mount) => depth(mount) === least);
}

function joined(parts: readonly string[]): string {
  return `/${parts.join('/')}`;
}
