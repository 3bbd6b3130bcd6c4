import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { absentHosts } from '../../src/wire/absent-hosts.ts';

const NODE1 = { rank: 0, hostname: 'node1.cluster.example', node: null };

test('of those that are expected, those that nobody answers to', () => {
  const job = { expected: 3, hosts: ['node1', 'node2', 'node3'] };
  assert.equal(absentHosts(job, [NODE1]), ['node2', 'node3']);
  assert.equal(absentHosts(job, [NODE1, { rank: 2, hostname: 'x', node: 'node3' }]), ['node2']);
});

test('hosts without a name have a number, and no name that is taken', () => {
  assert.equal(absentHosts({ expected: 3, hosts: [] }, [NODE1], new Set(['unknown#1'])), ['unknown#2']);
  assert.equal(absentHosts({ expected: 1, hosts: ['node7'] }, [NODE1]), []);
});

test.run();
