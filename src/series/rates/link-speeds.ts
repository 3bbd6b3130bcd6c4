import type { HostInfo } from '../schema.ts';

/** Asked for each sample; it changes when an interface comes. */
const known = new WeakMap<HostInfo, ReadonlyMap<string, number>>();
const none: ReadonlyMap<string, number> = new Map();

/**
 * What each interface of a host can carry in one direction, Mb/s; those of which nobody tells are not there. Of a virtual card
 * or a bond that does not tell it is what the fastest card behind it can.
 */
export function linkSpeeds(info: HostInfo | undefined): ReadonlyMap<string, number> {
  const found = info && known.get(info);
  if (info === undefined || found !== undefined) return found ?? none;
  const behind = new Map<string, number>();
  for (const { master, speed_mbps } of info.interfaces) {
    if (master !== null) behind.set(master, Math.max(behind.get(master) ?? 0, speed_mbps ?? 0));
  }
  const speeds = new Map<string, number>();
  for (const { name, speed_mbps } of info.interfaces) {
    const own = speed_mbps ?? 0;
    const speed = own > 0 ? own : (behind.get(name) ?? 0);
    if (speed > 0 && !speeds.has(name)) speeds.set(name, speed);
  }
  known.set(info, speeds);
  return speeds;
}
