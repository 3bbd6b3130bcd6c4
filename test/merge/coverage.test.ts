import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  coverageOf,
  DAMAGED,
  DROPPED,
  isInFile,
  NAMES_LOST,
  Steps,
  UNREAD,
} from '../../src/merge/coverage.ts';
import { CUT, REFUSED } from '../../src/merge/track.ts';
import { NOON } from '../gather/scribe.ts';
import { trackOf } from './example.ts';

const all = () => true;
const SETS = [
  { sources: ['meminfo', 'vmstat'], lost: [] },
  { sources: ['meminfo'], lost: [] },
  { sources: [], lost: [] },
];

test('samples, their ticks and their sources are counted; what is missing is, before which tick', () => {
  const track = trackOf({
    ticks: [null, 0, 1, 2, null],
    lateMs: [Number.NaN, 0.5, 1.5, 2.5, Number.NaN],
    sets: SETS,
    set: [0, 0, 2, 1, 0],
    dropped: new Map([[1, 3]]),
    holes: new Map([
      [3, 4],
      [5, 1],
    ]),
  });
  const found = coverageOf([track], all);
  assert.equal(found.ticks, [
    { tick: 0, problem: undefined },
    { tick: 1, problem: UNREAD },
    { tick: 2, problem: undefined },
  ]);
  assert.equal(
    [...found.before],
    [
      [0, DROPPED],
      [2, DAMAGED],
      [3, DAMAGED],
    ],
  );
  assert.equal(
    found.times,
    [-1, 0, 1, 2, -1].map((second) => NOON + second * 1000),
  );
  assert.equal(found.lateMs, [0.5, 1.5, 2.5]);
  assert.equal([found.good, found.dropped, found.holes], [4, 3, 5]);
  assert.equal(
    [...found.sources],
    [
      ['meminfo', { samples: 4, ticks: 2 }],
      ['vmstat', { samples: 3, ticks: 1 }],
    ],
  );
  assert.equal(found.steps, []);
});

test('what was not there when it was its turn is counted, of sources that are not read at each tick', () => {
  const track = trackOf({
    ticks: [null, 0, 5, 10, 20, 30, 40],
    sets: [
      { sources: ['vmstat', 'cgroup'], lost: [] },
      { sources: ['vmstat'], lost: [] },
      { sources: [], lost: ['vmstat', 'cgroup'] },
    ],
    set: [0, 0, 1, 1, 0, 2, 1],
    // At tick 20 only a part of it could not be read; 40 is not in the file.
    unreadTicks: new Map([['cgroup', new Set([10, 20, 40])]]),
  });
  const found = coverageOf([track], (_, index) => index !== 6);
  assert.equal(found.sources.get('cgroup'), { samples: 3, ticks: 2 });
  assert.equal([...found.missed], [['cgroup', 2]]);
});

test('of what was dropped and damaged at one place damage is told, over all processes of a host', () => {
  const first = trackOf({ ticks: [0], dropped: new Map([[1, 2]]), holes: new Map([[1, 1]]) });
  const found = coverageOf([first, trackOf({ ticks: [1], dropped: new Map([[0, 5]]) })], all);
  assert.equal([...found.before], [[1, DROPPED]], 'what was told last');
  assert.equal([...coverageOf([first], all).before], [[1, DAMAGED]]);
  assert.equal([found.dropped, found.holes, found.ticks.length], [7, 1, 2]);
});

test('a sample that cannot be unpacked has its tick, one that cannot be has none; neither is in the file', () => {
  const track = trackOf({ ticks: [null, 0, 1, 2], set: [CUT, CUT, REFUSED, 0] });
  const found = coverageOf([track], all);
  assert.equal(found.ticks, [
    { tick: 0, problem: DAMAGED },
    { tick: 2, problem: undefined },
  ]);
  assert.equal([found.times.length, found.good, found.holes], [1, 1, 2]);
  assert.equal(
    [0, 1, 2, 3].map((index) => isInFile(track, index, all)),
    [false, false, false, true],
  );
  assert.is(
    isInFile(track, 3, () => false),
    false,
  );
});

test('what is not selected is no part of it', () => {
  const track = trackOf({ ticks: [0, 1, 2], dropped: new Map([[1, 1]]) });
  const found = coverageOf([track], (_, index) => index !== 1);
  assert.equal(
    found.ticks.map(({ tick }) => tick),
    [0, 2],
  );
  assert.equal([found.good, found.dropped, [...found.before]], [2, 1, [[1, DROPPED]]]);
});

test('a clock that was set is told at the next sample in the file, by all that it was set since the last', () => {
  const steps = new Map([
    [1, 2000],
    [2, 500.0004],
    [4, -300],
  ]);
  const track = trackOf({ ticks: [null, 0, 1, 2, null], set: [0, 0, 0, 0, 0], steps });
  const at = (second: number) => new Date(NOON + second * 1000).toISOString();
  const told = (track_ = track, selected = (_: unknown, index: number) => index !== 1) =>
    coverageOf([track_], selected).steps;
  assert.equal(
    told().map(({ timestamp, ...rest }) => ({ at: Date.parse(timestamp), ...rest })),
    [
      { at: Date.parse(at(1)), tick: 1, step_ms: 2500 },
      { at: Date.parse(at(-1)), tick: null, step_ms: -300 },
    ],
  );
  assert.is(told(track, all).length, 3);
  // It waits for one that is in the file.
  const cut = trackOf({ ticks: [0, 1], set: [CUT, 0], steps: new Map([[0, 2000]]) });
  assert.equal(
    told(cut, all).map(({ tick, step_ms }) => [tick, step_ms]),
    [[1, 2000]],
  );
});

test('what stands in series files of what is missing', () => {
  assert.equal(
    [DAMAGED, UNREAD, DROPPED, NAMES_LOST],
    [
      'its record is damaged or lost in the journal',
      'no source could be read',
      'dropped: the outbox was full',
      'what its numbers are is lost: the journal is damaged',
    ],
  );
});

test('forward and back between two samples is no step, nor is less than the least', () => {
  const track = trackOf({
    ticks: [0, 1, 2, 3],
    steps: new Map([
      [1, 5000],
      [2, -5000],
    ]),
  });
  const steps = new Steps(track, (_, index) => index !== 1);
  assert.equal(
    [0, 1, 2, 3].map((index) => steps.at(index)),
    [undefined, undefined, undefined, undefined],
  );
  const small = trackOf({
    ticks: [0, 1],
    steps: new Map([
      [0, 19.9],
      [1, 0.1],
    ]),
  });
  const summed = new Steps(small, all);
  assert.equal([summed.at(0), summed.at(1)], [undefined, 20], 'it adds up');
});

test.run();
