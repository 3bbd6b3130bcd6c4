import os from 'node:os';
import path from 'node:path';
import { publishedHosts } from '../../launch/network/published.ts';
import { mountLinesOf } from '../../procfs/host/mount-lines.ts';
import { readMounts } from '../../procfs/host/mounts/mounts.ts';
import { type Targets, targetsOn } from '../../procfs/host/mounts/targets.ts';
import { readText } from '../../procfs/host/small-file.ts';
import { programSettings } from '../../procfs/program/programs.ts';
import { SourceReader } from '../../procfs/reading/reader.ts';
import { sourceNamed } from '../../procfs/registry.ts';
import type { Roots } from '../../procfs/roots.ts';
import type { Clock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { VERSION } from '../../system/version.ts';
import type { PortRange } from '../../wire/curve.ts';
import type { HostSeen, SourceSeen } from '../seen.ts';
import { lookAtDirectory, type Token } from './directory.ts';
import { lookAtInstallation } from './installation.ts';
import { readLimits } from './limits.ts';
import { SHELL_VARIABLE, toldByShell } from './shell.ts';

/** What a run would be told that a host has to do with. */
export interface LookOptions {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly procfs: string;
  readonly sysfs: string;
  /** Names of the sources to read. */
  readonly sources: readonly string[];
  readonly targets: Targets;
  readonly resultsDir: string;
  readonly journalDir: string | undefined;
  readonly ports: PortRange;
  /** Interface, network or address to be reached at; undefined for all. */
  readonly interface: string | undefined;
  /** What lies in the results directory. */
  readonly token: Token | undefined;
  /** Who this is in its launch. */
  readonly identity: { readonly rank: number; readonly size: number | null };
}

/** What is known of a host before it has talked to another. */
export type OwnSeen = Omit<HostSeen, 'clock' | 'to_asker' | 'to_rank0'>;

const PROGRAM_MS = 5000;

/** Looks at this host. Never rejects. */
export async function lookHere(options: LookOptions): Promise<OwnSeen> {
  const { clock, env, procfs, sysfs, resultsDir, journalDir, token, identity } = options;
  const ifMissing = identity.rank === 0 ? 'make it' : 'say so';
  const results = await lookAtDirectory(resultsDir, { clock, procfs, token, ifMissing });
  const journal =
    journalDir === undefined || identity.rank !== 0
      ? null
      : await lookAtDirectory(journalDir, { clock, procfs, token: undefined, ifMissing });
  return {
    hostname: os.hostname(),
    ...identity,
    version: VERSION,
    node: {
      version: process.versions.node,
      architecture: process.arch,
      libc: libraryOf(),
      path: process.execPath,
    },
    addon_problem: await addonProblem(),
    installation: lookAtInstallation(),
    limits: readLimits(procfs),
    ...toldByShell(env[SHELL_VARIABLE], env),
    hidepid: hidepidOf(procfs),
    sources: await sourcesHere(options, { procfs, sysfs }),
    blind_mounts: blindMounts(options),
    results,
    journal,
    addresses: await addressesHere(options),
  };
}

async function addonProblem(): Promise<string | null> {
  try {
    await import('zeromq');
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The C library that this Node.js runs with, and its version. */
function libraryOf(): string {
  const { report } = process;
  if (report === undefined) return 'unknown C library';
  // Else it asks a name server for the names of all peers.
  Object.assign(report, { excludeNetwork: true });
  const told: unknown = report.getReport();
  if (typeof told !== 'object' || told === null || !('header' in told)) return 'unknown C library';
  const { header } = told;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return 'musl';
  return `glibc ${String(header.glibcVersionRuntime)}`;
}

/** The option with which /proc hides processes; null if it does not. */
function hidepidOf(procfs: string): string | null {
  const lines = mountLinesOf(readText(path.join(procfs, 'self/mountinfo')) ?? '');
  const options = lines.findLast(
    ({ type, target }) => type === 'proc' && target === path.resolve(procfs),
  )?.options;
  const [found] = /\bhidepid=(?!0\b|off\b)\w+/.exec(options ?? '') ?? [];
  return found ?? null;
}

async function sourcesHere({ sources, env }: LookOptions, roots: Roots): Promise<SourceSeen[]> {
  const programs = programSettings(roots, env, 0);
  const found: SourceSeen[] = [];
  for (const name of sources) {
    const source = sourceNamed(name);
    if (source === undefined) continue;
    const reader = new SourceReader(source, roots, undefined, programs);
    try {
      await reader.told(PROGRAM_MS);
      found.push({ name, outcome: reader.read().slice(0, MOST_TEXT) });
    } finally {
      reader.close();
    }
  }
  return found;
}

function blindMounts({ procfs, sysfs, targets }: LookOptions): HostSeen['blind_mounts'] {
  const tested = new Set(
    targetsOn(readText(path.join(procfs, 'self/mountinfo')) ?? '', targets).map(({ mount }) => mount),
  );
  const blind = readMounts({ procfs, sysfs }).filter(({ visibility }) => visibility === 'blind');
  return blind.map(({ target, type }) => ({ target, type, tested: tested.has(target) }));
}

async function addressesHere(options: LookOptions): Promise<string[]> {
  try {
    return await publishedHosts({ env: options.env, only: options.interface, nodes: null });
  } catch {
    return [];
  }
}

const MOST_TEXT = 2000;
