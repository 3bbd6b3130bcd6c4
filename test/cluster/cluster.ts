import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { type Daemon, ended, startDaemons } from './daemons.ts';
import { hostEnvironment } from './environment.ts';
import { Guard } from './guard.ts';
import { Job } from './job.ts';
import {
  buildNetwork,
  delayWire,
  type Host,
  type IpVersion,
  letThrough,
  onHost,
  PLAIN_QDISC,
  planHosts,
  plugCable,
  pullCable,
  setLoss,
  setQdisc,
  swallow,
  type Undo,
} from './network.ts';
import { type HostProcess, processesOn } from './processes.ts';
import { clusterRequirements } from './requirements.ts';
import { type Environment, type Outcome, type RunOptions, run, runOrThrow } from './run.ts';
import { type Layout, layoutOf, writeFiles } from './slurm-conf.ts';
import { DIR_PREFIX } from './teardown.ts';

export type { Job, JobResult } from './job.ts';
export { CONTROL_HOST } from './network.ts';
export type { HostProcess } from './processes.ts';
export { clusterRequirements } from './requirements.ts';
export type { Environment, Outcome, RunOptions } from './run.ts';

export interface ClusterOptions {
  readonly nodes: number;
  /** The one version of the internet protocol that there is; 4 by default. */
  readonly ip?: IpVersion;
  /** Whether each host has a first interface, `net0`, over which it reaches no other; false by default. */
  readonly stray?: boolean;
  /**
   * What a shell does on a compute node before its slurmd begins, in a mount namespace that is the node's alone: what it
   * mounts, all jobs of the node see. `$1` is the folder of the cluster.
   */
  readonly mounts?: (node: string) => string;
}

export interface SpawnOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  /** By default nothing on stdin, and pipes for stdout and stderr. */
  readonly stdio?: StdioOptions;
}

export interface BatchOptions {
  /** How many nodes; as the script's `#SBATCH` lines say by default, else one. */
  readonly nodes?: number;
  /** 5 by default. Slurm looks every half minute or so. */
  readonly timeLimitMinutes?: number;
  readonly env?: Environment;
  /** Further options of `sbatch`, such as `--ntasks-per-node=2`. */
  readonly args?: readonly string[];
}

/**
 * A real cluster on this machine: a control host `node0`, compute nodes `node1` to `nodeN`, each with its own
 * host name, address and `/proc/net`, joined by a bridge; Slurm, Open MPI and MPICH; no sshd. Hosts share the
 * kernel, disks, memory, process table and file system, and see no `/sys/fs/cgroup`.
 *
 * One machine has one cluster at a time: {@link Cluster.up} waits for another process's to go down.
 */
export class Cluster {
  /** Names of the compute nodes. */
  readonly nodes: readonly string[];
  /** A folder that all hosts see, and that goes when the cluster goes. */
  readonly dir: string;
  /** A folder to put first in `PATH` for `mpirun` and `mpiexec` of MPICH; that of Open MPI is there already. */
  readonly mpichBin: string;
  readonly #parts: Parts;
  readonly #down = new AbortController();

  private constructor(parts: Parts) {
    this.nodes = parts.hosts.slice(1).map(({ name }) => name);
    this.dir = parts.layout.dir;
    this.mpichBin = parts.layout.mpich;
    this.#parts = parts;
  }

  /** Brings one up, with all nodes idle; first clears up what a killed test run left. Takes about a second. */
  static async up({ nodes, ip = 4, stray = false, mounts }: ClusterOptions): Promise<Cluster> {
    const missing = clusterRequirements();
    if (missing.length > 0) throw new Error(`cluster: this machine lacks ${missing.join(', ')}`);
    const hosts = planHosts(nodes, ip);
    const guard = await Guard.take();
    try {
      const layout = layoutOf(await mkdtemp(DIR_PREFIX));
      await writeFiles(layout, hosts);
      await buildNetwork(hosts, stray);
      const env = hostEnvironment(layout, process.env);
      return new Cluster({
        layout,
        hosts,
        env,
        guard,
        daemons: await startDaemons(layout, hosts, env, mounts),
      });
    } catch (error) {
      await guard.release();
      throw error;
    }
  }

