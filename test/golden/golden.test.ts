import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagePlaces, Golden } from './golden-files.ts';
import { assertSummary, recovers } from './recovers.ts';

const test = suite<{ directory: string }>('golden files');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-golden-'));
});
test.after.each(({ directory }) => {
  rmSync(directory, { recursive: true });
});

/**
 * What later versions make otherwise of an old journal, on purpose: a pattern for `FILE: PATH` of the value, and
 * why. A field that was added is named here, too. Golden files are not made anew.
 */
const LATER: readonly { readonly place: RegExp; readonly why: string }[] = [
  {
    place: /: host_status\/[^/]+\/late_ms\/p\d/,
    why: 'percentiles were values that occurred; now they are interpolated as all quantiles are',
  },
  {
    place: /: host_status\/[^/]+\/(sources|clock_steps)\b/,
    why: 'added: what came of each source, clocks that were set',
  },
  {
    place:
      /^damaged-(layout|length|sample)\..*: (num_samples|hosts_collected|(host_status|samples_by_host)\/node0)\b/,
    why: 'samples that cannot be unpacked were in the file without a source; now their ticks are missing',
  },
];

/** What later versions say otherwise in a summary, on purpose: by file, what it was and what it is. */
const SAID_LATER: Readonly<Record<string, readonly [was: string, is: string]>> = {
  // It was thinned out twice.
  'own-thin.expected.json': [', every 0.1 s,', ', every 0.4 s,'],
};

/** The version of whoever makes the file, and what is better now. */
function isLeftOut(file: string): (path: string) => boolean {
  return (at) => at === 'generator/version' || LATER.some(({ place }) => place.test(`${file}: ${at}`));
}

const golden = new Golden('golden');
const RECOVERIES = golden.recoveries();
const SERIES = golden.series;

test('all of them are there, and each journal is recovered', () => {
  const journals = golden.files('.journal');
  assert.is(journals.length, 16);
  assert.is(SERIES.length, 13);
  assert.is(RECOVERIES.length, 15);
  const recovered = new Set(RECOVERIES.flatMap(({ journals }) => journals));
  assert.equal([...recovered].sort(), journals);
  const made = RECOVERIES.filter(({ status }) => status === 0).map(({ file }) => file);
  assert.equal(made.sort(), [...SERIES].sort());
});

recovers(test, golden, isLeftOut);

/** Where the frames lie that `damage.mjs` has damaged, found with another program; the garbage follows the last one. */
const DAMAGED: Record<string, number> = {
  cut: 3730,
  sample: 3730,
  length: 3730,
  layout: 1872,
  garbage: 5262,
};

// Of ticks 0 to 8 and two samples at none, by the record that was damaged: the layout that all but ticks 1 and 2 and the
// final sample hang on, or tick 4, on which those behind it hang.
const LOST: Record<string, { samples: number; sampled: number; gaps: [number, number][]; records: number }> =
  {
    'damaged-layout': {
      samples: 3,
      sampled: 2,
      gaps: [
        [0, 0],
        [3, 8],
      ],
      records: 2,
    },
    'damaged-length': { samples: 6, sampled: 4, gaps: [[4, 8]], records: 1 },
    'damaged-sample': { samples: 6, sampled: 4, gaps: [[4, 8]], records: 1 },
  };
for (const [name, { samples, sampled, gaps, records }] of Object.entries(LOST)) {
  test(`what of an old journal cannot be read is missing: ${name}`, ({ directory }) => {
    const output = path.join(directory, 'a.json');
    assert.is(golden.rankstat('recover', '-o', output, `${name}.journal`).status, 0);
    const { host_status, samples_by_host, num_samples } = JSON.parse(readFileSync(output, 'utf8'));
    const { status, reason, ...counts } = host_status.node0;
    assert.equal([samples_by_host.node0.length, num_samples, counts.samples], [samples, samples, samples]);
    assert.equal(
      [counts.ticks_expected, counts.ticks_sampled, counts.ticks_missed],
      [9, sampled, 9 - sampled],
    );
    const why = 'its record is damaged or lost in the journal';
    assert.equal(
      counts.gaps,
      gaps.map(([from_tick, to_tick]) => ({ from_tick, to_tick, reason: why })),
    );
    const lost = `${records} of its records are damaged or lost in the journal`;
    assert.equal([status, reason], ['partial', `${9 - sampled} of 9 ticks missing; ${lost}`]);
  });
}

test('damage was named where it was done, and nowhere else', () => {
  for (const { name, journals, stderr } of RECOVERIES) {
    const [journal = ''] = journals;
    const at = name.startsWith('killed') ? 15_033 : DAMAGED[name.replace('damaged-', '')];
    assert.equal(damagePlaces(stderr), at === undefined ? [] : [`${journal}, byte ${at}`], name);
  }
});

