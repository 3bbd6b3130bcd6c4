import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Site } from '../jobs/site.ts';
import {
  assertNothingLeft,
  clockAhead,
  mounting,
  Planting,
  reports,
  trouble,
  troubles,
} from './doctor-site.ts';

const test = suite('doctor on a cluster');
const site = new Site(test);
const plant = new Planting(site);
const NODES = ['node1', 'node2', 'node3'];

site.check('a healthy site, under every launcher: no trouble, and nothing is left', async () => {
  const out = site.newDirectory();
  const launchers = ['slurm', 'openmpi', 'mpich'];
  const found = await reports(
    site,
    launchers.map(
      (one) =>
        `rankstat doctor --nodes --json --launcher ${one} --results-dir ${out} --port-range 25000-25009`,
    ),
  );
  for (const [nth, report] of found.entries()) {
    assert.equal(troubles(report), [], JSON.stringify(report.lines));
    assert.is(report.rc, 0);
    assert.is(report.verdict, 'A run would work: 3 hosts would be recorded.');
    assert.is(report.launch.launcher, launchers[nth]);
    assert.match(report.launch.command?.join(' ') ?? '', /bin\/rankstat rank --interval=10 /);
    assert.ok(report.launch.variables_removed.includes('SLURM_NTASKS_PER_NODE'));
    assert.equal(Object.keys(report.hosts), NODES);
    for (const { clock } of Object.values(report.hosts)) {
      assert.ok(clock !== null && Math.abs(clock.offset_ms) <= clock.error_ms + 1, JSON.stringify(clock));
    }
    const network = report.lines
      .filter(({ check }) => check === 'network')
      .map(({ seen, hosts }) => [seen, hosts]);
    assert.equal(network, [
      ['reaches node1, where run is started, at 198.18.0.11', NODES],
      ['reaches node1 of rank 0 at 198.18.0.11', ['node2', 'node3']],
    ]);
  }
  assert.not.ok(existsSync(out), 'a results directory that was not there before is not there afterwards');
  await assertNothingLeft(site, out);
});

site.check('faults on single nodes are told of these nodes, and one run has several', async () => {
  const out = site.newDirectory();
  await mkdir(out);
  const clock = await plant.program({
    node2: clockAhead(5),
    node3: mounting('mount --bind /dev/null /proc/diskstats'),
  });
  const nodes = await plant.program({
    node2: `export PATH=${await plant.programsWithout(/^node/)}`,
    node3: `export PATH=${await plant.nodeOf('18.20.4')}:$PATH`,
  });
  const doctor = `rankstat doctor --nodes --json --results-dir ${out} --ready-timeout 20`;
  const [first, second] = await reports(site, [
    `ulimit -n 64; NODE_OPTIONS=--trace-warnings RANKSTAT_BIN=${clock} ${doctor}`,
    `RANKSTAT_BIN=${nodes} ${doctor}`,
  ]);
  assert.ok(first && second);
  assert.equal(troubles(first), [
    'fault clock node2',
    'fault sources node3',
    'warning limits node1',
    'warning variables node1',
  ]);
  assert.match(trouble(first, 'clock'), /its clock is (5\.0\d\d|4\.99\d) s ± [\d.]+ ms ahead of node1/);
  assert.match(
    trouble(first, 'sources'),
    /^diskstats cannot be read: \/proc\/diskstats: it lists nothing, .*something hides it/,
  );
  assert.match(
    trouble(first, 'limits'),
    /^ulimit -n is 64: run, to which 3 hosts connect, needs 121, so that strangers/,
  );
  assert.match(trouble(first, 'variables'), /^NODE_OPTIONS is set/);
  assert.is(first.verdict, 'A run would work in part: see the faults for what would be wrong or missing.');
  assert.is(first.rc, 75);
  assert.equal(troubles(second).sort(), ['fault hosts node2', 'fault hosts node3']);
  const reasons = second.lines
    .filter(({ check }) => check === 'hosts')
    .map(({ hosts, seen }) => `${hosts}: ${seen}`);
  assert.ok(
    reasons.some((one) => /^node2: .*no Node\.js found: put node \(20\.19 or later\) into PATH/.test(one)),
    reasons.join('\n'),
  );
  assert.ok(
    reasons.some((one) => /^node3: .*Node\.js 18\.20\.4 is too old: 20\.19 or later is needed/.test(one)),
    reasons.join('\n'),
  );
  assert.is(second.verdict, 'A run would work in part: not recorded would be node2, node3.');
  assert.is(second.rc, 75);
  await assertNothingLeft(site, out);
});

site.check('ports between nodes that are blocked, and an addon of another architecture', async () => {
  const out = site.newDirectory();
  await mkdir(out);
  const program = await plant.program({
    node2: `rankstat=${await plant.installationOfAnotherArchitecture()}`,
  });
  await site.cluster.swallow('node3', { first: 25_000, last: 25_009 });
  try {
    const [report] = await reports(site, [
      `RANKSTAT_BIN=${program} rankstat doctor --nodes --json --results-dir ${out} --port-range 25000-25009 --ready-timeout 20`,
    ]);
    assert.ok(report);
    assert.equal(troubles(report).sort(), ['fault hosts node2', 'fault network node3']);
    assert.match(
      trouble(report, 'network'),
      /^cannot reach node1, where run is started, \(TCP ports 25000-25009\): 198\.18\.0\.11:25000: no answer in 3 s.* → let TCP ports 25000-25009 through/,
    );
    assert.match(
      trouble(report, 'hosts'),
      /^no collector can start here: .*addon.*(wrong ELF class|cannot open shared object|ELF)/i,
    );
    assert.is(report.verdict, 'A run would work in part: not recorded would be node2, node3.');
  } finally {
    await site.cluster.letThrough('node3');
  }
  await assertNothingLeft(site, out);
});

test.run();
