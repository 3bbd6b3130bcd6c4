// npm run bench:lateness [-- SECONDS]: three hosts of the cluster of test/cluster with nothing to do, every 100 ms.
// Prints how late each host samples, and how far the hosts are apart at a tick. They share one machine and its CPUs,
// which makes it harder for them than on nodes of their own.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Cluster } from '../test/cluster/cluster.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import { quantile } from './lib/statistics.ts';

const RANKSTAT = path.join(path.dirname(import.meta.dirname), 'bin/rankstat');
const seconds = Number(process.argv[2] ?? '30');

const cluster = await Cluster.up({ nodes: 3 });
try {
  const out = path.join(cluster.dir, 'lateness');
  const job = await cluster.sbatch(
    `${RANKSTAT} run --quiet --interval 0.1 --results-dir ${out} -- sleep ${seconds}`,
    { nodes: 3 },
  );
  await job.finished();
  const [name = ''] = await readdir(out);
  const series = JSON.parse(await readFile(path.join(out, name), 'utf8'));
  const late = new Map<number, number[]>();
  for (const [host, samples] of Object.entries<{ tick: number | null; late_ms?: number }[]>(
    series.samples_by_host,
  )) {
    const own: number[] = [];
    for (const { tick, late_ms } of samples) {
      if (tick === null || late_ms === undefined) continue;
      own.push(late_ms);
      late.set(tick, [...(late.get(tick) ?? []), late_ms]);
    }
    const held = heldAgainst(PROMISES.lateness.p99, quantile(own, 0.99));
    process.stdout.write(`${host}: late by ${percentiles(own)} ms over ${own.length} ticks ${held}\n`);
  }
  const apart = [...late.values()]
    .filter((ms) => ms.length === 3)
    .map((ms) => Math.max(...ms) - Math.min(...ms));
  process.stdout.write(`hosts apart by ${percentiles(apart)} ms\n`);
} finally {
  await cluster.down();
}

function percentiles(values: readonly number[]): string {
  const at = (share: number) => quantile(values, share).toFixed(2);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
}
