import type { PciPlace } from '../pci-place.ts';

/** How a host reaches a disk. Nothing of what is built on others. */
export interface DiskPath extends PciPlace {
  /**
   * As lsblk calls it: `nvme`, `nvme-tcp`, `nvme-rdma`, `nvme-fc`, `iscsi`, `iser`, `fc`, `srp`, `sas`, `ata`, `usb`,
   * `virtio`, `mmc`, `xen`, `nbd`, `rbd`, `scsi` if nothing more is known; several, between commas, if its paths differ.
   */
  readonly transport?: string | undefined;
  /** Of one that is elsewhere: `traddr=10.0.0.5,trsvcid=4420`; iSCSI with `target=`, Fibre Channel as `wwpn=`. */
  readonly address?: string | undefined;
  /** Of the path, as the kernel had it: `live`, `connecting`; `LOGGED_IN`; `Online`. */
  readonly state?: string | undefined;
  /** Only where it is so: a path to a disk, which nobody can open. */
  readonly hidden?: true | undefined;
  /** The hidden devices that lead to this one. */
  readonly paths?: string[] | undefined;
}
