import { type MountLine, mountLinesOf } from '../mount-lines.ts';

const MAX_TEXT = 4096;

/** What a rank was told of the storage under test. */
export interface Targets {
  /** Files or folders, absolute. */
  readonly paths: readonly string[];
  /** Whether nobody has named them: the benchmark's command line has. */
  readonly isGuess: boolean;
}

/** The storage under test, as a host sees it. */
export interface Target {
  readonly path: string;
  /** Where the file system is mounted on which the path is; null if there is none. */
  readonly mount: string | null;
  /** Not there if somebody has named it. */
  readonly guessed?: true | undefined;
}

/**
 * On which mounts of a mountinfo paths are. By their names alone: the storage is never touched, which could be what hangs.
 * A link on the way is therefore not followed.
 */
export function targetsOn(mountinfo: string, { paths, isGuess }: Targets): Target[] {
  const lines = mountLinesOf(mountinfo);
  return paths.map((path) => ({
    path: path.slice(0, MAX_TEXT),
    mount: mountOf(lines, path)?.slice(0, MAX_TEXT) ?? null,
    ...(isGuess && { guessed: true }),
  }));
}

/**
 * The mount point on which an absolute path is: as the kernel walks, from the topmost mount to the one that comes first on
 * the way, and on from that. The order of the list does not tell which covers which: what was mounted before the root
 * was changed stands before it.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function mountOf(lines: readonly MountLine[], path: string): string | null {
  const ids = new Set(lines.map(({ id }) => id));
  const onTheWay = lines.filter(({ target }) => isWithin(path, target));
  let next = first(onTheWay.filter(({ id, parent }) => !ids.has(parent) || parent === id));
  let found: string | null = null;
  // Each step takes one away: a list whose mounts lie on each other in a circle is no kernel's.
  for (let left = new Set(onTheWay); next !== undefined && left.delete(next); ) {
    found = next.target;
    const { id } = next;
    next = first([...left].filter(({ parent }) => parent === id));
  }
  return found;
}

/** That which is reached first by who walks from the root; of two at one place the later. */
function first(mounts: readonly MountLine[]): MountLine | undefined {
  return mounts.reduce<MountLine | undefined>(
    (best, one) => (best === undefined || one.target.length <= best.target.length ? one : best),
    undefined,
  );
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
