import path from 'node:path';
import { SINGLE } from '../field.ts';
import { namesIfThere, readValue } from '../host/small-file.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';
import { AT, type Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const CLASS = 'class/cxi';
/** Digits of a second in the time that stands behind a count. */
const NANOSECONDS = 9;

/** Bytes of whole packets, with their headers. */
const OCTETS = ['hni_sts_rx_ok_octets', 'hni_sts_tx_ok_octets'];
/** Packets by their size in bytes. A file each, so they are read only where there are no octets: bytes have bounds then. */
const SIZES =
  `27 35 36_to_63 64 65_to_127 128_to_255 256_to_511 512_to_1023 1024_to_2047 2048_to_4095 4096_to_8191
  8192_to_max`.split(/\s+/);
const BINS = ['hni_rx_ok_', 'hni_tx_ok_'].flatMap((prefix) => SIZES.map((size) => prefix + size));
/** What was damaged, sent again or given up. There are some 1600 files: these are a handful. */
const EVENTS = [
  'hni_sts_rx_bad_octets',
  'hni_sts_tx_bad_octets',
  'hni_llr_tx_replay_event',
  'hni_llr_rx_replay_event',
  'hni_pcs_uncorrected_cw',
  'pct_spt_timeouts',
  'pct_sct_timeouts',
  'pct_retry_srb_requests',
  'pct_no_tct_nacks',
  'pct_no_trs_nacks',
];

/**
 * `/sys/class/cxi/cxiN/device/telemetry`: what each Slingshot card has carried, and what went wrong. `hsn0` in `netdev` is IP
 * on the same card: a part of it. Virtual functions may have none.
 * @see cass_telem.c of the cxi driver, which prints `VALUE@SECONDS.NANOSECONDS`
 */
export const cxi: Source = {
  name: 'cxi',
  about: 'Slingshot cards: bytes with headers, errors, retries',
  reference: 'cass_telem.c of the driver of HPE Slingshot',
  root: 'sysfs',
  files: [],
  lookedFor: [`${CLASS}/*/device/telemetry/*`],
  find: (root) => namesIfThere(path.join(root, CLASS)).flatMap((device) => filesOf(root, device)),
  inOnePiece: true,
  optional: true,
  byDefault: true,
  shape: {
    kind: 'tree',
    path: (row) => row.split(' '),
    varying: 0,
    rows: [...OCTETS, ...BINS, ...EVENTS].map((counter) => ({
      name: `cxi0 ${counter}`,
      presence: 'example',
    })),
  },
  fields: () => SINGLE,
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string): void {
    const [, , device = '', , , counter = ''] = file.split('/');
    if (text.nextLine()) {
      reading.row(wordOf(`${device} ${counter}`));
      // The time is that of the read, which the sample has.
      if (!text.upTo(AT)) reading.reject(text, 'no time behind the count');
      else if (reading.number(text, SINGLE[0]) && !reading.add(text, undefined, NANOSECONDS))
        reading.reject(text, 'no time behind the count');
    }
    reading.demandRows();
  },
};

/** The files of a card that are read: those that have a number now. */
function filesOf(root: string, device: string): string[] {
  const folder = `${CLASS}/${device}/device/telemetry`;
  const hasNumber = (name: string) => /^\d+@/.test(readValue(path.join(root, folder, name)) ?? '');
  const octets = OCTETS.filter(hasNumber);
  const data = octets.length === OCTETS.length ? octets : BINS.filter(hasNumber);
  return [...data, ...EVENTS.filter(hasNumber)].map((name) => `${folder}/${name}`);
}
