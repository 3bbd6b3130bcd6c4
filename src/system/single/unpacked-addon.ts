import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';

/** What the executable has called the file that it has made in memory (`scripts/package/front.c`). */
const IN_MEMORY = '/memfd:rankstat-addon (deleted)';

/** What loads an addon out of bytes is made of. */
export interface UnpackedAddonParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Loads a file. @throws Error if it cannot be loaded */
  readonly load: (file: string) => unknown;
  /** The descriptors of this process, a folder of links. */
  readonly descriptors: string;
}

/**
 * Where an addon can be put for the moment in which it is loaded, best first: in memory, so that no disk is written to,
 * then where the user and everybody else has files for a while.
 */
export function placesFor(env: UnpackedAddonParts['env']): string[] {
  const places = ['/dev/shm', env.XDG_RUNTIME_DIR, env.TMPDIR, '/tmp', '/var/tmp'];
  return [...new Set(places.flatMap((place) => (place?.startsWith('/') ? [path.resolve(place)] : [])))];
}

/**
 * Loads an addon that lies in memory. The C library loads files only: for that moment it is one in a folder of its own,
 * which nobody else can enter, and it has no name any more when this returns. A file system that nothing may be executed
 * from is passed over; where all are such, it is a file without any folder.
 * @throws Error in one line with all that was tried, if it cannot be loaded from anywhere
 */
export function loadUnpacked(content: Buffer, { env, load, descriptors }: UnpackedAddonParts): unknown {
  const problems: string[] = [];
  for (const place of placesFor(env)) {
    try {
      return loadIn(place, content, load);
    } catch (error) {
      problems.push(`${place}: ${shortened(error)}`);
    }
  }
  try {
    return loadInMemory(descriptors, content, load);
  } catch (error) {
    problems.push(`memory: ${shortened(error)}`);
  }
  throw new Error(
    `the addon in this executable cannot be loaded from anywhere (${problems.join('; ')}): ` +
      'set TMPDIR to a local folder that files can be executed from',
  );
}

function loadIn(place: string, content: Buffer, load: UnpackedAddonParts['load']): unknown {
  const folder = mkdtempSync(path.join(place, 'rankstat-'));
  try {
    const file = path.join(folder, 'addon.node');
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    const fd = openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o700);
    try {
      writeWhole(fd, content);
      return load(file);
    } finally {
      unlinkSync(file);
    }
  } finally {
    rmdirSync(folder);
  }
}

/** By its descriptor, which it has until it is loaded. @throws Error if there is none */
function loadInMemory(descriptors: string, content: Buffer, load: UnpackedAddonParts['load']): unknown {
  const name = readdirSync(descriptors).find((fd) => linkOf(path.join(descriptors, fd)) === IN_MEMORY);
  if (name === undefined) throw new Error('this kernel has no files there');
  const fd = Number(name);
  for (let rest = content; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
  const loaded = load(path.join(descriptors, name));
  closeSync(fd);
  return loaded;
}

function writeWhole(fd: number, content: Buffer): void {
  try {
    for (let rest = content; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
  } finally {
    closeSync(fd);
  }
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // It was open while the folder was read, no longer.
  }
}

/** What the system says begins with a code, and the C library names the file first. */
function shortened(error: unknown): string {
  return messageOf(error)
    .replace(/^.*addon\.node: |^\/proc\S+: /, '')
    .replace(/, \w+ '.*'$/, '');
}
