import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OBSERVED } from '../../../src/report/observed/observing.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import { MOST_PIECES, PIECE_MS, Recent } from '../../../src/top/live/recent.ts';

const NOTHING = { timestamp: '', hostname: '', tick: null };
const BUSY = OBSERVED.indexOf('cpu_busy_percent');

/** Takes in an interval from one second to another. */
function add(recent: Recent, from: number, to: number, busy: number | null) {
  const rates = { ...ratesBetween(NOTHING, NOTHING, undefined, 1), cpu_busy_percent: busy };
  const sample = (second: number) => ({ ...NOTHING, tick: second, netdev: [], cpu: { ctxt: second } });
  recent.add({ before: sample(from), after: sample(to), start: from * 1000, end: to * 1000, rates });
}

test('ten seconds are a piece: means by time, what devices counted at its ends, and nothing else', () => {
  const recent = new Recent();
  add(recent, 0, 4, 100);
  add(recent, 4, 6, null);
  add(recent, 6, 10, 50);
  assert.equal([recent.pieces, recent.lately], [[], null]);
  add(recent, 10, 11, 0);
  const [piece] = recent.pieces;
  assert.equal([piece?.start, piece?.end, piece?.means[BUSY]], [0, 10_000, 75]);
  assert.equal(
    [piece?.before, piece?.after],
    [
      { ...NOTHING, tick: 0, netdev: [] },
      { ...NOTHING, tick: 10, netdev: [] },
    ],
  );
  assert.equal(recent.lately, { cpu_busy_percent: 75 });
});

test('intervals longer than a piece are pieces of their own, and the newest are kept', () => {
  const recent = new Recent();
  for (let nth = 0; nth <= MOST_PIECES + 2; nth++) add(recent, nth * 30, (nth + 1) * 30, nth);
  assert.is(recent.pieces.length, MOST_PIECES);
  assert.equal([recent.pieces[0]?.start, recent.pieces[0]?.end], [2 * 30_000, 3 * 30_000]);
  assert.ok(PIECE_MS < 30_000);
});

test('what takes no time is nothing', () => {
  const recent = new Recent();
  add(recent, 5, 5, 50);
  add(recent, 10, 11, 50);
  assert.equal(recent.pieces, []);
});

test.run();
