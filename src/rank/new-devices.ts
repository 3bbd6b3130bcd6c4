import type { DeviceNames } from '../procfs/host/complete.ts';
import type { HostInfo } from '../series/schema.ts';
import type { Clock } from '../system/clock.ts';

/** Host information can be long: it is told anew no more often than this. */
const LOOK_EVERY_MS = 60_000;
const NOTHING_CAME: DeviceNames = { disks: [], interfaces: [], others: [] };

/** Names that came, over those before: of each kind all that there are now, where there are any. */
export function latestNames(came: DeviceNames, before: DeviceNames = NOTHING_CAME): DeviceNames {
  return {
    disks: came.disks.length > 0 ? came.disks : before.disks,
    interfaces: came.interfaces.length > 0 ? came.interfaces : before.interfaces,
    others: came.others.length > 0 ? came.others : before.others,
  };
}

/** Whether there is a name of any kind. */
export function areNames({ disks, interfaces, others }: DeviceNames): boolean {
  return disks.length + interfaces.length + others.length > 0;
}

/**
 * Devices and mounts that have come since the host was described. A device counts from then on, if it is known what it is; where containers
 * come and go that is seldom asked.
 */
export class NewDevices {
  readonly #clock: Clock;
  readonly #completedInfo: (info: HostInfo, names: DeviceNames) => HostInfo;
  /** Those that were not looked at. */
  #came = NOTHING_CAME;
  /** When that last had news, monotonic ms. */
  #looked = Number.NEGATIVE_INFINITY;

  /** @param completedInfo a description with devices that have come; the same object if none has */
  constructor(clock: Clock, completedInfo: (info: HostInfo, names: DeviceNames) => HostInfo) {
    this.#clock = clock;
    this.#completedInfo = completedInfo;
  }

  /** Whether there are some, and it is time to look at them. */
  get areDue(): boolean {
    if (!areNames(this.#came)) return false;
    return this.#clock.mono() - this.#looked >= LOOK_EVERY_MS;
  }

  /** Adds those that came, if any did: of each kind all that there are now. */
  add(came: DeviceNames | undefined): void {
    if (came === undefined) return;
    this.#came = latestNames(came, this.#came);
  }

  /**
   * Looks at them.
   * @returns the host with them; the same object if there is nothing to tell
   * @throws what `completedInfo` throws: they are not looked at again
   */
  look(info: HostInfo): HostInfo {
    const names = this.#came;
    this.#came = NOTHING_CAME;
    const completed = this.#completedInfo(info, names);
    if (completed !== info) this.#looked = this.#clock.mono();
    return completed;
  }
}
