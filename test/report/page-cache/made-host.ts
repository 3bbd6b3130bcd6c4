import type { HostBytes } from '../../../src/report/page-cache/host-bytes.ts';
import type { StorageKind } from '../../../src/report/page-cache/under-test.ts';
import type { Bounds } from '../../../src/report/page-cache/windows.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { exampleInfo } from '../../series/example.ts';

type Mount = HostInfo['mounts'][number];

/** A host with one file system, which is under test. */
export function hostWith(mount: Partial<Mount>, more: Partial<HostInfo> = {}): HostInfo {
  const target = mount.target ?? '/mnt/x';
  return exampleInfo({
    mounts: [
      { source: '/dev/vda1', target: '/', type: 'ext4', device: '8:1', block_devices: ['vda1'], ...SEEN },
      { source: 'x', target, type: 'ext4', device: '7:0', block_devices: ['loop0'], ...SEEN, ...mount },
    ],
    targets: [{ path: `${target}/data`, mount: target }],
    sources: { diskstats: 'ok' },
    settings: {},
    ...more,
  });
}

const SEEN = { visibility: 'seen', by: 'diskstats' } as const;

/** Exactly so many bytes. */
export function exactly(bytes: number): Bounds {
  return { least: bytes, most: bytes };
}

/** What was counted on a host whose storage under test is of one kind; of the rest nothing is known. */
export function bytesOf(
  kind: StorageKind,
  counted: Partial<HostBytes['counted']>,
  more: Partial<HostBytes> = {},
): HostBytes {
  const names = kind === 'disk' ? ['loop0'] : [];
  const type = { disk: 'ext4', nfs: 'nfs4', lustre: 'lustre', memory: 'tmpfs', blind: 'beegfs' }[kind];
  return {
    host: 'node1',
    storage: [{ mount: '/mnt/x', type, kind, names, isGuess: false }],
    counted: { ...NOTHING, ...counted },
    cacheGrown: null,
    waiting: null,
    cacheOf: 'host',
    isWhole: true,
    ...more,
  };
}

const NOTHING: HostBytes['counted'] = {
  ...{ diskRead: null, diskWritten: null, nfsRead: null, nfsWritten: null },
  ...{ lustreRead: null, lustreWritten: null, lustreReadEstimated: null, lustreWrittenEstimated: null },
  ...{ lustreAskedRead: null, lustreAskedWritten: null },
  ...{ nfsAskedRead: null, nfsAskedWritten: null, processesRead: null, processesWritten: null },
  ...{
    processesFromStorage: null,
    processesToStorage: null,
    netReceived: null,
    netSent: null,
    rdmaReceived: null,
    rdmaSent: null,
  },
};
