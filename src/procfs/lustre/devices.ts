import fs from 'node:fs';
import path from 'node:path';
import { namesIfThere, readNames } from '../host/small-file.ts';
import type { Roots } from '../roots.ts';

/** What a client has devices of: an object storage target, a metadata target, a mount. */
export type DeviceKind = 'osc' | 'mdc' | 'llite';

/** A device of a Lustre client. */
export interface LustreDevice {
  readonly kind: DeviceKind;
  /** The file system. Its name has letters, digits, - and _ only, eight at most. */
  readonly fileSystem: string;
  /** `fs1-OST0003`, of a mount the file system alone: without the address of the mount, which is another each time. */
  readonly target: string;
}

/** `fs1-OST0003-osc-ffff8fd1c2a4e800`; with `-osc-MDT0000` it is a server's own. */
const TARGET = /^((\S+)-(?:OST|MDT)[0-9a-f]{4})-(?:osc|mdc)-[0-9a-f]+$/;
/** `fs1-ffff8fd1c2a4e800`. */
const MOUNT = /^(\S+)-[0-9a-f]{6,16}$/;
const KINDS: readonly DeviceKind[] = ['osc', 'mdc', 'llite'];

/** The device that a file is of, `…/osc/fs1-OST0003-osc-ffff8fd1/import`; undefined if it is none of a client. */
export function deviceOf(file: string): LustreDevice | undefined {
  const folder = path.posix.dirname(file);
  const kind = KINDS.find((one) => one === path.posix.basename(path.posix.dirname(folder)));
  return kind && deviceNamed(kind, path.posix.basename(folder));
}

function deviceNamed(kind: DeviceKind, name: string): LustreDevice | undefined {
  if (kind === 'llite') {
    const fileSystem = MOUNT.exec(name)?.[1];
    return fileSystem === undefined ? undefined : { kind, fileSystem, target: fileSystem };
  }
  const [, target, fileSystem] = TARGET.exec(name) ?? [];
  return target === undefined || fileSystem === undefined ? undefined : { kind, fileSystem, target };
}

/** What of a device is read, of the first of these places that has it. Files whose reading asks a server are none of them. */
const WANTED: Readonly<Record<DeviceKind, readonly string[]>> = {
  osc: ['import', 'rpc_stats', 'stats', 'cur_dirty_bytes'],
  mdc: ['import'],
  llite: ['stats', 'read_ahead_stats', 'max_cached_mb'],
};
/** What there is of a target besides, where what it did is hidden. */
const WANTED_OF_HIDDEN = ['cur_grant_bytes', 'cur_lost_grant_bytes', 'cur_dirty_grant_bytes'];
/** Of these one at least has what a target did. */
const TELLING = new Set(['import', 'rpc_stats', 'stats']);

/** Whether a file has what a device did, and not only what there is of it now. */
export function isTelling(file: string): boolean {
  return TELLING.has(path.posix.basename(file));
}

/**
 * The files that are read of a node's Lustre devices, those of a device one behind the other: below the root of `/proc`, or
 * with their whole path.
 * @throws the system's error where it cannot be looked for devices
 */
export function lustreFiles({ procfs, sysfs }: Roots): string[] {
  // Up to 2.10 all is in /proc, then what mounts do is in debugfs, and from 2.17 on what targets do, too.
  const debugfs = path.resolve(sysfs, 'kernel/debug/lustre');
  const all = [path.join(procfs, 'fs/lustre'), debugfs, path.resolve(sysfs, 'fs/lustre')];
  // Most nodes have none of them, and an error each time costs a millisecond of a start.
  const places = all
    .map((at, nth) => ({ at, name: nth === 0 ? 'fs/lustre' : at }))
    .filter(({ at }) => fs.existsSync(at));
  if (places.length === 0) return [];
  return KINDS.flatMap((kind) => {
    const names = places.flatMap(({ at }) =>
      // debugfs is for root alone, mostly.
      at === debugfs ? readNames(path.join(at, kind)) : namesIfThere(path.join(at, kind)),
    );
    const devices = [...new Set(names)].sort().filter((name) => deviceNamed(kind, name) !== undefined);
    return devices.flatMap((device) => {
      const folders = places.map(({ at, name }) => ({
        name: `${name}/${kind}/${device}`,
        files: new Set(readNames(path.join(at, kind, device))),
      }));
      const there = (file: string) => {
        const folder = folders.find(({ files }) => files.has(file));
        return folder === undefined ? [] : [`${folder.name}/${file}`];
      };
      const found = WANTED[kind].flatMap(there);
      return kind === 'osc' && !found.some(isTelling)
        ? [...found, ...WANTED_OF_HIDDEN.flatMap(there)]
        : found;
    });
  });
}
