import os, { type NetworkInterfaceInfo } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { localAddressTowards, usableAddresses } from '../../../src/launch/network/addresses.ts';
import { throwsText } from '../../rejects.ts';

function ipv4(address: string, internal: NetworkInterfaceInfo['internal'] = false): NetworkInterfaceInfo {
  const rest = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', internal, cidr: `${address}/24` };
  return { address, family: 'IPv4', ...rest };
}

function ipv6(address: string, internal: NetworkInterfaceInfo['internal'] = false): NetworkInterfaceInfo {
  const rest = {
    netmask: 'ffff:ffff:ffff:ffff::',
    mac: '00:00:00:00:00:00',
    internal,
    cidr: `${address}/64`,
  };
  return { address, family: 'IPv6', scopeid: address.startsWith('fe80') ? 2 : 0, ...rest };
}

/** A compute node with a management network, InfiniBand and Docker. */
const interfaces = {
  lo: [ipv4('127.0.0.1', true), ipv6('::1', true)],
  eth0: [ipv4('198.18.0.11'), ipv6('fd00::11'), ipv6('fe80::11')],
  ib0: [ipv4('10.149.0.11'), ipv6('fe80::12')],
  docker0: [ipv4('172.17.0.1')],
  'br-1a2b3c4d5e6f': [ipv4('172.18.0.1')],
  virbr0: [ipv4('192.168.122.1')],
  eth1: [ipv4('169.254.7.7')],
};

test('IPv4 before IPv6; no loopback, no link-local, no bridges of containers', () => {
  const usable = usableAddresses({ interfaces, loopback: 'never' });
  assert.equal(usable, ['198.18.0.11', '10.149.0.11', 'fd00::11']);
});

test('preferred addresses go first, if they are usable', () => {
  const preferred = ['127.0.0.1', 'fd00::11', '10.149.0.11', '203.0.113.1'];
  const usable = usableAddresses({ interfaces, loopback: 'never', preferred });
  assert.equal(usable, ['fd00::11', '10.149.0.11', '198.18.0.11']);
});

test('one interface, one network or one address only', () => {
  const only = (wish: string) => usableAddresses({ interfaces, loopback: 'never', only: wish });
  assert.equal(only('ib0'), ['10.149.0.11']);
  assert.equal(only('docker0'), ['172.17.0.1']);
  assert.equal(only('lo'), ['127.0.0.1', '::1']);
  assert.equal(only('198.18.0.0/15'), ['198.18.0.11']);
  assert.equal(only('fd00::/8'), ['fd00::11']);
  assert.equal(only('10.149.0.11'), ['10.149.0.11']);
  throwsText(
    () => only('eth9'),
    'no interface, network or address eth9 here that others could reach; there are',
  );
  assert.throws(() => only('eth1'), /there are lo, eth0, ib0/);
  assert.throws(() => only('10.9.0.0/16'), /10\.9\.0\.0\/16 here/);
  for (const wrong of ['10.0.0.0/33', 'fd00::/129', '10.0.0.0/8x', '10.0.0.0/x8']) {
    assert.throws(() => only(wrong), new RegExp(`^${wrong} is not a network: ADDRESS/LENGTH`));
  }
});

test('bridges serve where there is nothing else, and loopback where all ranks are on one host', () => {
  const { lo, docker0 } = interfaces;
  assert.equal(usableAddresses({ interfaces: { lo, docker0 }, loopback: 'never' }), ['172.17.0.1']);
  assert.equal(usableAddresses({ interfaces: { lo }, loopback: 'never' }), []);
  assert.equal(usableAddresses({ interfaces, loopback: 'only' }), ['127.0.0.1']);
  assert.equal(usableAddresses({ interfaces: { lo: [ipv6('::1', true)] }, loopback: 'only' }), ['::1']);
});

test('an address of IPv6 is that one, a network may be up to its last bit', () => {
  const two = { eth0: [ipv6('fd00::11'), ipv6('fd00::12')] };
  const only = (wish: string) => usableAddresses({ interfaces: two, loopback: 'never', only: wish });
  assert.equal(only('fd00::12'), ['fd00::12']);
  assert.equal(only('fd00::12/128'), ['fd00::12']);
  assert.equal(only('fd00::/64'), ['fd00::11', 'fd00::12']);
});

test('a bridge is one by all of its name, and where a network is asked for no worse than others', () => {
  const { docker0 } = interfaces;
  const named = { docker0, mydocker0: [ipv4('172.19.0.1')], 'br-1a2b3c4d5e6f7': [ipv4('172.19.0.2')] };
  assert.equal(usableAddresses({ interfaces: named, loopback: 'never' }), ['172.19.0.1', '172.19.0.2']);
  assert.equal(usableAddresses({ interfaces: named, loopback: 'never', only: '172.16.0.0/12' }), [
    '172.17.0.1',
    '172.19.0.1',
    '172.19.0.2',
  ]);
  assert.equal(usableAddresses({ interfaces: { ...named, ib9: undefined }, loopback: 'never' }).length, 2);
});

test('the route tells the local address; what is no address has none', async () => {
  assert.is(await localAddressTowards('127.0.0.9'), '127.0.0.1');
  assert.is(await localAddressTowards('node1'), null);
  assert.is(await localAddressTowards(''), null);
  const hasIpv6 = os.networkInterfaces().lo?.some(({ address }) => address === '::1') === true;
  if (hasIpv6) assert.is(await localAddressTowards('::1'), '::1');
});

test('where nothing may be sent to there is no route; no socket stays', async () => {
  // ipv6(7): a link-local address says nothing without its interface. Without IPv6 there is no such socket at all.
  assert.is(await localAddressTowards('fe80::1'), null);
  const isOpen = () => process.getActiveResourcesInfo().includes('UDPWrap');
  for (let turn = 0; turn < 100 && isOpen(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.not(isOpen());
});

test.run();
