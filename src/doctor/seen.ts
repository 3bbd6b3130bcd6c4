import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(8192));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Of a limit or a room; null where there is none. */
const amount = v.nullable(v.pipe(v.number(), v.minValue(0)));
const texts = v.pipe(v.array(text), v.maxLength(1000));

/** An attempt to connect to somebody who listens. */
const attempt = v.object({
  host: text,
  port: count,
  /** Why it failed; null if it did not. */
  problem: v.nullable(text),
});
export type ConnectAttempt = v.InferOutput<typeof attempt>;

const directorySeen = v.object({
  path: text,
  /** Why nothing can be written there; null if it can, or that was not tried. */
  problem: v.nullable(text),
  /** Whether the host sees what was put there where doctor was asked; null if that is not known. */
  shared: v.nullable(v.boolean()),
  /** Of the file system, where that is known. */
  type: v.nullable(text),
  /** For this user, bytes. */
  free_bytes: amount,
  free_files: amount,
});
export type DirectorySeen = v.InferOutput<typeof directorySeen>;

const sourceSeen = v.object({
  name: text,
  /** What became of it, see `Outcome`: `ok`, `absent`, `failed: …`. */
  outcome: text,
});
export type SourceSeen = v.InferOutput<typeof sourceSeen>;

const mountSeen = v.object({
  target: text,
  type: text,
  /** Whether the storage under test is on it. */
  tested: v.boolean(),
});

/** All that is looked at on one host. What judges it is in `checks`. */
export const hostSeen = v.object({
  hostname: text,
  rank: count,
  size: v.nullable(count),
  /** Of rankstat. */
  version: text,
  node: v.object({ version: text, architecture: text, libc: text, path: text }),
  /** Why the ZeroMQ addon does not load; null if it does. */
  addon_problem: v.nullable(text),
  installation: v.object({
    /** Null where there is none: a single executable has no folder. */
    root: v.nullable(text),
    /** Files that are missing, empty, or cannot be read. */
    wrong: texts,
  }),
  limits: v.object({
    open_files: amount,
    address_space_bytes: amount,
    file_size_bytes: amount,
    processes: amount,
    /** Processes and threads of this user; null for root, for whom there is no such limit, or where it is not known. */
    running: v.nullable(count),
  }),
  /** Variables that are kept from our Node.js: names. */
  variables: texts,
  /** Numbers of the signals that were blocked or ignored when we were started. */
  signals: v.object({ blocked: v.array(count), ignored: v.array(count) }),
  /** What `/proc` is mounted with; null if it hides nothing. */
  hidepid: v.nullable(text),
  sources: v.pipe(v.array(sourceSeen), v.maxLength(100)),
  /** Mounts whose traffic is in no number. */
  blind_mounts: v.pipe(v.array(mountSeen), v.maxLength(1000)),
  results: directorySeen,
  /** Where `--journal-dir` is given. */
  journal: v.nullable(directorySeen),
  addresses: texts,
  /** Less the clock of the host where doctor was asked; null where that was not measured. */
  clock: v.nullable(v.object({ offset_ms: v.number(), error_ms: v.number() })),
  /** Connections to where doctor was asked, which `run` needs; empty on that host itself. */
  to_asker: v.array(attempt),
  /** Connections to the host of rank 0; null if they were not tried. */
  to_rank0: v.nullable(v.array(attempt)),
});
export type HostSeen = v.InferOutput<typeof hostSeen>;

/** What is looked at once, where doctor was asked: how collectors would be started. */
export interface LaunchSeen {
  /** As `--launcher` takes it; null if none can be chosen. */
  readonly launcher: string | null;
  /** Why it was chosen, or why none was. */
  readonly why: string;
  readonly warning: string | null;
  /** Whether it is this host alone for want of a launcher, and not because that is asked for, or this is a rank itself. */
  readonly lacksLauncher: boolean;
  /** The variable that shows an allocation; null if there is none. */
  readonly allocation: string | null;
  /** How many nodes the allocation has; null if that is not known. */
  readonly nodes: number | null;
  /** What would be run; null if its starter did not come so far, or none is needed. */
  readonly command: readonly string[] | null;
  /** Variables that the starter keeps from the launcher. */
  readonly removed: readonly string[];
  /** What was started on the nodes. */
  readonly tried: 'nothing' | 'a trivial program' | 'doctor';
  /** How it ended; null if it has not in time, or nothing was tried. */
  readonly end: string | null;
  /** Whether it ended well, and in time. */
  readonly wentWell: boolean;
  /** How many nodes have answered. */
  readonly answered: number;
  /** The launcher's own last lines. */
  readonly said: readonly string[];
  /** Hosts of which somebody has said that they cannot be recorded. */
  readonly absent: readonly { readonly host: string; readonly reason: string }[];
  /** Names of hosts from which nothing was heard. */
  readonly silent: readonly string[];
  /** How many hosts are silent, also where their names are not known. */
  readonly silentCount: number;
  /** How long was waited at most, s. */
  readonly patienceSeconds: number;
}

/** What a site or a user has set for all runs, as it is to be shown. */
export interface ConfigurationSeen {
  /** One a line: `interval = 5 (/etc/rankstat.conf:3)`. */
  readonly settings: readonly string[];
  /** What is wrong with it, one sentence each. */
  readonly faults: readonly string[];
  /** The file that counts, and what became of it. */
  readonly file: string;
}

/** What `--port-range` says where it is not given. */
export const ANY_PORT_TEXT = 'any TCP port';

/** All that was seen. */
export interface Seen {
  /** The host where doctor was asked. */
  readonly here: HostSeen;
  /** The hosts that a run would record, as far as they have answered, by rank. */
  readonly hosts: readonly HostSeen[];
  readonly launch: LaunchSeen;
  /** What `--port-range` says: `TCP ports 25000-25009`. */
  readonly ports: string;
  /** Why no port can be listened at; null if one can. */
  readonly portsProblem: string | null;
  /** Null where nobody has looked. */
  readonly configuration: ConfigurationSeen | null;
  /** The benchmark's command, of `run --check`: why it cannot be started, or null if it can; undefined without one. */
  readonly commandProblem?: string | null | undefined;
}
