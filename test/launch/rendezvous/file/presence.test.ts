import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rendezvous } from '../../../../src/launch/rendezvous/file/content.ts';
import { Presence } from '../../../../src/launch/rendezvous/file/presence.ts';
import { content } from './contents.ts';

const PLACE = { directory: '/results', key: 'k' };
const OLDER = { ...content('k'), started: '2026-11-24T00:00:00.000Z' };

/** What is said of a file at each look. */
async function looks(...found: (Rendezvous | undefined | Error)[]): Promise<boolean[]> {
  const left = [...found];
  const presence = new Presence(PLACE, async (place) => {
    assert.is(place, PLACE);
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  const said: boolean[] = [];
  for (const _ of found) said.push(await presence.isGone());
  return said;
}

test('a file that was there and is gone at two looks is gone', async () => {
  assert.equal(await looks(content('k'), content('k'), undefined, undefined), [false, false, false, true]);
  assert.equal(await looks(content('k'), undefined, content('k'), undefined), [false, false, false, false]);
});

test('a file that never was there says nothing', async () => {
  assert.equal(await looks(undefined, undefined, undefined), [false, false, false]);
});

test('a directory that does not answer says nothing', async () => {
  const error = new Error('EIO');
  assert.equal(await looks(content('k'), error, undefined, error, undefined), [
    false,
    false,
    false,
    false,
    true,
  ]);
});

test('one that was gone is not known to be while its directory does not answer', async () => {
  const error = new Error('EIO');
  assert.equal(await looks(content('k'), undefined, undefined, error), [false, false, true, false]);
});

test('what an earlier launch of the name has left is not taken for the one that was there', async () => {
  assert.equal(await looks(OLDER, content('k'), OLDER, OLDER), [false, false, false, true]);
});

test.run();
