import path from 'node:path';
import { pciPlaceOf, realFolder } from '../pci-place.ts';
import { clipped, readValue } from '../small-file.ts';
import type { DiskPath } from './disk-path.ts';
import { isNvme, nvmePath } from './nvme.ts';

/** By a part of the folder of a device in `/sys/devices`, which has all that it hangs on. The first counts. */
const BY_PART: readonly (readonly [part: RegExp, transport: string])[] = [
  [/^usb\d+$/, 'usb'],
  [/^virtio\d+$/, 'virtio'],
  [/^ata\d+$/, 'ata'],
  [/^end_device-/, 'sas'],
  [/^mmc\d+$/, 'mmc'],
  [/^vbd-\d+$/, 'xen'],
];
const SESSION = /^session(\d+)$/;
const REMOTE_PORT = /^rport-/;
const SCSI_HOST = /^host\d+$/;
/** They hang on nothing, for they are on a network. */
const BY_NAME = /^(nbd|rbd)\d/;

/**
 * How a disk is reached.
 * @param folder `/sys/block`
 * @param entry its name there
 */
export function diskPathOf(folder: string, entry: string): DiskPath {
  const real = realFolder(path.join(folder, entry));
  const isHidden = readValue(path.join(folder, entry, 'hidden')) === '1';
  return {
    ...(isNvme(entry) ? nvmePath(folder, entry) : otherPath(folder, entry, real)),
    ...pciPlaceOf(real),
    ...(isHidden ? { hidden: true } : {}),
  };
}

function otherPath(folder: string, entry: string, real: string | null): DiskPath {
  const named = BY_NAME.exec(entry)?.[1];
  if (named !== undefined) return { transport: named };
  const parts = real?.split(path.sep) ?? [];
  const classes = path.join(folder, '../class');
  const hostAt = parts.findIndex((part) => SCSI_HOST.test(part));
  const host = parts.slice(0, hostAt + 1).join(path.sep);
  const session = parts.find((part) => SESSION.test(part));
  if (session !== undefined) return iscsiPath(classes, session, driverOf(host));
  const port = parts.find((part) => REMOTE_PORT.test(part));
  if (port !== undefined) return fibreChannelPath(path.join(classes, 'fc_remote_ports', port));
  const [, transport] = BY_PART.find(([part]) => parts.some((one) => part.test(one))) ?? [];
  if (transport !== undefined) return { transport };
  if (hostAt < 0) return {};
  return { transport: driverOf(host) === 'ib_srp' ? 'srp' : 'scsi' };
}

/** The driver of a SCSI host calls itself so. */
function driverOf(host: string): string | null {
  return readValue(path.join(host, 'scsi_host', path.basename(host), 'proc_name'));
}

/** @see drivers/scsi/scsi_transport_iscsi.c */
function iscsiPath(classes: string, session: string, driver: string | null): DiskPath {
  const at = path.join(classes, 'iscsi_session', session);
  const connection = path.join(classes, 'iscsi_connection', `connection${SESSION.exec(session)?.[1]}:0`);
  return {
    transport: driver?.includes('iser') === true ? 'iser' : 'iscsi',
    ...addressOf([
      ['target', readValue(path.join(at, 'targetname'))],
      ['traddr', readValue(path.join(connection, 'persistent_address'))],
      ['trsvcid', readValue(path.join(connection, 'persistent_port'))],
    ]),
    ...stateIn(path.join(at, 'state')),
  };
}

/** @see drivers/scsi/scsi_transport_fc.c */
function fibreChannelPath(port: string): DiskPath {
  return {
    transport: 'fc',
    ...addressOf([['wwpn', readValue(path.join(port, 'port_name'))]]),
    ...stateIn(path.join(port, 'port_state')),
  };
}

function addressOf(parts: readonly (readonly [string, string | null])[]): Pick<DiskPath, 'address'> {
  const known = parts.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  const address = clipped(known.join(','));
  return address === null ? {} : { address };
}

function stateIn(file: string): Pick<DiskPath, 'state'> {
  const state = readValue(file);
  return state === null ? {} : { state };
}
