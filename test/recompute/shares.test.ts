import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sharesOfDisks, sharesOfInterfaces } from '../../src/series/totals/devices.ts';
import { blockDevice, exampleInfo, networkInterface } from '../series/example.ts';

const PROGRAM = fileURLToPath(new URL('shares.py', import.meta.url));

const DISKS =
  `sda sda1 sdb sdb2 nvme0n1 nvme0n1p1 nvme0n10 nvme0c0n1 nvme0c1n1 nvme1c0n1 loop0 loop0p1 ram0 zd0 zd0p1 dm-0
  dm-1 md127 md127p1 md_d0 mdx bcache0 drbd1 drbd emcpowera emcpowera1 VxVM1 nbd0 nbd0p1 rbd1 xvda1 cciss/c0d0 cciss/c0d0p1
  sr0 sr0x asr0`.split(/\s+/);
const INTERFACES =
  `lo eth0 eth1 enP1s1 enp1s0 ens3 ens3nsby bond0 bond0.100 br0 brx docker0 veth1 tun0 ib0 hsn0 eni
  eni0123456789a ip6tnl0 team0:1`.split(/\s+/);

/** Names that stand together, so few that they have to do with each other. */
const few = (names: readonly string[]) =>
  fc
    .tuple(fc.nat(names.length - 7), fc.constantFrom(...names))
    .map(([at, one]) => [...names.slice(at, at + 7), one]);
const someOf = (names: readonly string[], maxLength = 7) =>
  fc.uniqueArray(fc.constantFrom(...names), { maxLength });
const counts = { reads_completed: fc.constantFrom(0, 1), writes_completed: fc.constantFrom(0, 0, 1) };

const disks = few(DISKS).chain((names) =>
  fc.record({
    rows: fc.uniqueArray(fc.record({ device_name: fc.constantFrom(...names), ...counts }), {
      selector: ({ device_name }) => device_name,
    }),
    known: fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...names), slaves: someOf(names, 2), parted: fc.boolean() }),
      { selector: ({ name }) => name },
    ),
  }),
);
const interfaces = few(INTERFACES).chain((names) =>
  fc.record({
    names: someOf(names),
    known: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        has_device: fc.boolean(),
        master: fc.option(fc.constantFrom(...names)),
        lower: someOf(names, 2),
        far_end: fc.constantFrom(true as const, undefined, undefined),
      }),
      { selector: ({ name }) => name },
    ),
  }),
);
const moment = fc
  .record({ disks, interfaces, hasInfo: fc.boolean(), hasHardware: fc.boolean() })
  .map(({ disks, interfaces, hasInfo, hasHardware }) => {
    const block_devices = disks.known.map(({ name, slaves, parted }) => {
      // A kernel has no circles: what a device stands on comes before it here.
      const below = slaves.filter((one) => DISKS.indexOf(one) < DISKS.indexOf(name));
      const partitions = DISKS.filter(
        (one) => parted && one !== name && /^p?\d$/.test(one.replace(name, '')),
      );
      return blockDevice(name, { slaves: below, partitions });
    });
    const cards = interfaces.known.map(({ name, has_device, master, lower, far_end }) =>
      networkInterface(name, {
        has_device: has_device && hasHardware,
        master,
        ...(lower.length === 0 ? {} : { lower }),
        ...(far_end === undefined ? {} : { far_end }),
      }),
    );
    const info = hasInfo ? { block_devices, interfaces: cards } : null;
    return { disks: disks.rows, interfaces: interfaces.names, info };
  });

test('a program in Python that was written from docs/file-format.md gives any devices the same shares', () => {
  const cases = fc.sample(moment, 3000);
  const { stdout, stderr } = spawnSync('python3', [PROGRAM], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  assert.is(stderr, '');
  const theirs = JSON.parse(stdout);
  cases.forEach((one, at) => {
    const known = one.info === null ? undefined : exampleInfo(one.info);
    const interfaces = one.interfaces.map((interface_name) => ({ interface_name }));
    const ours = [sharesOfDisks(one.disks, known), sharesOfInterfaces(interfaces, known)];
    assert.equal(theirs[at], ours, JSON.stringify(one));
  });
});

test.run();
