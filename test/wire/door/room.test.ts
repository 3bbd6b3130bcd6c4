import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Room } from '../../../src/wire/door/room.ts';

test('of 1024 descriptors 40 are open and 64 are for files: the rest is for connections', () => {
  const room = new Room({ limit: 1024, open: 40 }, 3);
  assert.is(room.most, 920);
  assert.is(room.isTaken({ open: 920, unproven: 920 }, 'open'), false);
  assert.is(room.isTaken({ open: 921, unproven: 915 }, 'open'), true);
});

test('hosts that have the key take no room from themselves', () => {
  const room = new Room({ limit: 1024, open: 40 }, 100);
  assert.is(room.isTaken({ open: 921, unproven: 460 }, 'open'), false);
  assert.is(room.isTaken({ open: 500, unproven: 250 }, 'full'), false);
  assert.is(room.isTaken({ open: 500, unproven: 251 }, 'full'), true);
});

test('who waits at a front takes half of what the hosts leave, three descriptors each', () => {
  // (1024 - 40 - 64) / 3 = 306 connections, less one for each of 3 hosts: half of 303.
  assert.is(new Room({ limit: 1024, open: 40 }, 3).mostPending, 151);
  assert.is(new Room({ limit: 256, open: 40 }, 3).mostPending, 23);
  assert.is(new Room({ limit: 20_000, open: 40 }, null).mostPending, 256);
});

test('where the hosts do not fit behind a front there is none', () => {
  // 306 connections: 298 hosts leave 8, half of them for who waits; 299 leave 3 for that.
  const has = (hosts: number) => new Room({ limit: 1024, open: 40 }, hosts).hasFront;
  assert.equal([298, 299].map(has), [true, false]);
  const room = new Room({ limit: 1024, open: 40 }, 400);
  assert.is(room.isTaken({ open: 984, unproven: 984 }, 'full'), false);
});

test('however many descriptors there are, so many at most are on their way', () => {
  const room = new Room({ limit: 1_048_576, open: 40 }, 10_000);
  // All ranks of a large job at once.
  assert.is(room.isTaken({ open: 20_000, unproven: 20_000 }, 'open'), false);
  assert.is(room.isTaken({ open: 32_769, unproven: 32_769 }, 'open'), true);
});

test.run();
