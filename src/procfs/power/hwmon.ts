import path from 'node:path';
import { namesIfThere, readInteger, readNames, readValue } from '../host/small-file.ts';
import { asOneWord } from './words.ts';

const FOLDER = 'class/hwmon';
const SENSOR = /^(power\d+)_(average|input)$/;
/** What a sensor measures, where somebody says it; the first of them on the processors of Grace. */
const LABELS = ['oem_info', 'label'];

/**
 * The power sensors of all chips, below `/sys`: those that have a number now.
 * @see https://docs.kernel.org/hwmon/sysfs-interface.html
 */
export function hwmonFiles(sysfs: string): string[] {
  return namesIfThere(path.join(sysfs, FOLDER)).flatMap((chip) =>
    readNames(path.join(sysfs, FOLDER, chip))
      .filter((name) => SENSOR.test(name))
      .map((name) => `${FOLDER}/${chip}/${name}`)
      .filter((file) => readInteger(path.join(sysfs, file)) !== null),
  );
}

/** The row of one of these files: `hwmon hwmon2/power_meter/power1/CPU_Power_Socket_0 average_uw`; undefined for others. */
export function hwmonRowOf(sysfs: string, file: string): string | undefined {
  const [, folder = '', chip = '', name = ''] = /^(.*)\/([^/]+)\/([^/]+)$/.exec(file) ?? [];
  const [, sensor = '', kind = ''] = SENSOR.exec(name) ?? [];
  if (folder !== FOLDER || sensor === '') return undefined;
  const at = path.join(sysfs, FOLDER, chip);
  const label = LABELS.map((what) => readValue(path.join(at, `${sensor}_${what}`))).find(
    (text) => text !== null,
  );
  const names = [chip, readValue(path.join(at, 'name')), sensor, label];
  const key = names.flatMap((text) => (text === null || text === undefined ? [] : asOneWord(text))).join('/');
  return `hwmon ${key} ${kind}_uw`;
}
