import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DeviceNames } from '../../src/procfs/host/complete.ts';
import { NewDevices } from '../../src/rank/new-devices.ts';
import type { HostInfo } from '../../src/series/schema.ts';
import { ManualClock } from '../manual-clock.ts';
import { exampleInfo } from '../series/example.ts';

const INFO = exampleInfo();
const SDB: DeviceNames = { disks: ['sda', 'sdb'], interfaces: [], others: [] };

/** New devices, the names that were looked at, and what is found out of those. */
function watching(find: (info: HostInfo, nth: number) => HostInfo = (info) => ({ ...info })) {
  const clock = new ManualClock(0);
  const looks: DeviceNames[] = [];
  const devices = new NewDevices(clock, (info, names) => {
    looks.push(names);
    return find(info, looks.length);
  });
  return { clock, devices, looks };
}

test('none is looked for until one has come; then at once, and once', () => {
  const { devices, looks } = watching((info) => ({ ...info, kernel: 'looked' }));
  devices.add(undefined);
  assert.is(devices.areDue, false);
  devices.add({ disks: [], interfaces: [], others: [] });
  assert.is(devices.areDue, false);
  devices.add({ disks: [], interfaces: ['eth1'], others: [] });
  assert.is(devices.areDue, true);
  assert.is(devices.look(INFO).kernel, 'looked');
  assert.is(devices.areDue, false);
  assert.equal(looks, [{ disks: [], interfaces: ['eth1'], others: [] }]);
});

test('a port or a mount is looked for, too', () => {
  const { devices, looks } = watching();
  const port: DeviceNames = { disks: [], interfaces: [], others: ['mlx5_0/1'] };
  devices.add(port);
  assert.is(devices.areDue, true);
  devices.add(SDB);
  devices.look(INFO);
  assert.equal(looks, [{ ...SDB, others: ['mlx5_0/1'] }]);
});

test('after one that was told the next look is a minute later, at all that have come until then', () => {
  const { clock, devices, looks } = watching();
  devices.add(SDB);
  devices.look(INFO);
  devices.add({ disks: ['sda', 'sdc'], interfaces: ['eth1'], others: [] });
  devices.add({ disks: [], interfaces: ['eth1', 'eth2'], others: [] });
  devices.add({ disks: ['sdc'], interfaces: [], others: [] });
  devices.add(undefined);
  clock.advance(59_999);
  assert.is(devices.areDue, false);
  clock.advance(1);
  assert.is(devices.areDue, true);
  devices.look(INFO);
  assert.equal(looks.slice(1), [{ disks: ['sdc'], interfaces: ['eth1', 'eth2'], others: [] }]);
});

test('one of which nothing is known, or whose look fails, is forgotten, and the next is looked at at once', () => {
  const { devices, looks } = watching((info, nth) => {
    if (nth === 2) throw new Error('no /sys');
    return info;
  });
  devices.add(SDB);
  assert.is(devices.look(INFO), INFO);
  assert.is(devices.areDue, false);
  devices.add(SDB);
  assert.is(devices.areDue, true);
  assert.throws(() => devices.look(INFO), /no \/sys/);
  assert.is(devices.areDue, false);
  devices.add({ disks: [], interfaces: ['eth1'], others: [] });
  assert.is(devices.areDue, true);
  devices.look(INFO);
  assert.equal(looks, [SDB, SDB, { disks: [], interfaces: ['eth1'], others: [] }]);
});

test.run();
