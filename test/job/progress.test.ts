import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProgressTeller } from '../../src/job/progress.ts';
import type { Progress } from '../../src/launch/rendezvous/broker/messages.ts';
import { ManualClock } from '../manual-clock.ts';

function telling() {
  const clock = new ManualClock(0);
  const hosts = { ready: 0, expected: 3 as number | null };
  const teller = new ProgressTeller(clock, () => hosts);
  const told: Progress[] = [];
  return {
    clock,
    hosts,
    teller,
    told,
    listen: () => teller.listener((progress) => told.push({ ...progress })),
  };
}

test('without a listener nothing is told; who comes later is told at once how far it is', () => {
  const { hosts, teller, told, listen } = telling();
  teller.tell();
  hosts.ready = 2;
  listen();
  hosts.ready = 3;
  teller.tell();
  assert.equal(told, [
    { ready: 2, expected: 3, merged: null },
    { ready: 3, expected: 3, merged: null },
  ]);
});

test('while it stops and merges there is a sign of life every half second, with the share that is merged', () => {
  const { clock, teller, told, listen } = telling();
  listen();
  teller.keepTelling();
  teller.merged(0.25);
  clock.advance(499);
  assert.is(told.length, 2);
  clock.advance(1);
  teller.merged(0.5);
  clock.advance(500);
  assert.equal(
    told.map(({ merged }) => merged),
    [null, null, 0.25, 0.5],
  );
});

test('behind the last word nothing is told, and no timer is left', () => {
  const { clock, teller, told, listen } = telling();
  listen();
  teller.keepTelling();
  teller.end();
  const before = told.length;
  assert.is(clock.pending, 0);
  teller.tell();
  teller.keepTelling();
  clock.advance(10_000);
  assert.is(told.length, before);
  assert.is(clock.pending, 0);
});

test.run();
