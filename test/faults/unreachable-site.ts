import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { HostProcess } from '../cluster/cluster.ts';
import { filesIn, RANKSTAT, type SeriesFile, type Site, seriesFile } from '../jobs/site.ts';

export const NODES = ['node1', 'node2', 'node3'];
/** Those of `run` and rank 0, which a firewall swallows. */
const PORTS = { first: 25_000, last: 25_009 };
/** The option that has them listen there. */
export const RANGE = `--port-range ${PORTS.first}-${PORTS.last}`;
/** Launchers, and the starter of each. */
export const STARTER = { slurm: 'srun', openmpi: 'openmpi', mpich: 'mpich' } as const;

/** What is ours on any host but the job's script: collectors, what starts them, and `run`. */
const OURS = /rankstat\.cjs|bin\/rankstat|\bsrun\b|mpirun|orted|hydra|mpiexec/;

/** Three hosts, one of which can be cut off from what `run` and rank 0 listen at, and what is left on them. */
export class Unreachable {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** Puts up a firewall on a host, for as long as `body` takes. */
  async behindWall<T>(node: string, body: () => Promise<T>): Promise<T> {
    const { cluster } = this.#site;
    await cluster.swallow(node, PORTS);
    try {
      return await body();
    } finally {
      await cluster.letThrough(node);
    }
  }

  /** The collector of a host. */
  collectorOn(node: string): number {
    const isCollector = ({ argv }: HostProcess) =>
      argv.includes('rank') && argv.some((word) => word.endsWith('rankstat.cjs'));
    const found = this.#site.cluster.processes(node).find(isCollector);
    assert.ok(found, `no collector on ${node}`);
    return found.pid;
  }

  /** Fails unless within some seconds no process, socket, or file of a job is left on any host but what a user wants. */
  async assertNothingLeft(out: string, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    for (let left = this.#left(); left.length > 0; left = this.#left()) {
      assert.ok(performance.now() < end, `left after ${seconds} s:\n${left.join('\n')}`);
      await pause(100);
    }
    for (const node of NODES) {
      const ports = await this.#site.cluster.listening(node);
      assert.equal(
        ports.filter((port) => port >= PORTS.first && port <= PORTS.last),
        [],
        `${node} listens`,
      );
    }
    const names = await filesIn(out);
    assert.equal(
      names.filter((name) => !/_timeseries\.(json|journal)$/.test(name)),
      [],
    );
  }

  /** What recover makes of all journals of a directory, in which a host has kept one for itself. */
  async recovered(out: string, node: string): Promise<SeriesFile> {
    const journals = (await filesIn(out)).filter((name) => name.endsWith('.journal'));
    assert.is(
      journals.filter((name) => name.endsWith(`_${node}_timeseries.journal`)).length,
      1,
      journals.join(),
    );
    const file = `${out}/recovered_timeseries.json`;
    const argv = [RANKSTAT, 'recover', '-o', file, ...journals.map((name) => `${out}/${name}`)];
    const { code, stderr } = await this.#site.cluster.exec('node1', argv);
    assert.is(code, 0, stderr);
    return await seriesFile(file);
  }

  /** What the command makes that rank 0 has said last, which names the journal of this host. */
  async recoveredAsSaid(output: string, node: string): Promise<SeriesFile> {
    const [, said = ''] = /: rankstat (recover \S+\.journal .*) -o FILE\n/.exec(output) ?? [];
    assert.match(said, new RegExp(`_rank\\d_${node}_timeseries\\.journal$`), output);
    const command = `${RANKSTAT} ${said} -o all.json && cat all.json && rm all.json`;
    const { code, stdout, stderr } = await this.#site.cluster.exec('node1', ['sh', '-c', command]);
    assert.is(code, 0, stderr);
    return JSON.parse(stdout);
  }

  #left(): string[] {
    const lines = NODES.flatMap((node) => this.#site.cluster.processes(node)).map(({ argv }) =>
      argv.join(' '),
    );
    return lines.filter((line) => OURS.test(line) && !line.includes('slurmd'));
  }
}

/** Seconds between two lines `NAME NANOSECONDS` that a script has printed by `date "+NAME %s%N"`. */
export function seconds(output: string, from: string, to: string): number {
  const at = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(output)?.[1]);
  return (at(to) - at(from)) / 1e9;
}
