import path from 'node:path';
import { clipped, readValue } from './small-file.ts';

/** Version of what a host reads and writes storage with, by its name, where it is not the kernel's own. */
export type ClientVersions = Readonly<Record<string, string>>;

/** Modules that are built for themselves, and say of which version they are. */
const MODULES = ['beegfs', 'wekafsio', 'nvidia', 'nvidia_fs', 'mlx5_core', 'ib_core'];
/** An NFS client that was built for itself says so here. */
const NFS_BUNDLE = 'module/sunrpc/parameters/nfs_bundle_version';
/** From version 2.12 on it is in `/sys`; before, with a word in front. */
const LUSTRE: readonly (readonly ['sysfs' | 'procfs', string])[] = [
  ['sysfs', 'fs/lustre/version'],
  ['procfs', 'fs/lustre/version'],
];

/**
 * Reads those that there are. The client of NFS is of the version of the kernel, unless a module says another.
 * @see `version_show` in lustre/obdclass/obd_sysfs.c, https://docs.kernel.org/admin-guide/abi-stable.html (sysfs-module)
 */
export function readClientVersions(roots: {
  readonly procfs: string;
  readonly sysfs: string;
}): ClientVersions {
  const lustre = LUSTRE.map(([root, file]) => lustreVersion(readValue(path.join(roots[root], file))));
  const found = [
    ['lustre', lustre.find((version) => version !== null) ?? null] as const,
    ['nfs', readValue(path.join(roots.sysfs, NFS_BUNDLE))] as const,
    ...MODULES.map((name) => [name, readValue(path.join(roots.sysfs, 'module', name, 'version'))] as const),
  ];
  return Object.fromEntries(found.flatMap(([name, version]) => (version === null ? [] : [[name, version]])));
}

/** `2.15.4`, or `lustre: 2.10.8` among other lines. */
function lustreVersion(text: string | null): string | null {
  return clipped(/\d+\.\d+\S*/.exec(text ?? '')?.[0] ?? '');
}
