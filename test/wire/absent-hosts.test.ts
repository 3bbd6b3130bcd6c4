import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { absentHosts, wordsOf } from '../../src/wire/absent-hosts.ts';

const NODE1 = { rank: 0, hostname: 'node1.cluster.example', node: null };

test('of those that are expected, those that nobody answers to', () => {
  const job = { expected: 3, hosts: ['node1', 'node2', 'node3'] };
  assert.equal(absentHosts(job, [NODE1]), ['node2', 'node3']);
  assert.equal(absentHosts(job, [NODE1, { rank: 2, hostname: 'x', node: 'node3' }]), ['node2']);
});

test('who answers to a name need not have it: to the one of the launcher, and with a domain or without', () => {
  const job = { expected: 2, hosts: ['node3', 'node4'] };
  assert.equal(absentHosts(job, [{ rank: 0, hostname: 'x', node: 'node3' }]), ['node4']);
  const sites = { expected: 3, hosts: ['node1.site', 'node2.site'] };
  assert.equal(absentHosts(sites, [{ rank: 0, hostname: 'node1', node: null }]), ['node2.site', 'unknown#1']);
});

test('hosts without a name have a number, and no name that is taken', () => {
  assert.equal(absentHosts({ expected: 3, hosts: [] }, [NODE1], new Set(['unknown#1'])), ['unknown#2']);
  assert.equal(absentHosts({ expected: 1, hosts: ['node7'] }, [NODE1]), []);
});

const said = (...hosts: string[]) => hosts.map((host) => ({ host, reason: `why not ${host}` }));

test('of more names than are missing, those who have said so themselves, in the order of the names', () => {
  const job = { expected: 3, hosts: ['a', 'b', 'c', 'd.site'] };
  // Nobody answers to a name: all have others.
  const one = [{ rank: 0, hostname: 'x', node: null }];
  assert.equal(absentHosts(job, one), ['a', 'b']);
  assert.equal(absentHosts(job, one, undefined, said('c')), ['a', 'c']);
  assert.equal(absentHosts(job, one, undefined, said('d', 'c.site')), ['c', 'd.site']);
  assert.equal(absentHosts(job, one, undefined, said('d', 'b', 'a')), ['a', 'b'], 'no more than are missing');
  const more = { ...job, expected: 4 };
  assert.equal(
    absentHosts(more, one, undefined, said('d', 'c.site')),
    ['a', 'c', 'd.site'],
    'each has one name',
  );
});

test('who has said so has a name, though the launcher knows none, or another', () => {
  assert.equal(absentHosts({ expected: 3, hosts: [] }, [NODE1], undefined, said('node3')), [
    'node3',
    'unknown#1',
  ]);
  assert.equal(absentHosts({ expected: 2, hosts: ['node1', 'ip-2'] }, [NODE1], undefined, said('node2')), [
    'node2',
  ]);
});

test('who is there, or has a name that is taken, is not absent, whatever was said', () => {
  const job = { expected: 2, hosts: ['node1', 'node2'] };
  assert.equal(absentHosts(job, [NODE1], undefined, said('node1')), ['node2']);
  assert.equal(absentHosts(job, [NODE1], new Set(['node7']), said('node7')), ['node2']);
});

test('a reason is found with and without the domain, not with another one', () => {
  const wordOf = wordsOf(said('a', 'b.site', 'c.one', 'c.two'));
  assert.is(wordOf('a'), 'why not a');
  assert.is(wordOf('a.site'), 'why not a');
  assert.is(wordOf('b'), 'why not b.site');
  assert.is(wordOf('b.site'), 'why not b.site');
  assert.is(wordOf('b.other'), undefined);
  assert.is(wordOf('c.one'), 'why not c.one');
  assert.is(wordOf('d'), undefined);
});

test.run();
