import path from 'node:path';
import { SINGLE } from '../field.ts';
import { namesIfThere, readInteger, readNames, readValue } from '../host/small-file.ts';
import { RDMA_CLASS, rdmaDriver, rdmaPortNumbers } from '../rdma/devices.ts';
import {
  counterOf,
  PORT_COUNTERS,
  PORT_EVENTS,
  type PortPackets,
  portDataOf,
  portPacketsOf,
} from '../rdma/port-files.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { COLON, type Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

/** More files of a port are not read: each is a system call at each tick, and of some drivers a question to the card. */
const MOST_FILES = 16;
const STATE = 'state';

/**
 * `/sys/class/infiniband/DEV/ports/N`: what each port that speaks verbs has carried, as its driver counts it, what it has
 * lost, waited for or sent again, and its state. Numbers are as the kernel prints them: in which unit, the driver decides.
 * @see `show_pma_counter`, `show_hw_stats` and `state_show` in drivers/infiniband/core/sysfs.c
 */
export const rdma: Source = {
  name: 'rdma',
  about: 'RDMA ports: data in the unit of the driver, packets, errors, congestion, state',
  reference: 'show_pma_counter, show_hw_stats and state_show in drivers/infiniband/core/sysfs.c',
  root: 'sysfs',
  files: [],
  lookedFor: [`${RDMA_CLASS}/*/ports/*/{state,{counters,counters_ext,hw_counters}/*}`],
  find: (root) => {
    const ports = namesIfThere(path.join(root, RDMA_CLASS)).flatMap((device) =>
      rdmaPortNumbers(root, device).map((port) => ({ device, port })),
    );
    return ports.flatMap(({ device, port }) => filesOf(root, device, port));
  },
  inOnePiece: true,
  optional: true,
  byDefault: true,
  shape: {
    kind: 'tree',
    path: (row) => {
      const blank = row.lastIndexOf(' ');
      return [row.slice(0, blank), row.slice(blank + 1)];
    },
    varying: 0,
    rows: PORT_COUNTERS.map((counter) => ({ name: `device/port ${counter}`, presence: 'example' })),
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string): void {
    const [, , device = '', , port = ''] = file.split('/');
    const counter = counterOf(file);
    if (text.nextLine()) {
      reading.row(wordOf(`${device}/${port} ${counter}`));
      // `4: ACTIVE`
      if (counter !== STATE) reading.numbersOf(text, SINGLE, SINGLE.length);
      else if (text.upTo(COLON)) reading.number(text, SINGLE[0]);
      else reading.reject(text, 'a state without a number');
    }
    reading.demandRows();
  },
};

/** The files of a port that are read, in this order: those that have a number now. */
function filesOf(root: string, device: string, port: number): string[] {
  const folder = `${RDMA_CLASS}/${device}/ports/${port}`;
  const at = path.join(root, folder);
  const listed = new Set(
    ['counters', 'counters_ext', 'hw_counters'].flatMap((below) =>
      readNames(path.join(at, below)).map((name) => `${below}/${name}`),
    ),
  );
  const looked = new Map<string, boolean>();
  // A driver that counts nothing has the files all the same: `N/A (no PMA)`, EINVAL, ENOSYS.
  const hasNumber = (name: string) => {
    const known = looked.get(name);
    if (known !== undefined) return known;
    const found = listed.has(name) && readInteger(path.join(at, name)) !== null;
    looked.set(name, found);
    return found;
  };
  const there = ({ received, sent }: PortPackets) => [...received, ...sent].filter(hasNumber);
  const isWhole = ({ received, sent }: PortPackets) => received.some(hasNumber) && sent.some(hasNumber);
  const data = portDataOf(rdmaDriver(root, device).name).find(isWhole);
  const packets = portPacketsOf(data).find(isWhole);
  const files = [
    ...(/^\d+:/.test(readValue(path.join(at, STATE)) ?? '') ? [STATE] : []),
    ...(data === undefined ? [] : there(data)),
    ...(packets === undefined ? [] : there(packets)),
  ];
  for (const event of PORT_EVENTS) {
    if (files.length >= MOST_FILES) break;
    if (hasNumber(event)) files.push(event);
  }
  return files.map((name) => `${folder}/${name}`);
}
