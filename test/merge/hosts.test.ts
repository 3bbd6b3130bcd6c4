import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergedHosts } from '../../src/merge/hosts.ts';
import type { HelloRecord } from '../../src/wire/records.ts';
import { helloOf } from './example.ts';

/** Keys and ranks of the hosts that there are, and how many processes each has. */
function hostsOf(hellos: readonly HelloRecord[], expected: number | null, hosts: readonly string[] = []) {
  const tracks = hellos.map((hello) => ({ hello }));
  return mergedHosts({ job: { expected, hosts: [...hosts] }, tracks }).map(({ key, rank, tracks }) => [
    key,
    rank,
    tracks.length,
  ]);
}

test('those that reported come in the order of ranks, then those that did not', () => {
  const hellos = [helloOf(0, 'node1'), helloOf(2, 'node3')];
  assert.equal(hostsOf(hellos, 4, ['node1', 'node2', 'node3', 'node4']), [
    ['node1', 0, 1],
    ['node3', 2, 1],
    ['node2', null, 0],
    ['node4', null, 0],
  ]);
});

test('the second of a name gets its rank behind it', () => {
  const hellos = [helloOf(0, 'node'), helloOf(1, 'node'), helloOf(2, 'other'), helloOf(3, 'node')];
  assert.equal(
    hostsOf(hellos, 4).map(([key]) => key),
    ['node', 'node#1', 'other', 'node#3'],
  );
});

test('processes of one rank on one host are one host, on two hosts two', () => {
  const again = { id: 'def456' };
  assert.equal(hostsOf([helloOf(0, 'node1'), helloOf(0, 'node1', again)], 1), [['node1', 0, 2]]);
  assert.equal(hostsOf([helloOf(0, 'node1'), helloOf(0, 'node2', again)], 1), [
    ['node1', 0, 1],
    ['node2', 0, 1],
  ]);
});

test('who is missing is known by the full name, by the short one, and by what the launcher calls the node', () => {
  const names = ['a.site', 'b', 'c'];
  assert.equal(hostsOf([helloOf(0, 'a.site')], 2, ['a.site', 'b'])[1], ['b', null, 0]);
  // The launcher says `a`, the host `a.site`, and the other way round.
  assert.equal(hostsOf([helloOf(0, 'a.site')], 2, ['a', 'b'])[1], ['b', null, 0]);
  assert.equal(hostsOf([helloOf(0, 'a')], 2, ['a.site', 'b'])[1], ['b', null, 0]);
  assert.equal(hostsOf([helloOf(0, 'ip-10-0-0-1', { node: 'a.site' })], 3, names).slice(1), [
    ['b', null, 0],
    ['c', null, 0],
  ]);
});

test('as many are missing as did not report, whatever names there are', () => {
  // Names that nobody answers to, but all have come.
  assert.equal(hostsOf([helloOf(0, 'x'), helloOf(1, 'y')], 2, ['node1', 'node2']), [
    ['x', 0, 1],
    ['y', 1, 1],
  ]);
  // One of three has not come, and two names are open: the first is taken.
  assert.equal(hostsOf([helloOf(0, 'x'), helloOf(1, 'node2')], 3, ['node1', 'node2', 'node3']).slice(2), [
    ['node1', null, 0],
  ]);
  // Nobody knows a name.
  assert.equal(hostsOf([helloOf(1, 'x')], 3).slice(1), [
    ['unknown#1', null, 0],
    ['unknown#2', null, 0],
  ]);
});

test('if nobody said how many, as many as names were expected', () => {
  assert.equal(hostsOf([helloOf(0, 'node1')], null, ['node1', 'node2'])[1], ['node2', null, 0]);
  assert.equal(hostsOf([], null, []), []);
});

test('a missing host never has the key of one that reported', () => {
  // `node1` runs two ranks; the third expected one has the name of its second key.
  const hellos = [helloOf(0, 'node1'), helloOf(1, 'node1')];
  assert.equal(
    hostsOf(hellos, 3, ['node1#1']).map(([key]) => key),
    ['node1', 'node1#1', 'unknown#1'],
  );
});

test('who has said that it is not recorded is the one that is missing', () => {
  const tracks = [{ hello: helloOf(0, 'x') }];
  const job = { expected: 2, hosts: ['node1', 'node2'] };
  const absent = [{ host: 'node2.site', reason: 'no Node.js found' }];
  const keys = (more: object) => mergedHosts({ job, tracks, ...more }).map(({ key }) => key);
  assert.equal(keys({}), ['x', 'node1']);
  assert.equal(keys({ absent }), ['x', 'node2']);
});

test.run();
