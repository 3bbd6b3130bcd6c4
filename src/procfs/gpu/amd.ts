import path from 'node:path';
import {
  namesIfThere,
  readInteger,
  readLinkName,
  readNames,
  readText,
  readValue,
} from '../host/small-file.ts';

const FOLDER = 'class/drm';
/** `card0`; `card0-DP-1` is a connector of it, `renderD128` the same card. */
const CARD = /^card(\d+)$/;
const DRIVER = 'amdgpu';
/** What is read of a card, by its file below `device`, with what it is called. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['gpu_busy_percent', 'gpu_busy_percent'],
  ['mem_busy_percent', 'memory_busy_percent'],
  ['mem_info_vram_used', 'memory_used_bytes'],
  ['mem_info_vram_total', 'memory_total_bytes'],
]);
/** Of its sensors; of the two of power a card has one. */
const SENSORS: ReadonlyMap<string, string> = new Map([
  ['power1_average', 'power_uw'],
  ['power1_input', 'power_uw'],
  ['temp1_input', 'temperature_millicelsius'],
]);

/** The names of what is known of a card. */
export const AMD_COUNTERS: readonly string[] = [...new Set([...FILES.values(), ...SENSORS.values()])];

/**
 * The files of each card of AMD, below `/sys`, that have a number now. A card that is partitioned is several for programs,
 * and one piece of hardware: it is read once.
 * @see https://docs.kernel.org/gpu/amdgpu/thermal.html, https://docs.kernel.org/gpu/amdgpu/driver-misc.html
 */
export function amdFiles(sysfs: string): string[] {
  const seen = new Set<string>();
  return namesIfThere(path.join(sysfs, FOLDER))
    .filter((name) => CARD.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b))
    .flatMap((card) => {
      const device = `${FOLDER}/${card}/device`;
      if (driverOf(sysfs, device) !== DRIVER) return [];
      const identities = identitiesOf(sysfs, device);
      if (identities.some((identity) => seen.has(identity))) return [];
      for (const identity of identities) seen.add(identity);
      return filesOf(sysfs, device);
    });
}

/** The row of one of these files: `0000:c1:00.0 gpu_busy_percent`. */
export function amdRowOf(sysfs: string, file: string): string {
  const [, device = ''] = /^(class\/drm\/[^/]+\/device)\//.exec(file) ?? [];
  const name = path.posix.basename(file);
  const counter = FILES.get(name) ?? SENSORS.get(name);
  if (counter === undefined) throw new Error('no file of a GPU that is known');
  return `${slotOf(sysfs, device) ?? device.split('/')[2] ?? ''} ${counter}`;
}

function filesOf(sysfs: string, device: string): string[] {
  const [hwmon] = readNames(path.join(sysfs, device, 'hwmon'));
  const files = [...FILES.keys()].map((name) => `${device}/${name}`);
  const sensors =
    hwmon === undefined ? [] : [...SENSORS.keys()].map((name) => `${device}/hwmon/${hwmon}/${name}`);
  const taken = new Set<string>();
  return [...files, ...sensors].filter((file) => {
    const row = amdRowOf(sysfs, file);
    if (taken.has(row) || readInteger(path.join(sysfs, file)) === null) return false;
    taken.add(row);
    return true;
  });
}

function driverOf(sysfs: string, device: string): string | null {
  return readLinkName(path.join(sysfs, device, 'driver')) ?? saidBy(sysfs, device, 'DRIVER');
}

/** What tells a piece of hardware from others: its PCI address, and where it has one, its number. */
function identitiesOf(sysfs: string, device: string): string[] {
  const id = readValue(path.join(sysfs, device, 'unique_id'));
  return [slotOf(sysfs, device), id].filter((identity) => identity !== null);
}

function slotOf(sysfs: string, device: string): string | null {
  return saidBy(sysfs, device, 'PCI_SLOT_NAME');
}

function saidBy(sysfs: string, device: string, key: string): string | null {
  const lines = (readText(path.join(sysfs, device, 'uevent')) ?? '').split('\n');
  return lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) || null;
}

function numberOf(card: string): number {
  return Number(CARD.exec(card)?.[1]);
}
