import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertTicksTo, filesIn, RANKSTAT, type SeriesFile, Site, STARTERS } from '../jobs/site.ts';

const test = suite('hosts that cannot reach the others');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];
/** Those of `run` and rank 0, which a firewall swallows. */
const PORTS = { first: 25_000, last: 25_009 };
const RANGE = `--port-range ${PORTS.first}-${PORTS.last}`;
const LAUNCHERS = { slurm: 'srun', openmpi: 'openmpi', mpich: 'mpich' } as const;

/** What is ours, on any host: collectors, what starts them, and `run`. */
function left(): string[] {
  const ours = /rankstat\.cjs|bin\/rankstat|\bsrun\b|mpirun|orted|hydra|mpiexec/;
  return NODES.flatMap((node) =>
    site.cluster
      .processes(node)
      .map(({ argv }) => argv.join(' '))
      .filter((line) => ours.test(line) && !/slurmd/.test(line)),
  );
}

/** Fails unless within some seconds no process, socket, or file of a job is left on any host but what a user wants. */
async function assertNothingLeft(out: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (left().length > 0) {
    assert.ok(performance.now() < end, `left after ${seconds} s:\n${left().join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const node of NODES) {
    const ports = (await site.cluster.listening(node)).filter(
      (port) => port >= PORTS.first && port <= PORTS.last,
    );
    assert.equal(ports, [], `${node} listens`);
  }
  const names = (await filesIn(out)).filter((name) => !/_timeseries\.(json|journal)$/.test(name));
  assert.equal(names, []);
}

/** The journal that a host has kept for itself. */
async function ownJournal(out: string, node: string): Promise<string> {
  const names = (await filesIn(out)).filter((name) => name.endsWith(`_${node}_timeseries.journal`));
  assert.is(names.length, 1, (await filesIn(out)).join(', '));
  return names[0] ?? '';
}

/** What recover makes of all journals of a directory. */
async function recovered(out: string): Promise<SeriesFile> {
  const journals = (await filesIn(out))
    .filter((name) => name.endsWith('.journal'))
    .map((name) => `${out}/${name}`);
  const argv = [RANKSTAT, 'recover', '-o', `${out}/recovered_timeseries.json`, ...journals];
  const { code, stderr } = await site.cluster.exec('node1', argv);
  assert.is(code, 0, stderr);
  return JSON.parse(await readFile(`${out}/recovered_timeseries.json`, 'utf8'));
}

/** Seconds between two lines `NAME NANOSECONDS` that a script has printed by `date`. */
function seconds(output: string, from: string, to: string): number {
  const at = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(output)?.[1]);
  return (at(to) - at(from)) / 1e9;
}

async function walled<T>(node: string, body: () => Promise<T>): Promise<T> {
  await site.cluster.swallow(node, PORTS);
  try {
    return await body();
  } finally {
    await site.cluster.letThrough(node);
  }
}

for (const launcher of ['slurm', 'openmpi', 'mpich'] as const) {
  check(
    `under run by ${launcher}, a host behind a firewall samples for itself, and ends with the job`,
    async () => {
      const out = site.newDirectory();
      const { output } = await walled('node3', async () => {
        const job = await site.batch(`
        rankstat run --launcher ${launcher} ${RANGE} --interval 0.2 --ready-timeout 3 --stop-timeout 5 \
          --results-dir ${out} -- sh -c 'sleep 4; date "+over %s%N"; exit 3'
        echo "rc=$?"; date "+back %s%N"`);
        return await job.finished();
      });
      assert.match(output, /2 of 3 hosts ready after .* s; the benchmark starts; node3 did not come\n/);
      assert.match(output, /rc=3\n/);
      const took = seconds(output, 'over', 'back');
      assert.ok(took < 8, `run ended ${took} s after the benchmark`);
      await assertNothingLeft(out, 2);
      await ownJournal(out, 'node3');
      const file = await recovered(out);
      assert.equal(file.hosts_collected, NODES);
      for (const node of NODES) assertTicksTo(file, node, 8);
    },
  );

  check(`started by ${launcher} alone, a host behind a firewall ends after the stop`, async () => {
    const out = site.newDirectory();
    const { output } = await walled('node3', async () => {
      const job = await site.batch(`
        ${STARTERS}/${LAUNCHERS[launcher]} ${RANGE} --interval 0.2 --ready-timeout 2 --stop-timeout 3 --results-dir ${out} &
        until rankstat status --results-dir ${out} 2>/dev/null | grep -q '2 of 3 hosts'; do sleep 0.1; done
        sleep 4
        rankstat stop --results-dir ${out}; date "+stopped %s%N"
        wait; date "+back %s%N"`);
      return await job.finished();
    });
    const took = seconds(output, 'stopped', 'back');
    assert.ok(took < 10, `the launcher ended ${took} s after the stop:\n${output}`);
    await assertNothingLeft(out, 2);
    await ownJournal(out, 'node3');
  });
}

test.run();
