import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetAtStart } from '../../src/series/clock-offsets.ts';
import { assertComplete, onlyFile, RANKSTAT, Site } from '../jobs/site.ts';

const test = suite('clocks that are wrong');
const site = new Site(test);

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
/** What has a program see another wall clock, and the true monotonic one. */
const FAKE = `LD_PRELOAD=${LIBRARY} FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1`;
const NODES = ['node1', 'node2', 'node3'];
const HOUR_MS = 3_600_000;

const installed = existsSync(LIBRARY) || process.env.RANKSTAT_TEST_COMPLETE !== undefined;
function check(name: string, body: () => Promise<void>): void {
  if (installed) {
    site.check(name, body);
    return;
  }
  process.stderr.write(`skipped: ${name} (missing: faketime)\n`);
  test.skip(`${name} (missing: faketime)`, body);
}

/** A starter of collectors of which that of one node sees another time. */
async function collectorWithClock(node: string, setting: string): Promise<string> {
  const file = `${site.newDirectory()}.sh`;
  const script = `#!/bin/sh\n[ "$(hostname)" = ${node} ] && export ${FAKE} ${setting}\nexec ${RANKSTAT} "$@"\n`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

/** Runs a job where the clock of node2 is wrong by that much, and looks at what it has recorded. */
async function runWrongBy(seconds: number): Promise<void> {
  const out = site.newDirectory();
  const collector = await collectorWithClock('node2', `FAKETIME=${seconds >= 0 ? '+' : ''}${seconds}`);
  const job = await site.batch(
    `RANKSTAT_BIN=${collector} rankstat run --interval 0.5 --results-dir ${out} -- sleep 3; echo "rc=$?"`,
  );
  assert.match((await job.finished()).output, /rc=0\n/);
  const file = await onlyFile(out);
  assertComplete(file, NODES);
  const { clock_offset_ms: offset, clock_error_ms: error } = file.host_status.node2 ?? {};
  assert.ok(typeof offset === 'number' && typeof error === 'number');
  assert.ok(Math.abs(offset - seconds * 1000) <= error, `${offset} ± ${error} ms, wrong by ${seconds} s`);
  assert.ok(error < 50, `${error} ms, wrong by ${seconds} s`);
  for (const [nth, sample] of (file.samples_by_host.node2 ?? []).entries()) {
    const other = file.samples_by_host.node1?.[nth];
    if (sample.tick === null || other === undefined) continue;
    // The host's own clock, as it is; read at the same moment as on the other hosts, give or take a busy CPU.
    const apart = Date.parse(sample.timestamp) - seconds * 1000 - Date.parse(other.timestamp);
    assert.ok(Math.abs(apart) < 250, `wrong by ${seconds} s, tick ${sample.tick}: ${apart} ms apart`);
  }
}

check(
  'a clock an hour ahead, an hour behind, 70 ms ahead: the offset is within its error, and the host samples with the others',
  async () => {
    await Promise.all([3600, -3600, 0.07].map(runWrongBy));
  },
);

check(
  'a clock that is set an hour forward and back in mid-run: the schedule holds, no sample twice',
  async () => {
    const out = site.newDirectory();
    const setting = `${site.newDirectory()}.time`;
    await writeFile(setting, '+0\n');
    const collector = await collectorWithClock('node2', `FAKETIME_TIMESTAMP_FILE=${setting}`);
    const job = await site.batch(
      `RANKSTAT_BIN=${collector} rankstat run --interval 0.25 --results-dir ${out} -- \
     sh -c 'for shift in +3600 -3600 +0; do sleep 1.5; echo $shift >${setting}; done; sleep 1.5'; echo "rc=$?"`,
    );
    assert.match((await job.finished()).output, /rc=0\n/);
    const file = await onlyFile(out);
    assertComplete(file, NODES);
    const times = (file.samples_by_host.node2 ?? []).map(({ timestamp }) => Date.parse(timestamp));
    const others = (file.samples_by_host.node1 ?? []).map(({ timestamp }) => Date.parse(timestamp));
    const hours = times.map((time, nth) => Math.round((time - (others[nth] ?? 0)) / HOUR_MS));
    assert.equal([...new Set(hours)], [0, 1, -1]);
  },
);

/** Sets the clock of node2's collector by that much in mid-run, and looks at what is said of it. */
async function runSetBy(seconds: number): Promise<void> {
  const out = site.newDirectory();
  const setting = `${site.newDirectory()}.time`;
  await writeFile(setting, '+0\n');
  const collector = await collectorWithClock('node2', `FAKETIME_TIMESTAMP_FILE=${setting}`);
  const by = `${seconds >= 0 ? '+' : ''}${seconds}`;
  const job = await site.batch(
    `RANKSTAT_BIN=${collector} rankstat run --interval 0.25 --results-dir ${out} -- \
     sh -c 'sleep 1.5; echo ${by} >${setting}; sleep 1.5'; rankstat validate ${out}/*.json`,
  );
  const { output } = await job.finished();
  const file = await onlyFile(out);
  for (const node of NODES)
    assert.is(file.host_status[node]?.clock_steps?.length ?? 0, node === 'node2' ? 1 : 0);
  const { clock_steps: [step] = [], clock_offset_ms: offset } = file.host_status.node2 ?? {};
  assert.ok(step !== undefined && step.tick !== null);
  assert.ok(Math.abs(step.step_ms - seconds * 1000) <= 50, `${step.step_ms} ms, set by ${seconds} s`);
  const samples = file.samples_by_host.node2 ?? [];
  assert.equal(
    samples.filter(({ clock_step_ms }) => clock_step_ms !== undefined).map(({ tick }) => tick),
    [step.tick],
  );
  const own = samples.find(({ tick }) => tick === step.tick);
  assert.is(own?.timestamp, step.timestamp);
  assert.ok(typeof offset === 'number' && Math.abs(offset - seconds * 1000) <= 50, `${offset} ms at the end`);
  const said = `node2: its clock was set by ${seconds >= 0 ? '+' : '-'}3600.0 s at tick ${step.tick}`;
  assert.ok(output.includes(said), `by the summary: ${output}`);
  assert.match(
    output,
    /note: the clock of node2 was set (ahead|back) by (3600\.0|3599\.9)\d\d s /,
    'by validate',
  );
}

check(
  'a clock that is set by an hour in mid-run, forward or back: by how much and when is in the ledger, and said',
  async () => {
    await Promise.all([3600, -3600].map(runSetBy));
  },
);

/** Sets the clock of rank 0's host, which all others are compared with. */
check('a clock of rank 0 that is set in mid-run lengthens neither the run nor a phase', async () => {
  const out = site.newDirectory();
  const setting = `${site.newDirectory()}.time`;
  await writeFile(setting, '+0\n');
  const collector = await collectorWithClock('node1', `FAKETIME_TIMESTAMP_FILE=${setting}`);
  const job = await site.batch(
    `RANKSTAT_BIN=${collector} rankstat run --interval 0.25 --results-dir ${out} -- \
     sh -c 'sleep 1.5; echo +3600 >${setting}; sleep 0.7; rankstat mark half; sleep 1.5'`,
  );
  await job.finished();
  const file = await onlyFile(out);
  const { node1, node2 } = file.host_status;
  assert.equal([node1?.rank, node1?.clock_steps?.length, node2?.clock_steps?.length], [0, 1, 0]);
  const ms = (text: string | null | undefined) => Date.parse(text ?? '');
  const start = ms(file.benchmark.start_time);
  const lasted = ms(file.benchmark.end_time) - start;
  const marked = ms(file.marks[0]?.time) - start;
  assert.ok(lasted >= 3700 && lasted < 60_000, `${lasted} ms`);
  assert.ok(marked >= 2200 && marked < lasted, `marked after ${marked} of ${lasted} ms`);
  assert.ok(ms(file.end_time) - ms(file.start_time) < 60_000);
  // The offset at the end is that of the clock that was set; at the first tick there was none.
  for (const node of NODES) {
    const offset = offsetAtStart(file, node);
    assert.ok(Math.abs(offset) <= 50, `${node}: ${offset} ms`);
  }
});

test.run();
