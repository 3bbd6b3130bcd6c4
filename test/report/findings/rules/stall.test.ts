import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Look } from '../../../../src/report/findings/engine/look.ts';
import { hostStall, stall } from '../../../../src/report/findings/rules/stall.ts';
import { type Does, type MadeObserved, madeObserved } from '../made-observed.ts';
import { foundBy, textsBy } from './rules-on.ts';

/** Minutes in which nothing moved, each from one to another. */
const within = (spans: readonly (readonly [number, number])[], piece: number) =>
  spans.some(([from, to]) => piece >= from && piece < to);

/** Four hosts that write 50 MB/s each, and in these minutes `rest`, in which tasks wait so much. */
function still(spans: readonly (readonly [number, number])[], rest = 0, waiting = 80): MadeObserved {
  return {
    hosts: 4,
    does: {
      disk_write_mb_per_s: (_, piece) => (within(spans, piece) ? rest : 50),
      pressure_io_percent: (_, piece) => (within(spans, piece) ? waiting : 5),
    },
  };
}

test('a time in which nothing moved on any host, and all waited', () => {
  const [first, ...more] = foundBy(stall, still([[20, 23]]));
  assert.equal(more, []);
  assert.is(
    first?.text,
    'Nothing was read or written on any host for 3:00, from 20:00 to 23:00: before and after that 200 MB/s.',
  );
  assert.equal([first?.cause, first?.severity, first?.hosts], ['stall', 'severe', []]);
  assert.equal(first?.evidence, ['tasks waited for I/O 80 % of that time']);
});

test('a twentieth of what is usual is nothing', () => {
  // Of 50 MB/s 2.5.
  assert.equal(textsBy(stall, still([[20, 23]], 2.5)), []);
  assert.is(textsBy(stall, still([[20, 23]], 2.4)).length, 1);
});

test('nobody waits: it is a pause of the benchmark', () => {
  assert.equal(textsBy(stall, still([[20, 23]], 0, 9.9)), []);
  assert.is(textsBy(stall, still([[20, 23]], 0, 10)).length, 1);
});

test('programs that do nothing meanwhile wait, too', () => {
  const made = still([[20, 23]], 0, 5);
  // The mean over the hour is (57 · 40 + 3 · x) / 60, half of which is 19 + x / 40: 20 is more than 19.5, 19 less.
  const user = (meanwhile: number): MadeObserved => ({
    ...made,
    does: { ...made.does, cpu_user_percent: (_, piece) => (within([[20, 23]], piece) ? meanwhile : 40) },
  });
  assert.equal(textsBy(stall, user(20)), []);
  assert.is(textsBy(stall, user(19)).length, 1);
});

test('less than 25 s are a pause between two requests', () => {
  const pieces = (count: number) => {
    const observed = madeObserved(still([[20, 20 + count]]));
    return stall(new Look({ ...observed, pieces: { ...observed.pieces, seconds: 12 } })).length;
  };
  assert.equal([pieces(2), pieces(3)], [0, 1]);
});

test('what is before the first and behind the last of it is no stall', () => {
  assert.equal(
    textsBy(
      stall,
      still([
        [0, 4],
        [57, 60],
      ]),
    ),
    [],
  );
});

test('pauses that come again and again are none, but one that is 2.5 times as long', () => {
  const of = (longest: number) =>
    textsBy(
      stall,
      still([
        [10, 12],
        [20, 20 + longest],
        [40, 42],
      ]),
    );
  assert.equal([of(4).length, of(5).length], [0, 1]);
});

test('storage that does next to nothing, or of which nothing is known, cannot stall', () => {
  const slow = still([[20, 23]]);
  // 4 hosts with 1.2 MB/s: less than 5.
  const write: Does = (_, piece) => (within([[20, 23]], piece) ? 0 : 1.2);
  assert.equal(textsBy(stall, { ...slow, does: { ...slow.does, disk_write_mb_per_s: write } }), []);
  assert.equal(textsBy(stall, { hosts: 4 }), []);
  assert.equal(textsBy(hostStall, { hosts: 4 }), []);
});

/** Of eight hosts so many stand still, and their disks have requests so much. */
function stuck(hosts: number, count: number, busy: number, minutes = 3): MadeObserved {
  const isStill = (host: number, piece: number) => host < count && piece >= 20 && piece < 20 + minutes;
  return {
    hosts,
    does: {
      disk_write_mb_per_s: (host, piece) => (isStill(host, piece) ? 0 : 50),
      disk_busy_percent: (host, piece) => (isStill(host, piece) ? busy : 60),
    },
  };
}

test('storage of one host that stood still though it had requests', () => {
  const [first, ...more] = foundBy(hostStall, stuck(8, 1, 100));
  assert.equal(more, []);
  assert.is(
    first?.text,
    'Storage of node1 stood still for 3:00, from 20:00 to 23:00: nothing was read or written, and its disk had requests 100 % of that time.',
  );
  assert.equal([first?.cause, first?.severity, first?.hosts], ['stall', 'severe', ['node1']]);
});

test('storage of one host that stood still while the others went on', () => {
  assert.match(
    textsBy(hostStall, stuck(8, 1, 0))[0] ?? '',
    /nothing was read or written, and the others went on\.$/,
  );
  // Of two hosts the other is no measure.
  assert.equal(textsBy(hostStall, stuck(2, 1, 79)), []);
  assert.is(textsBy(hostStall, stuck(2, 1, 80)).length, 1);
});

test('one piece in which a host moved nothing is a pause', () => {
  assert.equal(textsBy(hostStall, stuck(8, 1, 100, 1)), []);
  assert.is(textsBy(hostStall, stuck(8, 1, 100, 2)).length, 1);
});

test('of more than three hosts it is what they share', () => {
  assert.is(textsBy(hostStall, stuck(8, 3, 100)).length, 3);
  assert.equal(textsBy(hostStall, stuck(8, 4, 100)), []);
});

test('where the one host that stands still is all that moves, it is said of it and not of all', () => {
  const made: MadeObserved = {
    hosts: 1,
    does: { ...stuck(1, 1, 100).does, pressure_io_percent: 90 },
  };
  assert.equal([textsBy(hostStall, made).length, textsBy(stall, made).length], [1, 0]);
});

test.run();
