/** A figure that is promised. */
export interface Promised {
  readonly bound: 'at most' | 'below' | 'at least';
  readonly figure: number;
  /** What the figure counts, and what it is compared with: `MB/s`, `× Python`. */
  readonly unit: string;
  /** What is measured, and when. */
  readonly what: string;
}

/**
 * All that is promised in figures, each once, by the family of benchmarks that measures it: what a family finds is held
 * against these, and docs/performance.md lists them. Python is bench/peers/collector.py; times after the start count
 * from the exec of the program. `lateness` is `npm run bench:lateness`.
 */
export const PROMISES = {
  cadence: {
    warmOfPython: atMost(0.7, '× Python', 'CPU time of a rank at 1 Hz, 75–135 s after the start'),
    warmOfCollectl: below(1, '× collectl', 'CPU time of a rank at 1 Hz, 75–135 s after the start'),
    warmOfSadc: below(1, '× sadc', 'CPU time of a rank at 1 Hz, 75–135 s after the start'),
    warmingOfPython: atMost(1, '× Python', 'CPU time of a rank at 1 Hz, 15–75 s after the start'),
    fastOfPython: atMost(0.5, '× Python at 10 Hz', 'CPU time of a rank at 10 Hz'),
    slowOfPython: atMost(1, '× Python at 10 s', 'CPU time of a rank at 10 s'),
    slowOfCore: atMost(0.01, '% of a core', 'CPU time of a rank at 10 s'),
    contextSwitches: atMost(2, 'per s', 'context switches of a rank at 1 Hz'),
    privateMemory: atMost(15, 'MB', 'private memory of a rank'),
  },
  hotPath: {
    ofC: atMost(1.6, '× a C program that only reads', 'CPU time of a sample that is taken without a pause'),
  },
  clients: {
    nfs: atMost(40, 'µs', 'CPU time of a reading of 4 NFS mounts'),
    rdma: atMost(60, 'µs', 'CPU time of a reading of 4 RDMA ports'),
    lustre: atMost(1000, 'µs', 'CPU time of a reading of 64 OSTs of Lustre'),
    processes: atMost(2000, 'µs', 'CPU time of a reading of 64 processes of the benchmark'),
    cgroup: atMost(40, 'µs', "CPU time of a reading of a job's cgroup"),
    tcp: atMost(20, 'µs', 'CPU time of a reading of the counters of TCP and UDP'),
    softnet: atMost(10, 'µs', 'CPU time of a reading of the packets of 2 CPUs'),
    numa: atMost(40, 'µs', 'CPU time of a reading of the NUMA nodes'),
  },
  startUp: {
    paths: atMost(4, 'paths', 'files of the installation that a rank opens'),
    of64: atMost(3, 's', '64 ranks that start at once on two cores, until all are ready'),
    cpu: atMost(90, 'ms', 'CPU time of a rank from exec until it is ready'),
    sampleOfNode: atMost(1.5, '× a Node.js that does nothing', 'CPU time of `rankstat sample`'),
  },
  singleFile: {
    paths: atMost(1, 'path', 'files that a rank of the single executable opens of it'),
    firstOfInstallation: atMost(
      1.2,
      '× the portable tarball',
      'time from exec to the first sample, of the single executable',
    ),
  },
  gather: {
    ofCore: atMost(100, '% of a core', 'CPU time of rank 0 with 10 000 ranks at 1 Hz'),
    readyCpu: atMost(0.75, 'ms per rank', 'CPU time of rank 0 until its ranks are ready'),
    memory: below(64, 'KiB per rank', 'memory of rank 0'),
    memoryOfRecords: atMost(8, 'bytes per record', 'what the memory of rank 0 grows by'),
    stop: atMost(1, 's', 'from the stop to the last bye of 9600 ranks'),
    lost: atMost(0, 'samples', 'samples that are lost while nothing fails'),
  },
  merge: {
    speed: atLeast(250, 'MB/s', 'the series file is made of a journal'),
  },
  readers: {
    summary: atLeast(200, 'MB/s', '`summary` of a large file of our layout'),
    report: atLeast(200, 'MB/s', '`report` of a large file of our layout'),
    validate: atLeast(100, 'MB/s', '`validate` of a large file of our layout'),
    convertCsv: atLeast(80, 'MB/s', '`convert --to csv` of a large file of our layout'),
  },
  large: {
    reportTime: atMost(90, 's', '`report` of the journal of 10 000 hosts with 360 samples each'),
    reportMemory: atMost(1000, 'MB', 'memory of `report` of 10 000 hosts with 360 samples each'),
    reportPage: atMost(20, 'MB', 'page of 10 000 hosts with 360 samples each'),
  },
  findings: {
    right: atLeast(95, '%', 'problems of made runs that the first sentence names, with host and cause'),
    nothing: atLeast(95, '%', 'healthy made runs of which it says that nothing stands out'),
  },
  lateness: {
    p99: atMost(2, 'ms', 'how late a host with nothing to do samples, 99 of 100 ticks'),
  },
} as const satisfies Record<string, Record<string, Promised>>;

/** Whether a promise is kept by what was measured, in the unit of its figure. What is not a number keeps none. */
export function isKept({ bound, figure }: Promised, measured: number): boolean {
  if (bound === 'at least') return measured >= figure;
  return bound === 'below' ? measured < figure : measured <= figure;
}

/** What is promised, as results and documents say it: `at most 0.7 × Python`. */
export function promisedText({ bound, figure, unit }: Promised): string {
  return `${bound} ${figure} ${unit}`;
}

/** For a finding, behind the figure: `(promised: at most 0.7 × Python; met)`. */
export function heldAgainst(promised: Promised, measured: number): string {
  return `(promised: ${promisedText(promised)}; ${isKept(promised, measured) ? 'met' : '**not met**'})`;
}

function atMost(figure: number, unit: string, what: string): Promised {
  return { bound: 'at most', figure, unit, what };
}

function below(figure: number, unit: string, what: string): Promised {
  return { bound: 'below', figure, unit, what };
}

function atLeast(figure: number, unit: string, what: string): Promised {
  return { bound: 'at least', figure, unit, what };
}