test('all series files are valid, but for those whose ledger counts samples without a source', () => {
  const wrong = Object.keys(LOST).map((name) => `${name}.expected.json`);
  const valid = SERIES.filter((file) => !wrong.includes(file));
  assert.equal(golden.rankstat('validate', ...valid), {
    status: 0,
    stdout: valid.map((file) => `${file}: a series file of rankstat, valid\n`).join(''),
    stderr: '',
  });
  for (const file of wrong) {
    const { status, stdout } = golden.rankstat('validate', file);
    assert.is(status, 65);
    assert.match(stdout, /host_status of node0 /);
  }
});

for (const file of SERIES) {
  test(`summary, report and convert: ${file}`, ({ directory }) => {
    const [was, is] = SAID_LATER[file] ?? ['', ''];
    assertSummary(golden.rankstat('summary', file), golden.textOf(`${file}.summary.txt`).replace(was, is));
    const to = (name: string) => path.join(directory, name);
    const succeeds = (...args: string[]) => {
      const { status, stderr } = golden.rankstat(...args);
      assert.is(status, 0, stderr);
    };
    succeeds('report', file, '-o', to('report.html'));
    assert.match(readFileSync(to('report.html'), 'utf8'), /^<!doctype html>/i);
    succeeds('convert', file, '--to', 'csv', '-o', to('a.csv'));
    assert.match(readFileSync(to('a.csv'), 'utf8'), /^time,host,source,instance,metric,value\n\d/);
    succeeds('convert', file, '--to', 'openmetrics', '-o', to('a.om'));
    assert.match(readFileSync(to('a.om'), 'utf8'), /\n# EOF\n$/);
    succeeds('convert', file, '--to', 'parquet', '-o', to('tables'));
    const tables = readdirSync(to('tables'));
    assert.ok(tables.includes('loadavg.parquet'), tables.join());
    for (const table of tables) {
      assert.is(readFileSync(path.join(to('tables'), table)).toString('latin1', 0, 4), 'PAR1');
    }
  });
}

// Read by eye: `"interface_name":"lo","rx_bytes":18446744073709551542` of the first sample of one-host.json, …
const LINES: Record<string, readonly string[]> = {
  'one-host.json': [
    '2026-11-25T21:33:52.333Z,node0,netdev,lo,rx_bytes,18446744073709551542',
    '2026-11-25T21:33:52.501Z,node0,netdev,lo,rx_bytes,18446744073709551614',
    '2026-11-25T21:33:52.600Z,node0,netdev,lo,rx_bytes,43',
    '2026-11-25T21:33:52.600Z,node0,diskstats,sda,sectors_read,9007199254741019',
    '2026-11-25T21:33:52.600Z,node0,diskstats,sdb,reads_completed,82',
    '2026-11-25T21:33:52.333Z,node0,loadavg,,load_1min,0.58',
    '2026-11-25T21:33:52.501Z,node0,pressure,io.some,avg10,6.27',
  ],
  'three-hosts.json': [
    '2026-11-25T21:33:56.601Z,node2,meminfo,,MemFree,23374676',
    '2026-11-25T21:33:57.190Z,node2,loadavg,,load_15min,10.19',
  ],
  // The sample whose body the page on the journal works out: 78 a6 02 f6 0f 02 cc 02.
  'own-lost.expected.json': [
    '2026-11-25T21:34:12.480Z,node1,loadavg,,load_1min,0.6',
    '2026-11-25T21:34:12.480Z,node1,loadavg,,load_5min,1.47',
    '2026-11-25T21:34:12.480Z,node1,loadavg,,load_15min,10.19',
    '2026-11-25T21:34:12.480Z,node1,loadavg,,running_processes,1',
    '2026-11-25T21:34:12.480Z,node1,loadavg,,total_processes,166',
  ],
};
for (const [file, expected] of Object.entries(LINES)) {
  test(`values read by eye: ${file}`, () => {
    const lines = golden.rankstat('convert', file, '--to', 'csv').stdout.split('\n');
    assert.equal(lines.filter((line) => expected.includes(line)).sort(), [...expected].sort());
  });
}

test('what was not read has no line', () => {
  const { stdout } = golden.rankstat('convert', 'one-host.json', '--to', 'csv');
  // Before the disk came, and while the line was damaged.
  assert.not.match(stdout, /^2026-11-25T21:33:52\.501Z,node0,diskstats,sdb,/m);
  const free = stdout.match(/,meminfo,,MemFree,/g) ?? [];
  assert.is(free.length, 9);
});

test.run();
