import fs from 'node:fs';
import path from 'node:path';
import { readNames, readText, readValue } from './small-file.ts';

/**
 * Numbers that the namespaces which the kernel starts with have always had; those of mounts and of the network only since
 * Linux 6.18, before it any.
 * @see include/uapi/linux/nsfs.h, before 6.18 include/linux/proc_ns.h
 */
const INITIAL: Readonly<Record<string, number>> = {
  cgroup: 0xeffffffb,
  ipc: 0xefffffff,
  pid: 0xeffffffc,
  user: 0xeffffffd,
  uts: 0xeffffffe,
};
const INITIAL_SINCE_6_18: Readonly<Record<string, number>> = { mnt: 0xeffffff8, net: 0xeffffff9 };

/**
 * In which namespaces the reader is not with the host, as in a container: by these names, and `sysfs-net` if `/sys` shows
 * the interfaces of another network namespace than `/proc`. What is not known, as that of mounts for an ordinary user on
 * older kernels, is not among them.
 */
export function readNamespaces({
  procfs,
  sysfs,
}: {
  readonly procfs: string;
  readonly sysfs: string;
}): string[] {
  const own = (kind: string) => namespaceOf(path.join(procfs, 'self/ns', kind), kind);
  const release = readValue(path.join(procfs, 'sys/kernel/osrelease'));
  // Process 1 of a container is in the container, and only root may ask where it is.
  const first = own('pid') === INITIAL.pid ? path.join(procfs, '1/ns') : undefined;
  const hosts: Record<string, number | undefined> = { ...INITIAL };
  for (const [kind, number] of Object.entries(INITIAL_SINCE_6_18)) {
    const compared = first === undefined ? undefined : namespaceOf(path.join(first, kind), kind);
    hosts[kind] = isSince618(release) ? number : compared;
  }
  const others = Object.entries(hosts).flatMap(([kind, initial]) => {
    const number = own(kind);
    return number === undefined || initial === undefined || number === initial ? [] : [kind];
  });
  return [...others.sort(), ...(showsOtherInterfaces(procfs, sysfs) ? ['sysfs-net'] : [])];
}

function isSince618(release: string | null): boolean {
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? [];
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 18);
}

/** The number in `pid:[4026531836]`. */
function namespaceOf(link: string, kind: string): number | undefined {
  try {
    const [, name, number] = /^(\w+):\[(\d{1,10})\]$/.exec(fs.readlinkSync(link)) ?? [];
    return name === kind ? Number(number) : undefined;
  } catch {
    return undefined;
  }
}

/** Interfaces come and go: only if none but `lo`, which each namespace has, is in both, it is another namespace. */
function showsOtherInterfaces(procfs: string, sysfs: string): boolean {
  const lines = (readText(path.join(procfs, 'net/dev')) ?? '').split('\n');
  const listed = lines.flatMap((line) => /^\s*(\S+):/.exec(line)?.[1] ?? []);
  const shown = readNames(path.join(sysfs, 'class/net')).filter((name) => name !== 'bonding_masters'); // a file
  if (!listed.includes('lo') || !shown.includes('lo')) return false;
  const both = listed.filter((name) => shown.includes(name));
  return both.length === 1 && listed.length + shown.length > 2;
}
