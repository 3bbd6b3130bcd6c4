import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './program.ts';
import { NODE_SETTINGS, RANKSTAT, ROOT, SCRATCH } from './workshop.ts';

const NODE_EXPORTER_PORT = 19_100;

/** Two ranks on this machine: 0, which gathers, and 1, as every other node of a job runs it. */
export function rankOf(rank: 0 | 1, intervalS: number, job = 'rank'): Program {
  const results = path.join(SCRATCH, job);
  mkdirSync(results, { recursive: true });
  return {
    name: rank === 0 ? 'rankstat, rank 0' : 'rankstat, a rank',
    command: [
      RANKSTAT,
      ...['rank', '--quiet', '--interval', String(intervalS), '--results-dir', results],
      ...['--rendezvous', `file:${path.join(results, 'rendezvous')}`],
    ],
    // A job of its own for each: there is one seat for the ranks of a job on a node.
    env: {
      RANKSTAT_RANK: String(rank),
      RANKSTAT_SIZE: '2',
      RANKSTAT_LOCAL_RANK: '0',
      SLURM_JOB_ID: `bench-${job}-${rank}`,
    },
  };
}

/** All that a rank needs of itself and rank 0 in one process. */
export function alone(intervalS: number, job = 'alone'): Program {
  const results = path.join(SCRATCH, job);
  return {
    name: 'rankstat, the only rank',
    command: [RANKSTAT, 'rank', '--quiet', '--interval', String(intervalS), '--results-dir', results],
    env: { RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1' },
  };
}

/** Python's standard library. */
export function python(intervalS: number, output = 'python'): Program {
  const file = path.join(SCRATCH, `${output}.json`);
  return {
    name: 'Python',
    command: ['python3', path.join(ROOT, 'bench/peers/collector.py'), String(intervalS), file],
  };
}

/** A Node.js that does nothing but wake up. */
export function wakes(program: string, intervalS: number): Program {
  return {
    name: 'Node.js: wakes up',
    command: [process.execPath, ...NODE_SETTINGS, program, String(intervalS * 1000)],
  };
}

/** Only reads, see bench/floor.c. */
export function floorAt(program: string, files: readonly string[], intervalMs: number): Program {
  return { name: 'C program: reads', command: [program, String(intervalMs), '1000000', ...files] };
}

/** What sysstat's service runs. */
export const sadc: Program = {
  name: 'sadc',
  command: ['/usr/lib/sysstat/sadc', '-S', 'DISK', '1', path.join(SCRATCH, 'sadc')],
};

/** Records the same subsystems as we do, unparsed, as its service does. */
export const collectl: Program = {
  name: 'collectl',
  command: ['collectl', '-s', 'cdmn', '-i', '1', '-f', path.join(SCRATCH, 'collectl')],
};

const COLLECTORS = ['diskstats', 'vmstat', 'meminfo', 'loadavg', 'netdev', 'cpu', 'stat', 'pressure'];

/** With the same metrics, scraped once a second; what the scraping costs us is not counted. */
export const nodeExporter: Program = {
  name: 'node_exporter',
  command: [
    'prometheus-node-exporter',
    `--web.listen-address=127.0.0.1:${NODE_EXPORTER_PORT}`,
    '--collector.disable-defaults',
    '--collector.vmstat.fields=.*',
    ...COLLECTORS.map((name) => `--collector.${name}`),
  ],
  ask: async () => await (await fetch(`http://127.0.0.1:${NODE_EXPORTER_PORT}/metrics`)).text(),
};

/** @throws Error that says how to get the programs of other projects that this machine lacks */
export function demandPeers(): void {
  const peers = {
    sysstat: '/usr/lib/sysstat/sadc',
    collectl: '/usr/bin/collectl',
    'prometheus-node-exporter': '/usr/bin/prometheus-node-exporter',
  };
  const missing = Object.entries(peers)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length > 0)
    throw new Error(`missing: apt-get install --no-install-recommends ${missing.join(' ')}`);
}
