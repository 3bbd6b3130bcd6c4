import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagePlaces, Golden } from './golden-files.ts';
import { assertSummary, recovers } from './recovers.ts';

const test = suite<{ directory: string }>('golden files of the second journal format');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-golden-2-'));
});
test.after.each(({ directory }) => {
  rmSync(directory, { recursive: true });
});

const golden = new Golden('golden-2');
const RECOVERIES = golden.recoveries();

/** The version of whoever makes the file. */
const isLeftOut = () => (at: string) => at === 'generator/version';

test('all of them are there, and each journal is recovered', () => {
  const journals = golden.files('.journal');
  assert.equal([journals.length, golden.series.length, RECOVERIES.length], [19, 16, 18]);
  const recovered = new Set(RECOVERIES.flatMap(({ journals }) => journals));
  assert.equal([...recovered].sort(), journals);
});

recovers(test, golden, isLeftOut);

/** Where the frames lie that `damage.mjs` has damaged, found with another program; the garbage follows the last one. */
const DAMAGED: Record<string, readonly number[]> = {
  'damaged-cut': [4001],
  'damaged-sample': [4001],
  'damaged-length': [4001],
  'damaged-layout': [2187],
  'damaged-both-layouts': [2187, 8609],
  'damaged-hello': [244],
  'damaged-block': [19],
  'damaged-garbage': [9614],
};

test('damage was named where it was done, and nowhere else', () => {
  for (const { name, journals, stderr } of RECOVERIES) {
    const places = name.startsWith('killed') ? [23_190] : (DAMAGED[name] ?? []);
    assert.equal(
      damagePlaces(stderr),
      places.map((at) => `${journals[0]}, byte ${at}`),
      name,
    );
  }
});

// What one bit costs, or two, or a block: of ticks 0 to 8 the middle sample is that of tick 4, the last key sample. The block
// is from byte 19 to 4115: it has the begin of that, too, and of all else a copy lies behind it.
const COST: Record<string, { status: string; ticks: number; sources: Record<string, number> }> = {
  'damaged-hello': { status: 'complete', ticks: 9, sources: { meminfo: 9, loadavg: 9 } },
  'damaged-layout': { status: 'complete', ticks: 9, sources: { meminfo: 9, loadavg: 9 } },
  'damaged-both-layouts': { status: 'partial', ticks: 9, sources: { meminfo: 9, loadavg: 0 } },
  'damaged-sample': { status: 'partial', ticks: 4, sources: { meminfo: 4, loadavg: 4 } },
  'damaged-block': { status: 'missing', ticks: 0, sources: { meminfo: 0, loadavg: 0 } },
};

test('what is damaged costs itself, in values and in the ledger', () => {
  for (const [name, { status, ticks, sources }] of Object.entries(COST)) {
    const { host_status, samples_by_host } = JSON.parse(golden.textOf(`${name}.expected.json`));
    const { node0 } = host_status;
    assert.equal([node0.status, node0.ticks_sampled, node0.ticks_missed], [status, ticks, 9 - ticks], name);
    for (const [source, sampled] of Object.entries(sources)) {
      const of = node0.sources[source];
      assert.equal([of.ticks_expected, of.ticks_sampled, of.ticks_missed], [9, sampled, 9 - sampled], name);
      const has = samples_by_host.node0.filter((sample: object) => source in sample && 'late_ms' in sample);
      assert.is(has.length, sampled, `${name}: ${source}`);
    }
  }
});

test('all series files are valid, and their summaries are the same', () => {
  assert.equal(golden.rankstat('validate', ...golden.series), {
    status: 0,
    stdout: golden.series.map((file) => `${file}: a series file of rankstat, valid\n`).join(''),
    stderr: '',
  });
  for (const file of golden.series) {
    assertSummary(golden.rankstat('summary', file), golden.textOf(`${file}.summary.txt`));
  }
});

test.run();
