// npm run faults [-- FAULT]: breaks jobs on the cluster of test/cluster, for each fault and launcher, and writes
// docs/faults.md: what was sampled, what is in the file or the recovered journals, and so what was lost.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cluster, type Job } from '../test/cluster/cluster.ts';

const root = path.dirname(import.meta.dirname);
const RANKSTAT = path.join(root, 'bin/rankstat');
const LAUNCHERS = ['srun', 'openmpi', 'mpich'] as const;
const NODES = ['node1', 'node2', 'node3'];
/** How long before the fault, and how long a fault that passes lasts, s. */
const BEFORE_S = 3;
const LASTS_S = 5;
const INTERVAL_S = 0.2;

interface Broken {
  readonly cluster: Cluster;
  readonly job: Job;
  /** Of the launcher. */
  readonly launcher: number;
}

/** What is done to a job; and whether it ends the job, or it goes on and is stopped in order. */
interface Fault {
  readonly name: string;
  readonly ends: boolean;
  readonly break: (broken: Broken) => Promise<unknown>;
}

const FAULTS: readonly Fault[] = [
  { name: 'none', ends: false, break: async () => {} },
  { name: 'SIGKILL of a rank', ends: false, break: async ({ cluster }) => kill(cluster, 'node2', 'SIGKILL') },
  { name: 'SIGKILL of rank 0', ends: true, break: async ({ cluster }) => kill(cluster, 'node1', 'SIGKILL') },
  {
    name: 'SIGTERM to the launcher',
    ends: true,
    break: async ({ launcher }) => process.kill(launcher, 'SIGTERM'),
  },
  {
    name: 'SIGKILL of the launcher',
    ends: true,
    break: async ({ launcher }) => process.kill(launcher, 'SIGKILL'),
  },
  { name: 'scancel', ends: true, break: async ({ job }) => await job.cancel() },
  {
    name: 'scancel --signal=KILL --full',
    ends: true,
    break: async ({ job }) => await job.cancel(['--signal=KILL', '--full']),
  },
  {
    name: `a host cut off for ${LASTS_S} s`,
    ends: false,
    async break({ cluster }) {
      await cluster.cut('node2');
      await pause(cluster, LASTS_S);
      await cluster.restore('node2');
    },
  },
  {
    name: `a rank stopped for ${LASTS_S} s`,
    ends: false,
    async break({ cluster }) {
      kill(cluster, 'node2', 'SIGSTOP');
      await pause(cluster, LASTS_S);
      kill(cluster, 'node2', 'SIGCONT');
    },
  },
];

function kill(cluster: Cluster, node: string, signal: NodeJS.Signals): void {
  for (const { pid, argv } of cluster.processes(node)) {
    if (argv.includes('rank') && argv.some((word) => word.endsWith('rankstat.cjs')))
      process.kill(pid, signal);
  }
}

async function pause(cluster: Cluster, seconds: number): Promise<void> {
  await cluster.exec('node0', ['sleep', String(seconds)]);
}

interface Series {
  readonly samples_by_host: Record<string, { readonly tick: number | null; readonly timestamp: string }[]>;
}

/** The file of a directory, or what recover makes of its journals. */
async function seriesOf(cluster: Cluster, out: string): Promise<{ series: Series; from: string }> {
  const script = `cd ${out}; f=$(ls *_timeseries.json 2>/dev/null) && { echo file $f; exit; }
    ${RANKSTAT} recover --force -o recovered.json $(ls *.journal | grep -v _rank) $(ls *.journal | grep _rank) >&2
    echo journal recovered.json`;
  const { stdout } = await cluster.exec('node0', ['sh', '-c', script]);
  const [from = '', name = ''] = stdout.trim().split(' ');
  return { series: JSON.parse(await readFile(path.join(out, name), 'utf8')), from };
}

/** Ticks of each host that should be there at the time of the fault, and are not. */
function lostOf({ samples_by_host }: Series, faultAt: number): number[] {
  const [first = []] = Object.values(samples_by_host);
  const start = Date.parse(first.find(({ tick }) => tick === 0)?.timestamp ?? '');
  const due = Math.floor((faultAt - start) / 1000 / INTERVAL_S);
  return NODES.map((node) => {
    const ticks = new Set((samples_by_host[node] ?? []).map(({ tick }) => tick));
    return Array.from({ length: due + 1 }, (_, tick) => tick).filter((tick) => !ticks.has(tick)).length;
  });
}

async function measure(cluster: Cluster, fault: Fault, launcher: string, nth: number): Promise<string> {
  const out = path.join(cluster.dir, `faults-${nth}`);
  const job = await cluster.sbatch(
    `${root}/scripts/mpirun/${launcher} --interval ${INTERVAL_S} --stop-timeout 2 --results-dir ${out} &
     until ${RANKSTAT} status --results-dir ${out} 2>/dev/null | grep -q '3 of 3 hosts'; do :; done
     echo "launcher $!"
     until [ -e ${out}/go ]; do sleep 0.1; done; rm ${out}/go
     ${RANKSTAT} stop --results-dir ${out}; sleep 3`,
    { nodes: 3, args: ['--ntasks-per-node=2'] },
  );
  const [, pid] = await job.printed(/launcher (\d+)/);
  await pause(cluster, BEFORE_S);
  const faultAt = Date.now();
  await fault.break({ cluster, job, launcher: Number(pid) });
  if (fault.ends) await pause(cluster, LASTS_S);
  await cluster.exec('node0', ['touch', `${out}/go`]);
  await job.finished();
  const { series, from } = await seriesOf(cluster, out);
  const lost = lostOf(series, faultAt);
  const row = `| ${fault.name} | ${launcher} | ${from} | ${lost.join(', ')} |`;
  process.stderr.write(`${row}\n`);
  return row;
}

const wanted = process.argv[2];
const cluster = await Cluster.up({ nodes: 3 });
try {
  const rows: string[] = [];
  for (const fault of FAULTS.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
    for (const launcher of LAUNCHERS) rows.push(await measure(cluster, fault, launcher, rows.length));
  }
  const text = `# Faults and launchers, measured

Made by \`npm run faults\`: three hosts, every ${INTERVAL_S} s, the fault ${BEFORE_S} s after the start. Lost are ticks before the
fault, of node1 (rank 0), node2 and node3, that are neither in the file nor in what \`rankstat recover\` makes of the
journals. The journal is written once a second, so a kill of everything at once costs ${1 / INTERVAL_S} ticks at most.

| fault | launcher | left | lost ticks |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  if (wanted === undefined) await writeFile(path.join(root, 'docs/faults.md'), text);
} finally {
  await cluster.down();
}
