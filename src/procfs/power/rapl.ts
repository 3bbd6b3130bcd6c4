import fs from 'node:fs';
import path from 'node:path';
import { namesIfThere, readValue } from '../host/small-file.ts';
import { asOneWord } from './words.ts';

const FOLDER = 'class/powercap';
/** A package, `intel-rapl:0`, or a part of one, `intel-rapl:0:1`, of AMD, too. `intel-rapl-mmio:0` has the same once more. */
const ZONE = /^intel-rapl:\d+(?::\d+)?$/;
const ENERGY = 'energy_uj';
const RANGE = 'max_energy_range_uj';

/** Files below `/sys`, and whether this process may read what they count. */
export interface RaplFiles {
  readonly files: readonly string[];
  /** False since Linux 5.10 for all but root: who sees energy finely enough can see keys (CVE-2020-8694). */
  readonly isReadable: boolean;
}

/**
 * The energy of each zone, and the number from which on that begins at 0 again.
 * @see https://docs.kernel.org/power/powercap/powercap.html
 */
export function raplFiles(sysfs: string): RaplFiles {
  const zones = namesIfThere(path.join(sysfs, FOLDER)).filter((name) => ZONE.test(name));
  const energies = filesOf(sysfs, zones, ENERGY);
  const isReadable = energies.every((file) => mayRead(path.join(sysfs, file)));
  // Without the energy, which is then denied, the range is of no use.
  return { files: isReadable ? [...energies, ...filesOf(sysfs, zones, RANGE)].sort() : energies, isReadable };
}

/** The row of one of these files: `rapl intel-rapl:0:0/dram energy_uj`; undefined if it is of something else. */
export function raplRowOf(sysfs: string, file: string): string | undefined {
  const [, folder = '', zone = '', name = ''] = /^(.*)\/([^/]+)\/([^/]+)$/.exec(file) ?? [];
  if (folder !== FOLDER) return undefined;
  const what = readValue(path.join(sysfs, FOLDER, zone, 'name')) ?? 'unnamed';
  return `rapl ${zone}/${asOneWord(what)} ${name}`;
}

function filesOf(sysfs: string, zones: readonly string[], name: string): string[] {
  return zones
    .map((zone) => `${FOLDER}/${zone}/${name}`)
    .filter((file) => fs.existsSync(path.join(sysfs, file)));
}

function mayRead(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
