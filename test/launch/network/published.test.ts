import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { publishedHosts } from '../../../src/launch/network/published.ts';
import { rejects } from '../../rejects.ts';
import { ompi4Rank1, srunRank3 } from '../environments.ts';

function ipv4(address: string, internal: NetworkInterfaceInfo['internal'] = false): NetworkInterfaceInfo {
  const rest = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', internal, cidr: `${address}/24` };
  return { address, family: 'IPv4', ...rest };
}

/** A node with a management network, that of the launcher, and InfiniBand. */
const HOST = {
  interfaces: {
    lo: [ipv4('127.0.0.1', true)],
    eth0: [ipv4('192.168.1.12')],
    eth1: [ipv4('198.18.0.12')],
    ib0: [ipv4('10.149.0.12')],
  },
  /** The launcher is at 198.18.0.11; there is no route to anybody else. */
  towards: async (host: string) => (host === '198.18.0.11' ? '198.18.0.12' : null),
};
const anybody = { only: undefined, nodes: null };

test('the address towards the launcher goes first, then the rest', async () => {
  const published = await publishedHosts({ env: srunRank3, ...anybody, nodes: 2 }, HOST);
  assert.equal(published, ['198.18.0.12', '192.168.1.12', '10.149.0.12']);
});

test('without a route to the launcher those that its daemon uses go first', async () => {
  const far = { ...HOST, towards: async () => null };
  const env = { ...ompi4Rank1, OMPI_MCA_orte_local_daemon_uri: '1.1;tcp://10.149.0.12:45001' };
  assert.equal(await publishedHosts({ env, ...anybody }, far), [
    '10.149.0.12',
    '192.168.1.12',
    '198.18.0.12',
  ]);
  assert.equal(await publishedHosts({ env, ...anybody }, HOST), [
    '198.18.0.12',
    '10.149.0.12',
    '192.168.1.12',
  ]);
});

test('where all ranks are on one host nothing but that host, unless something is asked for', async () => {
  assert.equal(await publishedHosts({ env: {}, ...anybody, nodes: 1 }, HOST), ['127.0.0.1']);
  assert.equal(await publishedHosts({ env: {}, only: 'ib0', nodes: 1 }, HOST), ['10.149.0.12']);
});

test('what is asked for is all there is; if it is not there that is an error', async () => {
  assert.equal(await publishedHosts({ env: srunRank3, only: '10.0.0.0/8', nodes: 2 }, HOST), ['10.149.0.12']);
  await rejects(
    publishedHosts({ env: srunRank3, only: 'eth9', nodes: 2 }, HOST),
    /^no interface, network or address eth9 here that others could reach; there are lo, eth0, eth1, ib0$/,
  );
});

test('a host without a network is alone, whatever is said of other nodes', async () => {
  const { lo } = HOST.interfaces;
  const published = await publishedHosts({ env: {}, ...anybody }, { ...HOST, interfaces: { lo } });
  assert.equal(published, ['127.0.0.1']);
});

test('one that asks for an address which only it has gets it, however many nodes there are', async () => {
  const { lo } = HOST.interfaces;
  const alone = { ...HOST, interfaces: { lo } };
  assert.equal(await publishedHosts({ env: {}, only: 'lo', nodes: 2 }, alone), ['127.0.0.1']);
});

test('this host has an address', async () => {
  assert.not.equal(await publishedHosts({ env: {}, ...anybody }), []);
});

test.run();
