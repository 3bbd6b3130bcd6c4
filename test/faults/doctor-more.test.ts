// Long: 60 s
import { chmod, mkdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT, Site } from '../jobs/site.ts';
import {
  assertNothingLeft,
  clockAhead,
  mounting,
  Planting,
  reports,
  trouble,
  troubles,
} from './doctor-site.ts';

const test = suite('doctor on a cluster, fault by fault');
const site = new Site(test);
const plant = new Planting(site);

site.check('a results directory that is not shared, not there for others, or not to be written', async () => {
  const [apart, own, readonly] = [site.newDirectory(), site.newDirectory(), site.newDirectory()];
  for (const one of [apart, own, readonly]) await mkdir(one);
  const memory = (directory: string) => mounting(`mount -t tmpfs none ${directory}`);
  const [of2, of1, of3] = await Promise.all([
    plant.program({ node2: memory(apart) }),
    plant.program({ node1: memory(own) }),
    plant.program({ node1: mounting(`mount --bind -o ro ${readonly} ${readonly}`) }),
  ]);
  const doctor = 'rankstat doctor --nodes --json --results-dir';
  const [first, second, third] = await reports(site, [
    `RANKSTAT_BIN=${of2} ${doctor} ${apart}`,
    `RANKSTAT_BIN=${of1} ${doctor} ${own}`,
    `RANKSTAT_BIN=${of3} ${doctor} ${readonly}`,
  ]);
  assert.ok(first && second && third);
  assert.equal(troubles(first), ['warning results node2']);
  assert.match(trouble(first, 'results'), /here is not the one where doctor was asked/);
  assert.is(first.rc, 0);
  // Rank 0 has another than run: its file would be there.
  assert.equal(troubles(second), ['warning results node1']);
  assert.match(
    trouble(second, 'results'),
    /of rank 0 is not the one .* the series file would be on this host alone/,
  );
  assert.is(second.rc, 0);
  assert.equal(troubles(third), ['fault results node1']);
  assert.match(trouble(third, 'results'), /^cannot write to .*EROFS/);
  assert.equal([third.rc, third.verdict], [69, 'A run would not work.']);
  for (const one of [apart, own, readonly]) await assertNothingLeft(site, one);
});

site.check('an ordinary user who may not write there, nor make the directory', async () => {
  const out = site.newDirectory();
  await mkdir(out);
  await chmod(out, 0o755);
  const asNobody = 'setpriv --reuid 65534 --regid 65534 --clear-groups';
  for (const directory of [out, `${out}/deeper/down`]) {
    const argv = [
      ...asNobody.split(' '),
      RANKSTAT,
      'doctor',
      '--launcher',
      'local',
      '--results-dir',
      directory,
    ];
    const { code, stdout, stderr } = await site.cluster.exec('node1', argv, { cwd: '/' });
    assert.is(code, 69, stderr);
    assert.match(stdout, new RegExp(`^fault +results +node1: cannot write to ${directory}: EACCES`));
    assert.match(stdout, /A run would not work\.\n$/);
  }
  await assertNothingLeft(site, out);
});

site.check('no launcher in an allocation; launchers whose starters fail, or start nothing', async () => {
  const out = site.newDirectory();
  await mkdir(out);
  const without = await plant.programsWithout(/^(srun|mpirun|mpiexec|prterun)/);
  const bin = RANKSTAT.replace('/rankstat', '');
  const [none, failing, other, stuck, nodes] = await reports(site, [
    `PATH=${bin}:${without}; rankstat doctor --json --results-dir ${out}`,
    `RANKSTAT_LAUNCHER_ARGS=--nodelist=nowhere rankstat doctor --json --launcher slurm --results-dir ${out}`,
    `RANKSTAT_LAUNCHER_PROGRAM=$(command -v mpiexec.hydra) rankstat doctor --json --launcher openmpi --results-dir ${out}`,
    `RANKSTAT_LAUNCHER_PROGRAM=${await plant.programNamed('srun', 'exec sleep 60')} rankstat doctor --json --launcher slurm --ready-timeout 2 --results-dir ${out}`,
    `RANKSTAT_LAUNCHER_ARGS=--nodelist=nowhere rankstat doctor --nodes --json --launcher slurm --results-dir ${out}`,
  ]);
  assert.ok(none && failing && other && stuck && nodes);
  assert.equal(troubles(none), ['fault launcher']);
  assert.match(
    trouble(none, 'launcher'),
    /nothing that could start collectors on 3 nodes of it: SLURM_JOB_ID is set, but no known launcher is in PATH; a run would record this host alone → load the module/,
  );
  assert.is(none.rc, 75);
  for (const report of [failing, nodes]) {
    assert.equal(troubles(report), ['fault launcher']);
    assert.match(
      trouble(report, 'launcher'),
      /^the starter cannot start .* on the nodes: it ended with exit code 1; it said: .*Requested node configuration is not available/,
    );
    assert.match(report.launch.command?.join(' ') ?? '', /^\S+srun .*--nodelist=nowhere /);
    assert.equal([report.rc, report.verdict], [69, 'A run would not work.']);
  }
  assert.equal(troubles(other), ['fault launcher']);
  assert.match(
    trouble(other, 'launcher'),
    /nothing can start the collectors: --launcher openmpi: RANKSTAT_LAUNCHER_PROGRAM=\S+ is not there, or is no mpirun of Open MPI/,
  );
  assert.is(other.rc, 69);
  assert.equal(troubles(stuck), ['fault launcher']);
  assert.match(trouble(stuck, 'launcher'), /it has not ended in 2 s/);
  await assertNothingLeft(site, out);
});

