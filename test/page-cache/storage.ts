import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';

/** A file system that is made for a test, and taken away behind it. */
export interface Made {
  readonly folder: string;
  /** Its block device, as in diskstats; undefined if it is on none. */
  readonly disk: string | undefined;
  /** Forgets what of its files is in memory. */
  readonly cool: () => void;
  readonly remove: () => void;
}

/** Of each file system: the programs that make it, and how. */
const KINDS = {
  ext4: { needs: ['mkfs.ext4'], make: 'mkfs.ext4 -q', options: 'loop', size: '200M' },
  xfs: { needs: ['mkfs.xfs'], make: 'mkfs.xfs -q', options: 'loop', size: '400M' },
  btrfs: { needs: ['mkfs.btrfs'], make: 'mkfs.btrfs -q', options: 'loop', size: '400M' },
  'btrfs, compressing': {
    ...{ needs: ['mkfs.btrfs'], make: 'mkfs.btrfs -q', options: 'loop,compress-force=zstd', size: '400M' },
  },
  tmpfs: { needs: [], make: undefined, options: '', size: '200M' },
  fuse: { needs: ['bindfs'], make: undefined, options: '', size: '' },
} as const;

export type Kind = keyof typeof KINDS;
export const ON_DISKS = ['ext4', 'xfs', 'btrfs'] as const;

/** What this machine lacks for a file system; empty if nothing. */
export function lacksFor(kind: Kind): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const isThere = (name: string) => folders.some((folder) => existsSync(path.join(folder, name)));
  const missing = ['fio', ...KINDS[kind].needs].filter((name) => !isThere(name));
  return process.getuid?.() === 0 ? missing : [...missing, 'root'];
}

/** Makes one. */
export function made(kind: Kind): Made {
  const place = mkdtempSync(path.join(tmpdir(), 'rankstat-storage-'));
  const folder = path.join(place, 'mounted');
  mkdirSync(folder);
  const { make, options, size } = KINDS[kind];
  const image = path.join(place, 'image');
  const mount =
    make !== undefined
      ? `mount -o ${options} ${image} ${folder}`
      : kind === 'tmpfs'
        ? `mount -t tmpfs -o size=${size} none ${folder}`
        : `bindfs ${path.join(place, 'below')} ${folder}`;
  if (make !== undefined) sh(`truncate -s ${size} ${image} && ${make} ${image}`);
  if (kind === 'fuse') mkdirSync(path.join(place, 'below'));
  sh(mount);
  return {
    folder,
    get disk() {
      return make === undefined ? undefined : loopOf(image);
    },
    cool: () => sh(`umount ${folder} && ${mount}`),
    remove: () => {
      sh(`umount ${folder}`);
      rmSync(place, { recursive: true });
    },
  };
}

function loopOf(image: string): string | undefined {
  return readdirSync('/sys/block').find((name) => {
    const file = `/sys/block/${name}/loop/backing_file`;
    return existsSync(file) && readFileSync(file, 'utf8').trim() === image;
  });
}

/** What a block device has read and written since it is there, bytes, by its own file. */
export function movedBy(disk: string): { readonly read: number; readonly written: number } {
  const fields = readFileSync(`/sys/block/${disk}/stat`, 'utf8').trim().split(/\s+/).map(Number);
  return { read: (fields[2] ?? Number.NaN) * 512, written: (fields[6] ?? Number.NaN) * 512 };
}

export function sh(command: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.is(status, 0, `${command}: ${stderr}`);
}
