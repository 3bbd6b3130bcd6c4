import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { slowMount } from '../../../../src/report/findings/rules/slow-mount.ts';
import type { Thing } from '../../../../src/report/observed/observed.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** A mount with a mean time of so many operations. */
function mount(name: string, ms: number, operations = 1000): Thing {
  return { kind: 'mount', name, means: Float64Array.of(ms), amounts: Float64Array.of(operations) };
}

const two = (ms: number, operations?: number) => [mount('/slow', ms, operations), mount('/home', 1)];

test('a mount that is slow on all hosts is the mount', () => {
  const [first, ...more] = foundBy(slowMount, { hosts: 4, things: () => two(3) });
  assert.equal(more, []);
  assert.is(
    first?.text,
    '/slow answered all hosts slowly: 3.0 ms an operation, ×3 as long as other mounts (1.0 ms).',
  );
  assert.equal([first?.cause, first?.hosts, first?.value, first?.normal], ['slow mount', [], 3, 1]);
});

test('a mount that only some hosts have is told of those', () => {
  const things = (host: number) => (host < 3 ? two(3) : [mount('/home', 1), mount('/x', 1)]);
  assert.match(
    textsBy(slowMount, { hosts: 8, things })[0] ?? '',
    /^\/slow answered all 3 hosts that have it slowly/,
  );
});

test('half as long again is slow, and so many operations tell it', () => {
  const found = (ms: number, operations?: number) =>
    textsBy(slowMount, { hosts: 4, things: () => two(ms, operations) }).length;
  assert.equal([found(1.5), found(1.49)], [1, 0]);
  // 0.3 of the 1000 of the busiest.
  assert.equal([found(3, 300), found(3, 299)], [1, 0]);
  // 50 at all.
  const few = (operations: number) =>
    textsBy(slowMount, {
      hosts: 4,
      things: () => [mount('/slow', 3, operations), mount('/home', 1, operations)],
    }).length;
  assert.equal([few(50), few(49)], [1, 0]);
});

test('what is slower by less than 0.3 ms is not slow', () => {
  const of = (ms: number) => ({ hosts: 4, things: () => [mount('/slow', ms), mount('/home', 0.1)] });
  assert.equal([textsBy(slowMount, of(0.39)).length, textsBy(slowMount, of(0.41)).length], [0, 1]);
});

test('a mount that is slow on one host is named with it; of few hosts it can be the server', () => {
  const things = (host: number) => two(host === 2 ? 3 : 1);
  assert.equal(textsBy(slowMount, { hosts: 8, things }), [
    '/slow answered node3 slowly: 3.0 ms an operation, ×3 as long as other mounts (1.0 ms).',
  ]);
  assert.match(
    textsBy(slowMount, { hosts: 3, things })[0] ?? '',
    /\(1\.0 ms\): too few hosts to be sure that it is not the server\.$/,
  );
});

test('a mount that takes as long on the others is as it is', () => {
  // Only the third host has another one that is faster.
  const things = (host: number) => [mount('/slow', 3), mount('/home', host === 2 ? 1 : 3)];
  assert.equal(textsBy(slowMount, { hosts: 8, things }), []);
});

test('one mount has none to be compared with, and disks are no mounts', () => {
  assert.equal(textsBy(slowMount, { hosts: 4, things: () => [mount('/slow', 30)] }), []);
  const disks = two(3).map((one): Thing => ({ ...one, kind: 'disk' }));
  assert.equal(textsBy(slowMount, { hosts: 4, things: () => disks }), []);
});

test.run();
