import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostStatus, SeriesHeader } from '../../src/series/schema.ts';
import { validateSeries } from '../../src/series/validate.ts';
import { exampleHeader, exampleStatus, noonPlus, seriesText, written } from './example.ts';

// Each case is one host, `node1`, sampled every 10 s; what is right stands in `status`.
const test = suite<{ directory: string }>('validate: the ledger against the samples');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-ledger-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

interface Told {
  readonly problems: string[];
  readonly remarks: string[];
}

interface SampleFacts {
  readonly tick: number | null;
  /** Seconds after noon; by the tick if it is not given. */
  readonly at?: number;
  /** Sources with nothing said of them. */
  readonly sources?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

function sample({ tick, at = (tick ?? 0) * 10, sources = ['vmstat'], more }: SampleFacts): string {
  const read = Object.fromEntries(sources.map((name) => [name, { pgfault: 1 }]));
  return JSON.stringify({ timestamp: noonPlus(at), hostname: 'node1', tick, ...more, ...read });
}

const at = (...ticks: number[]) => ticks.map((tick) => sample({ tick }));
const gap = (from_tick: number, to_tick: number) => ({ from_tick, to_tick, reason: 'cut off' });

/** A line of the ledger that is right for samples at these ticks, and these gaps. */
function status(ticks: readonly number[], missed: number, more: Partial<HostStatus> = {}): HostStatus {
  const [first = 0, last = 0] = [ticks[0], ticks.at(-1)];
  const isComplete = missed === 0;
  return exampleStatus(ticks.length, {
    status: isComplete ? 'complete' : 'partial',
    reason: isComplete ? null : 'ticks missing',
    first_sample: noonPlus(first * 10),
    last_sample: noonPlus(last * 10),
    ticks_expected: ticks.length + missed,
    ticks_missed: missed,
    ...more,
  });
}

async function told(
  directory: string,
  node1: HostStatus,
  lines: string[],
  more: Partial<SeriesHeader> = {},
): Promise<Told> {
  const header = exampleHeader({
    end_time: noonPlus(100),
    num_samples: lines.length,
    hosts_requested: ['node1'],
    hosts_collected: lines.some((line) => line.includes('pgfault')) ? ['node1'] : [],
    host_status: { node1 },
    ...more,
  });
  const text = seriesText(header, lines.length === 0 ? [] : [['node1', lines]]);
  const file = await written(path.join(directory, 'a.json'), text);
  const remarks: string[] = [];
  const problems = await validateSeries(file, (remark) => remarks.push(remark));
  // Where the first sample stands depends on the header.
  const first =
    seriesText(header, [['node1', lines]])
      .split('\n')
      .indexOf('"node1": [') + 1;
  const counted = (texts: string[]) =>
    texts.map((text) => text.replace(/\bline (\d+)/, (_, line) => `sample ${Number(line) - first}`));
  return { problems: counted(problems), remarks: counted(remarks) };
}

const fine = (found: Told, what?: string) => assert.equal(found, { problems: [], remarks: [] }, what);

test('gaps and what was sampled are every tick, whatever their distance', async ({ directory }) => {
  for (const [ticks, gaps, missed] of [
    [[0, 1, 2], [], 0],
    [[0, 1, 4], [gap(2, 3)], 2],
    [[3, 4], [gap(0, 2), gap(5, 9)], 8],
    [[0, 1], [gap(2, 2), gap(3, 4)], 3],
    [[0, 4, 8], [], 0],
    [[0, 12], [gap(4, 8)], 2],
    [[0, 8, 16], [gap(4, 4), gap(12, 12)], 2],
    [[640, 641], [], 0],
    [[], [gap(0, 9)], 10],
    [[], [gap(0, 12)], 4],
    [[7], [gap(0, 6)], 7],
  ] as const) {
    const known = status(ticks, missed, {
      gaps: [...gaps],
      ...(ticks.length === 0 && { status: 'missing', first_sample: null, last_sample: null }),
    });
    fine(await told(directory, known, at(...ticks)), JSON.stringify([ticks, gaps]));
  }
});

const WRONG: readonly (readonly [what: string, HostStatus, string[], problems: string[]])[] = [
  [
    'a hole that is in no gap',
    status([0, 1, 4, 5], 0),
    at(0, 1, 4, 5),
    ['ticks 2 to 3 of node1: neither sampled nor in a gap'],
  ],
  [
    'a gap in which there is data',
    status([0, 1, 2], 1, { gaps: [gap(1, 1)] }),
    at(0, 1, 2),
    ['sample 2: tick 1 of node1 was sampled, but is in a gap: 1 to 1'],
  ],
  [
    'gaps of more ticks than are missed',
    status([0, 4], 2, { gaps: [gap(1, 3)] }),
    at(0, 4),
    ['ticks_missed of node1 is 2, but its gaps are of 3'],
  ],
  [
    'one gap that is all',
    status([], 3, { status: 'missing', first_sample: null, last_sample: null, gaps: [gap(0, 9)] }),
    [],
    ['ticks_missed of node1 is 3, but its gap is from 0 to 9'],
  ],
  [
    'gaps that overlap',
    status([0, 5], 5, { gaps: [gap(1, 3), gap(3, 4)] }),
    at(0, 5),
    ['ticks 3 to 4 of node1 are in more than one gap, or sampled, too'],
  ],
  [
    'gaps in another order',
    status([0, 2, 4], 2, { gaps: [gap(3, 3), gap(1, 1)] }),
    at(0, 2, 4),
    ['gaps of node1 are not in the order of their ticks'],
  ],
  [
    'a thinned file that begins at another tick',
    status([1, 5, 9], 0),
    at(1, 5, 9),
    ['ticks 1 to 9 of node1: not the multiples of 4 that the others are'],
  ],
  [
    'samples without any source',
    status([0, 1, 2, 3], 0),
    [sample({ tick: 0 }), ...[1, 2].map((tick) => sample({ tick, sources: [] })), sample({ tick: 3 })],
    [
      'host_status of node1 says 4 samples, 4 at ticks, but there are 4 and 2 with a source',
      'sample 2: 2 ticks of node1 without any source, and in no gap: they were missed',
    ],
  ],
  [
    'a hole between two ticks that are all',
    status([0, 3], 0),
    at(0, 3),
    ['ticks 1 to 2 of node1: neither sampled nor in a gap'],
  ],
  [
    'a half of the ticks in no gap',
    status([0, 1, 2, 4, 6, 8], 0),
    at(0, 1, 2, 4, 6, 8),
    [
      'tick 3 of node1: neither sampled nor in a gap',
      'ticks 4 to 8 of node1: only one in 2 is sampled, no gap has the others',
    ],
  ],
  [
    'a sum that is none',
    status([0, 1], 0, { ticks_expected: 3 }),
    at(0, 1),
    ['host_status of node1: ticks_expected 3 is not ticks_sampled 2 + ticks_missed 0'],
  ],
  [
    'another first and last sample',
    status([0, 1], 0, { first_sample: noonPlus(1), last_sample: null }),
    at(0, 1),
    [
      'first_sample of node1 is 2026-11-25T12:00:01.000Z, but that sample is of 2026-11-25T12:00:00.000Z',
      'last_sample of node1 is null, but that sample is of 2026-11-25T12:00:10.000Z',
    ],
  ],
];
for (const [what, known, lines, problems] of WRONG) {
  test(what, async ({ directory }) => {
    assert.equal((await told(directory, known, lines)).problems, problems);
  });
}

test('a tick whose sample has only errors is missed', async ({ directory }) => {
  const lines = [sample({ tick: 0 }), sample({ tick: 1, sources: [], more: { errors: { vmstat: 'EIO' } } })];
  const known = status([0, 1], 1, { samples: 2, ticks_expected: 2, ticks_sampled: 1, gaps: [gap(1, 1)] });
  fine(await told(directory, known, lines));
});

const source = (ticks_sampled: number, ticks_missed = 0) => ({
  ticks_expected: ticks_sampled + ticks_missed,
  ticks_sampled,
  ticks_missed,
  reason: ticks_missed === 0 ? null : 'EIO',
});

test('each source is in the samples of as many ticks as its line says', async ({ directory }) => {
  const both = { sources: ['vmstat', 'meminfo'] };
  const lines = [sample({ tick: 0, ...both }), sample({ tick: 1 }), sample({ tick: 2, ...both })];
  const partial = { status: 'partial', reason: 'meminfo: EIO' } as const;
  const right = status([0, 1, 2], 0, { ...partial, sources: { vmstat: source(3), meminfo: source(2, 1) } });
  fine(await told(directory, right, lines));
  for (const [sources, problems] of [
    [
      { vmstat: source(3), meminfo: source(3) },
      ['host_status has meminfo of node1 at 3 ticks, but it is in the samples of 2'],
    ],
    [
      { vmstat: source(3), meminfo: { ...source(2), ticks_expected: 3 } },
      ['host_status of meminfo of node1: ticks_expected 3 is not ticks_sampled 2 + ticks_missed 0'],
    ],
    [
      { vmstat: source(3), meminfo: source(2, 7) },
      ['host_status expects meminfo of node1 at 9 ticks, the host at 3'],
    ],
    [{ vmstat: source(3) }, ['host_status of node1 has nothing of meminfo, which is in its samples']],
    [
      { vmstat: source(3), meminfo: source(2, 1), cpu: source(3) },
      ['host_status has cpu of node1 at 3 ticks, but it is in the samples of 0'],
    ],
  ] as const) {
    const { problems: found } = await told(directory, status([0, 1, 2], 0, { ...partial, sources }), lines);
    assert.equal(found, problems);
  }
});

test('a host that is complete has every source at every tick', async ({ directory }) => {
  const lines = [sample({ tick: 0, sources: ['vmstat', 'meminfo'] }), sample({ tick: 1 })];
  const sources = { vmstat: source(2), meminfo: source(1, 1) };
  const { problems } = await told(directory, status([0, 1], 0, { sources }), lines);
  assert.equal(problems, ['host_status of node1 is complete, but meminfo was not read at every tick']);
  // Earlier versions did not say it of each source.
  fine(await told(directory, status([0, 1], 0), lines));
});

test('one that is not read at each tick is complete with those that it has', async ({ directory }) => {
  const lines = [0, 1].map((tick) =>
    sample({ tick, sources: ['vmstat'], more: tick === 0 ? { cgroup: { pids: { current: 1 } } } : {} }),
  );
  fine(
    await told(directory, status([0, 1], 0, { sources: { vmstat: source(2), cgroup: source(1) } }), lines),
  );
  const short = status([0, 1], 0, { sources: { vmstat: source(2), cgroup: source(1, 1) } });
  const { problems } = await told(directory, short, lines);
  assert.equal(problems, ['host_status of node1 is complete, but cgroup was not read at every tick']);
});

test('a source that is not known is told, and is data; a misspelt one is missed by the ledger', async ({
  directory,
}) => {
  const lines = [0, 1].map((tick) => sample({ tick, sources: ['diskstat'] }));
  const remarks = ['unknown source diskstat, in 2 samples, first on sample 1'];
  assert.equal(await told(directory, status([0, 1], 0), lines), { problems: [], remarks });
  const sources = { diskstats: source(2) };
  assert.equal(await told(directory, status([0, 1], 0, { sources }), lines), {
    problems: [
      'host_status has diskstats of node1 at 2 ticks, but it is in the samples of 0',
      'host_status of node1 has nothing of diskstat, which is in its samples',
    ],
    remarks,
  });
});

test('a clock that was set back is told, unless the ledger has it', async ({ directory }) => {
  const step = { timestamp: noonPlus(-3580), tick: 2, step_ms: -3_600_000 };
  const lines = (more?: object) => [
    ...at(0, 1),
    sample({ tick: 2, at: -3580, ...(more && { more: { ...more } }) }),
    sample({ tick: 3, at: -3570 }),
  ];
  const last = { last_sample: noonPlus(-3570) };
  assert.equal(await told(directory, status([0, 1, 2, 3], 0, last), lines()), {
    problems: ['the clock of node1 went back by 3590.000 s at sample 3, and no step of it is noted'],
    remarks: [],
  });
  const known = status([0, 1, 2, 3], 0, { ...last, clock_steps: [step] });
  const remark = 'the clock of node1 was set back by 3600.000 s (tick 2, 2026-11-25T11:00:20.000Z)';
  assert.equal(await told(directory, known, lines({ clock_step_ms: -3_600_000 })), {
    problems: [],
    remarks: [remark],
  });
  assert.equal((await told(directory, known, lines({ clock_step_ms: -1000 }))).problems, [
    'sample 3: the clock of node1 was set back by 1.000 s, and clock_steps has back by 3600.000 s',
  ]);
  assert.equal((await told(directory, known, lines())).problems, [
    'clock_steps of node1 has one at 2026-11-25T11:00:20.000Z, of which no sample says anything',
  ]);
  assert.equal(
    (await told(directory, status([0, 1, 2, 3], 0, last), lines({ clock_step_ms: -3_600_000 }))).problems,
    ['sample 3: the clock of node1 was set back by 3600.000 s, and clock_steps has nothing of it'],
  );
});

test('a step at a tick that was thinned out is noted in the ledger only', async ({ directory }) => {
  const clock_steps = [{ timestamp: noonPlus(-3570), tick: 3, step_ms: -3_600_000 }];
  const lines = [...at(0, 2), sample({ tick: 4, at: -3560 })];
  const known = status([0, 2, 4], 0, { last_sample: noonPlus(-3560), clock_steps });
  assert.equal((await told(directory, known, lines)).problems, []);
});

test('a clock that was set ahead, or back by less than an interval, is seen by the ticks', async ({
  directory,
}) => {
  const lines = [...at(0, 1), sample({ tick: 2, at: 3620 }), sample({ tick: 3, at: 3630 })];
  assert.equal(await told(directory, status([0, 1, 2, 3], 0, { last_sample: noonPlus(3630) }), lines), {
    problems: [],
    remarks: ['the clock of node1 was set ahead by 3600.000 s before sample 3: its ledger does not have it'],
  });
  const late = [
    sample({ tick: 0 }),
    sample({ tick: 1, at: 14, more: { late_ms: 4000 } }),
    sample({ tick: 2 }),
  ];
  const late_ms = { p50: 4000, p90: 4000, p99: 4000, max: 4000 };
  fine(await told(directory, status([0, 1, 2], 0, { late_ms }), late));
});

test('percentiles of lateness are those of the samples', async ({ directory }) => {
  const values = [3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8, 9.7];
  const lines = values.map((late_ms, tick) => sample({ tick, more: { late_ms } }));
  const ticks = values.map((_, tick) => tick);
  // Sorted: 1 1.5 2.6 3 3.5 4 5 8 9 9.7.
  const right = { p50: 3.5, p90: 9, p99: 9.7, max: 9.7 };
  fine(await told(directory, status(ticks, 0, { late_ms: right }), lines));
  // Between two neighbours, as other programs have it.
  fine(await told(directory, status(ticks, 0, { late_ms: { ...right, p50: 3.75, p90: 9.07 } }), lines));
  for (const [late_ms, said] of [
    [{ ...right, p50: 8 }, 'late_ms of node1 has p50 8, which is not what its samples have'],
    [{ ...right, p90: 3.5 }, 'late_ms of node1 has p90 3.5, which is not what its samples have'],
    [{ ...right, max: 10 }, 'late_ms of node1 has max 10, which is not what its samples have'],
    [null, 'late_ms of node1 is not there, which is not what its samples have'],
  ] as const) {
    assert.equal((await told(directory, status(ticks, 0, { late_ms }), lines)).problems, [said]);
  }
});

for (const [what, more] of [
  ['1 samples, and no rank that they are of', { rank: null }],
  ['only one of clock_offset_ms and clock_error_ms', { clock_offset_ms: null }],
  ['only one of clock_offset_ms and clock_error_ms', { clock_error_ms: null }],
  ['clock_error_ms -0.1, below 0', { clock_error_ms: -0.1 }],
  [
    'vmstat missed at 1 ticks for no reason',
    { sources: { vmstat: { ticks_expected: 2, ticks_sampled: 1, ticks_missed: 1, reason: null } } },
  ],
  [
    'a reason for vmstat, which is missed at no tick',
    { sources: { vmstat: { ticks_expected: 1, ticks_sampled: 1, ticks_missed: 0, reason: 'denied' } } },
  ],
] as const) {
  test(`a ledger that cannot be, whatever the samples are: ${what}`, async ({ directory }) => {
    const missed = 'sources' in more && more.sources.vmstat.ticks_missed === 1 ? 1 : 0;
    const gaps = missed === 0 ? [] : [gap(1, 1)];
    const right = { clock_offset_ms: 0, clock_error_ms: 0.1, gaps };
    const { problems } = await told(directory, status([0], missed, { ...right, ...more }), at(0));
    assert.equal(problems, [`host_status of node1 has ${what}`]);
  });
}

test('percentiles rise', async ({ directory }) => {
  const late = [0, 1, 2].map((tick) => sample({ tick, more: { late_ms: tick + 1 } }));
  const right = { p50: 2, p90: 2.8, p99: 2.98, max: 3 };
  assert.equal((await told(directory, status([0, 1, 2], 0, { late_ms: right }), late)).problems, []);
  const { problems } = await told(directory, status([0, 1, 2], 0, { late_ms: { ...right, p90: 4 } }), late);
  assert.ok(problems.includes('host_status of node1 has percentiles of late_ms that do not rise'));
});

test('times of the run, the benchmark and marks can be', async ({ directory }) => {
  const known = status([0, 1], 0);
  const { benchmark } = exampleHeader();
  const wrong: [Partial<SeriesHeader>, RegExp][] = [
    [{ end_time: noonPlus(-1) }, /^end_time .* is before start_time /],
    [{ benchmark: { ...benchmark, end_time: noonPlus(-1) } }, /^benchmark: end_time .* is before start_time/],
    [{ benchmark: { ...benchmark, end_time: null } }, /^benchmark: exit_code 0 without end_time$/],
    [{ marks: [{ time: noonPlus(-1), label: 'a' }] }, /^mark "a" at .* is before start_time /],
    [{ marks: [{ time: noonPlus(3600), label: 'a' }] }, /^mark "a" at .* is long after end_time /],
  ];
  for (const [more, said] of wrong) {
    const [problem = '', ...others] = (await told(directory, known, at(0, 1), more)).problems;
    assert.match(problem, said);
    assert.equal(others, []);
  }
});

test.run();
