import path from 'node:path';
import { namesIfThere } from '../host/small-file.ts';

/** The folder of `/sys` in which the controller of a Cray node puts what it measures, ten times a second. */
const FOLDER = 'cray/pm_counters';
/** `power`, `energy`, `cpu_power`, `accel0_energy`, …; beside them are limits, temperatures and versions. */
const MEASURE = /^(?:[a-z]+\d*_)?(power|energy)$/;
const UNITS: Readonly<Record<string, string>> = { power: 'W', energy: 'J' };

/** One file of a Cray's power counters. */
export interface CrayMeasure {
  readonly row: string;
  /** As it stands behind the number. */
  readonly unit: string;
}

/** The files of power and energy, below `/sys`; none where there is no such controller. */
export function crayFiles(sysfs: string): string[] {
  return namesIfThere(path.join(sysfs, FOLDER))
    .filter((name) => MEASURE.test(name))
    .map((name) => `${FOLDER}/${name}`);
}

/** What one of these files is; undefined if it is of something else. */
export function crayMeasureOf(file: string): CrayMeasure | undefined {
  if (path.posix.dirname(file) !== FOLDER) return undefined;
  const name = path.posix.basename(file);
  const unit = UNITS[MEASURE.exec(name)?.[1] ?? ''] ?? '';
  return { row: `cray ${name}_${unit.toLowerCase()}`, unit };
}