site.check(
  'a clock that is a little off is a warning; a node that says nothing is a fault, in bounded time',
  async () => {
    const out = site.newDirectory();
    const program = await plant.program({ node2: clockAhead(2), node3: 'exec sleep 60' });
    const before = performance.now();
    const [report] = await reports(site, [
      `RANKSTAT_BIN=${program} rankstat doctor --nodes --json --ready-timeout 4 --results-dir ${out}`,
    ]);
    assert.ok(report && performance.now() - before < 20_000);
    assert.equal(troubles(report), ['fault hosts node3', 'warning clock node2']);
    assert.match(trouble(report, 'hosts'), /^no answer in 4 s/);
    assert.match(report.verdict, /not recorded would be node3\.$/);
    await assertNothingLeft(site, out);
  },
);

for (const launcher of ['openmpi', 'mpich']) {
  site.check(`under ${launcher}, ports that are blocked, and no Node.js on a node`, async () => {
    const out = site.newDirectory();
    const program = await plant.program({ node2: `export PATH=${await plant.programsWithout(/^node/)}` });
    await site.cluster.swallow('node3', { first: 25_000, last: 25_009 });
    try {
      const [report] = await reports(site, [
        `RANKSTAT_BIN=${program} rankstat doctor --nodes --json --launcher ${launcher} --port-range 25000-25009 --results-dir ${out}`,
      ]);
      assert.ok(report);
      assert.equal(troubles(report).sort(), ['fault hosts node2', 'fault network node3']);
    } finally {
      await site.cluster.letThrough('node3');
    }
    await assertNothingLeft(site, out);
  });
}

site.check('run --check: the same with the options of the run, whose command is not started', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`
    rankstat run --check --results-dir ${out} --port-range 25000-25009 -- touch ${out}.ran; echo "rc=$?"
    node -e 'require("net").createServer().listen(25000, () => console.log("taken"))' >${out}.taken & taken=$!
    until [ -s ${out}.taken ]; do sleep 0.1; done
    rankstat run --check --results-dir ${out} --port-range 25000-25001 -- ./no-such; echo "rc=$?"
    kill $taken
    ls ${out}.ran`);
  const { output } = await job.finished();
  assert.match(output, /ok +command +node1: the benchmark’s command is there\n/);
  assert.match(output, /A run would work: 3 hosts would be recorded\.\nrc=0\n/);
  assert.match(output, /^fault +command +node1: \.\/no-such cannot be run: ENOENT/m);
  assert.match(output, /^fault +network +node1: nobody can listen at two of the ports 25000-25001/m);
  assert.match(output, /A run would not work\.\nrc=69\n/);
  assert.match(output, /cannot access '.*\.ran'/);
  await assertNothingLeft(site, out);
});

site.check('a doctor that is interrupted leaves nothing', async () => {
  const out = site.newDirectory();
  const program = await plant.program({ node3: 'exec sleep 60' });
  const job = await site.batch(`
    RANKSTAT_BIN=${program} rankstat doctor --nodes --results-dir ${out} & doctor=$!
    until pgrep -f 'sleep 60' >/dev/null; do sleep 0.1; done
    kill -TERM $doctor; wait $doctor; echo "rc=$?"`);
  const { output } = await job.finished();
  assert.match(output, /^rc=143$/m);
  await assertNothingLeft(site, out);
});

test.run();
