import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LiveHost } from '../../../src/top/live/live-host.ts';
import { shownPart } from '../../../src/top/live/shown.ts';
import { parseJournalHead, type RecordBytes } from '../../../src/wire/records.ts';
import { NOON, Scribe } from '../../gather/scribe.ts';

/** A host that samples memory every second: of 2^64 - 1 kB so much is free. */
function host() {
  const scribe = new Scribe(0, 'node1');
  const [hello, layout] = scribe.hello();
  const head = parseJournalHead(hello!.head);
  if (head.type !== 'hello') throw new Error('a scribe says hello first');
  const told = parseJournalHead(layout!.head);
  if (told.type !== 'layout') throw new Error('a layout comes second');
  const part = shownPart('meminfo', told.key, layout!.body);
  const live = new LiveHost(head, undefined, { intervalMs: 1000, heard: 0, partOf: () => part });
  const sample = ({ head: bytes, body }: RecordBytes) => {
    const record = parseJournalHead(bytes);
    if (record.type !== 'samples') throw new Error('this is no sample');
    live.samples(record, body);
  };
  return { live, scribe, sample };
}

const FREE = 2n ** 63n;

test('rates are of the last two samples; what this host does not tell is null', () => {
  const { live, scribe, sample } = host();
  assert.equal([live.tick, live.rates], [-1, undefined]);
  sample(scribe.sample(0, 0n));
  assert.equal([live.tick, live.rates, live.points], [0, undefined, []]);
  sample(scribe.sample(1, FREE));
  assert.equal([live.tick, live.rates?.seconds, live.rates?.memory_used_kb], [1, 1, 2 ** 63]);
  assert.equal(live.points, [{ tick: 1, curves: [null, null, null] }]);
  assert.is(live.rates?.cpu_busy_percent, null);
});

test('how late it was, and how many ticks it goes on by', () => {
  const { live, scribe, sample } = host();
  sample(scribe.sample(0, 0n));
  assert.equal([live.lateMs, live.stride], [0.25, 1]);
  sample(scribe.sample(2, 0n, { stride: 2 }));
  assert.is(live.stride, 2);
  sample(scribe.sample(null, 0n, { kind: 'final', time: NOON + 2500 }));
  // At no tick: how it is with ticks stays as it was.
  assert.equal([live.tick, live.lateMs, live.stride], [2, 0.25, 2]);
  assert.equal(
    live.points.map(({ tick }) => tick),
    [2],
  );
});

test('an interval ends when the sample was read, whatever the wall clock says', () => {
  const { live, scribe, sample } = host();
  const read = (tick: number, late: number, wall: number) =>
    sample(scribe.sample(tick, 0n, { late, time: NOON + wall }));
  read(0, 0.25, 0);
  read(1, 600.25, 1600);
  assert.is(live.rates?.seconds.toFixed(6), '1.600000');
  read(2, 0.25, 3_602_000);
  assert.is(live.rates?.seconds.toFixed(6), '0.400000');
});

test('over less than a tenth of a second there are no rates: the next sample is compared with the one before', () => {
  const { live, scribe, sample } = host();
  sample(scribe.sample(null, 0n, { kind: 'baseline', time: NOON - 50 }));
  sample(scribe.sample(0, 0n));
  assert.equal([live.tick, live.rates], [0, undefined]);
  sample(scribe.sample(1, 0n));
  assert.is(live.rates?.seconds, 1.05);
});

test('a sample whose predecessor was not seen counts, but has no numbers', () => {
  const { live, scribe, sample } = host();
  sample(scribe.sample(0, 0n));
  scribe.sample(1, FREE); // Nobody gets it.
  sample(scribe.sample(2, FREE));
  assert.equal([live.tick, live.rates], [2, undefined]);
  scribe.lost(1);
  sample(scribe.sample(4, FREE)); // A key sample.
  assert.is(live.rates?.seconds, 4);
});

test('sixty points are kept, the newest', () => {
  const { live, scribe, sample } = host();
  for (let tick = 0; tick <= 100; tick++) sample(scribe.sample(tick, 0n));
  const ticks = live.points.map(({ tick }) => tick);
  assert.equal([ticks.length, ticks[0], ticks.at(-1)], [60, 41, 100]);
});

test('the last two samples can be had in detail; what is damaged takes one of them away', () => {
  const { live, scribe, sample } = host();
  const free = () => live.detailed().map(({ sample: { tick, meminfo } }) => [tick, meminfo?.MemFree]);
  assert.equal(free(), []);
  sample(scribe.sample(0, 5n));
  assert.equal(free(), [[0, 5]]);
  sample(scribe.sample(1, 6n));
  sample(scribe.sample(2, 7n));
  assert.equal(free(), [
    [1, 6],
    [2, 7],
  ]);
  scribe.sample(3, 8n); // Nobody gets it.
  sample(scribe.sample(4, 9n));
  assert.equal(free(), [[2, 7]]);
});

test.run();