  /**
   * Runs a command on a host to its end, in {@link dir} unless `cwd` says otherwise. Throws when it cannot be
   * started or outlives `timeoutMs` (60 s); any exit code is an outcome.
   */
  exec(node: string, argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return run(onHost(this.#host(node), argv), { ...options, ...this.#place(options) });
  }

  /** Starts a command on a host. The child is the command itself, so that its pid and signals are the command's. */
  spawn(node: string, argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const [program = '', ...args] = onHost(this.#host(node), argv);
    const { env, cwd } = this.#place(options);
    const stdio = options.stdio ?? ['ignore', 'pipe', 'pipe'];
    return spawn(program, args, { env: { ...env }, cwd, stdio, detached: true });
  }

  /** Submits a batch script from the control host; it runs with Bash unless it begins with `#!`. */
  async sbatch(script: string, options: BatchOptions = {}): Promise<Job> {
    const { nodes, timeLimitMinutes = 5, args = [] } = options;
    const { jobs } = this.#parts.layout;
    const size = nodes === undefined ? [] : [`--nodes=${nodes}`];
    const fixed = [
      '--parsable',
      `--time=${timeLimitMinutes}`,
      `--output=${jobs}/%j.out`,
      `--error=${jobs}/%j.out`,
    ];
    const input = script.startsWith('#!') ? script : `#!/bin/bash\n${script}`;
    const control = this.#parts.hosts[0];
    const submit = onHost(control, ['sbatch', ...fixed, ...size, ...args]);
    const id = Number(await runOrThrow(submit, { ...this.#place(options), input }));
    return new Job(id, {
      jobs,
      down: this.#down.signal,
      control: (argv) => runOrThrow(onHost(control, argv), this.#place({})),
    });
  }

  /** Processes that run on a host now. */
  processes(node: string): HostProcess[] {
    return processesOn(this.#host(node));
  }

  /** Cuts a host off, as if its cable were pulled: its interface stays up, and packets go nowhere. */
  cut(node: string): Promise<void> {
    return pullCable(this.#host(node));
  }

  /** Undoes {@link cut}; resolves when packets pass again. */
  restore(node: string): Promise<void> {
    return plugCable(this.#host(node));
  }

  /** Loses that share of the packets that a host sends: 0.3; with 0 none any more. */
  lose(node: string, share: number): Promise<void> {
    return setLoss(this.#host(node), share);
  }

  /** Has what a host sends and receives arrive that much later, each way. @returns what takes that back */
  delay(node: string, ms: number): Promise<Undo> {
    return delayWire(this.#host(node), ms);
  }

  /** Puts a firewall up on a host that swallows what goes to these TCP ports, there and from there. */
  swallow(node: string, ports: { readonly first: number; readonly last: number }): Promise<void> {
    return swallow(this.#host(node), ports.first, ports.last);
  }

  /** Undoes {@link swallow}. */
  letThrough(node: string): Promise<void> {
    return letThrough(this.#host(node));
  }

  /** TCP ports at which somebody listens on a host. */
  async listening(node: string): Promise<number[]> {
    const { stdout } = await this.exec(node, ['ss', '-Htln']);
    return stdout
      .split('\n')
      .flatMap((line) => [...line.matchAll(/:(\d+)\s/g)].map(([, port]) => Number(port)));
  }

  /** Limits what a host sends, as tc-tbf(8) takes it (`['rate', '1mbit', 'burst', '16kb', 'latency', '1s']`). */
  limit(node: string, args: readonly string[]): Promise<void> {
    return setQdisc(this.#host(node), args.length === 0 ? PLAIN_QDISC : ['tbf', ...args]);
  }

  /** Ends everything that runs on the hosts and takes all of it away. Calling it again does nothing. */
  async down(): Promise<void> {
    if (this.#down.signal.aborted) return;
    this.#down.abort();
    await this.#parts.guard.release();
    await ended(this.#parts.daemons);
  }

  #host(node: string): Host {
    const found = this.#parts.hosts.find(({ name }) => name === node);
    if (found) return found;
    throw new RangeError(
      `cluster: no host ${node}; there are ${this.#parts.hosts.map(({ name }) => name).join(', ')}`,
    );
  }

  #place({ env, cwd }: { env?: Environment; cwd?: string }): { env: Environment; cwd: string } {
    return { env: { ...this.#parts.env, ...env }, cwd: cwd ?? this.dir };
  }
}

interface Parts {
  readonly layout: Layout;
  readonly hosts: [Host, ...Host[]];
  readonly env: Environment;
  readonly guard: Guard;
  readonly daemons: readonly Daemon[];
}
