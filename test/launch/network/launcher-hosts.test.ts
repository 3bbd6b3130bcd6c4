import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { daemonAddresses, launcherHosts } from '../../../src/launch/network/launcher-hosts.ts';
import { hydraRank2, ompi4Rank1, ompi5Rank1, srunRank3 } from '../environments.ts';

test("the launcher's node, as each launcher tells it", () => {
  assert.equal(launcherHosts(ompi4Rank1), ['198.18.0.11']);
  assert.equal(launcherHosts(ompi5Rank1), ['node1']);
  assert.equal(launcherHosts(srunRank3), ['198.18.0.11']);
  assert.equal(launcherHosts({ ...hydraRank2, PMI_PORT: 'node1:40001' }), ['node1']);
  assert.equal(launcherHosts({}), []);
});

test('a host name with dashes, and all addresses of both families', () => {
  assert.equal(launcherHosts({ PMIX_NAMESPACE: 'prterun-gpu-node-07-5277@1' }), ['gpu-node-07']);
  const several =
    '1531576320.0;tcp://10.96.0.1,10.148.0.1,10.108.0.1:34911;tcp6://[fd00::2,2001:db8::1]:43370';
  assert.equal(launcherHosts({ OMPI_MCA_orte_hnp_uri: several }), [
    '10.96.0.1',
    '10.148.0.1',
    '10.108.0.1',
    'fd00::2',
    '2001:db8::1',
  ]);
});

test('all that tell it count once each, the likeliest first', () => {
  const all = {
    OMPI_MCA_orte_hnp_uri: '1.0;tcp://10.0.0.1:1234',
    PMIX_NAMESPACE: 'prte-node2-5277@12',
    PMI_PORT: '[fd00::3]:40001',
    SLURM_LAUNCH_NODE_IPADDR: '10.0.0.4',
    SLURM_SRUN_COMM_HOST: '10.0.0.5',
  };
  assert.equal(launcherHosts(all), ['10.0.0.1', 'node2', 'fd00::3', '10.0.0.4', '10.0.0.5']);
  assert.equal(launcherHosts({ ...all, SLURM_SRUN_COMM_HOST: '10.0.0.4', PMI_PORT: 'node2:1' }).length, 3);
});

test('what only resembles them tells nothing', () => {
  for (const namespace of ['xprte-node2-5277@1', 'prte-node2-5277@1x', 'prte-node2-5277', 'slurm.pmix.5.1']) {
    assert.equal(launcherHosts({ PMIX_NAMESPACE: namespace }), [], namespace);
  }
  assert.equal(launcherHosts({ PMI_PORT: 'node1:40001#x' }), []);
  assert.equal(launcherHosts({ PMI_PORT: 'node1' }), []);
  assert.equal(launcherHosts({ OMPI_MCA_orte_hnp_uri: '1.0;tcp://10.0.0.1,,10.0.0.2:1' }), [
    '10.0.0.1',
    '10.0.0.2',
  ]);
});

test("the addresses that Open MPI's daemon on this node uses", () => {
  assert.equal(daemonAddresses(ompi4Rank1), ['198.18.0.12']);
  assert.equal(daemonAddresses(ompi5Rank1), []);
});

test.run();
