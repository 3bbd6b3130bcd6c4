import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { filesIn, RANKSTAT, type Site } from '../jobs/site.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const ROOT = path.dirname(path.dirname(RANKSTAT));

const NODES = ['node1', 'node2', 'node3'];

/** A line of the report as tests compare it. */
export interface ReportLine {
  check: string;
  level: 'ok' | 'warning' | 'fault';
  hosts: string[];
  seen: string;
  todo: string | null;
}

/** What `rankstat doctor --json` prints, as far as tests look at it. */
export interface DoctorReport {
  verdict: string;
  exit_code: number;
  lines: ReportLine[];
  launch: { launcher: string | null; command: string[] | null; variables_removed: string[] };
  hosts: Record<string, { rank: number; clock: { offset_ms: number; error_ms: number } | null }>;
}

/** Those lines that are not ok, as `LEVEL CHECK HOSTS`. */
export function troubles({ lines }: DoctorReport): string[] {
  return lines
    .filter(({ level }) => level !== 'ok')
    .map(({ level, check, hosts }) => [level, check, hosts.join()].join(' ').trim());
}

/** The line of a check that is not ok. */
export function trouble({ lines }: DoctorReport, check: string): string {
  const found = lines.find((line) => line.check === check && line.level !== 'ok');
  return found === undefined ? `no trouble of ${check}` : `${found.seen} → ${found.todo}`;
}

/** Faults on single nodes, planted by what is started there in place of `rankstat`. */
export class Planting {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The program that RANKSTAT_BIN is to name: on each of these nodes it does what is said here, with $0 the program. */
  async program(nodes: Readonly<Record<string, string>>): Promise<string> {
    const file = `${this.#site.newDirectory()}.sh`;
    const cases = Object.entries(nodes).map(([node, script]) => `  ${node}) ${script} ;;`);
    const text = [
      '#!/bin/sh',
      `rankstat=${RANKSTAT}`,
      'case $(hostname) in',
      ...cases,
      'esac',
      'exec "$rankstat" "$@"',
    ];
    await writeFile(file, `${text.join('\n')}\n`, { mode: 0o755 });
    return file;
  }

  /** A program of this name that does what is said here. */
  async programNamed(name: string, script: string): Promise<string> {
    const folder = this.#site.newDirectory();
    await mkdir(folder);
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path.join(folder, name);
  }

  /** A folder with all programs of this machine but those whose names match. */
  async programsWithout(pattern: RegExp): Promise<string> {
    const folder = this.#site.newDirectory();
    await mkdir(folder);
    const names = (await readdir('/usr/bin')).filter((name) => !pattern.test(name));
    for (const name of names) await symlink(`/usr/bin/${name}`, path.join(folder, name));
    return folder;
  }

  /** A folder whose `node` says that it is of another version. */
  async nodeOf(version: string): Promise<string> {
    const folder = this.#site.newDirectory();
    await mkdir(folder);
    const preload = path.join(folder, 'version.cjs');
    await writeFile(preload, `Object.defineProperty(process.versions, 'node', { value: '${version}' });\n`);
    const script = `#!/bin/sh\nexec ${process.execPath} --require ${preload} "$@"\n`;
    await writeFile(path.join(folder, 'node'), script, { mode: 0o755 });
    return folder;
  }

  /** The `rankstat` of an installation whose addons are those of another architecture. */
  async installationOfAnotherArchitecture(): Promise<string> {
    const folder = this.#site.newDirectory();
    for (const part of ['bin', 'dist', 'scripts']) {
      await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    }
    const addons = (await readdir(path.join(folder, 'dist'))).filter((name) => name.endsWith('.node'));
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    const theirs = path.join(
      ROOT,
      `node_modules/zeromq/build/linux/${other}/node/glibc-127-Release/addon.node`,
    );
    for (const name of addons) {
      await rm(path.join(folder, 'dist', name));
      await cp(theirs, path.join(folder, 'dist', name));
    }
    return path.join(folder, 'bin/rankstat');
  }
}

/** What has a program see the clock so many seconds ahead. */
export function clockAhead(seconds: number): string {
  return `export LD_PRELOAD=${LIBRARY} FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1 FAKETIME=+${seconds}`;
}

/** What has a program see other mounts. */
export function mounting(mounts: string): string {
  return `exec unshare -m sh -c '${mounts} && exec "$@"' sh "$rankstat" "$@"`;
}

/** Runs scripts in one job, each of which prints a report; a line `rc=CODE` has to follow it. */
export async function reports(
  site: Site,
  scripts: readonly string[],
): Promise<(DoctorReport & { rc: number })[]> {
  const marked = scripts.map((script) => `( ${script} )\necho "rc=$?"`);
  const job = await site.batch(marked.join('\n'));
  const { output } = await job.finished();
  const found = [...output.matchAll(/^(\{\n[\s\S]*?^\})\nrc=(\d+)$/gm)];
  assert.is(found.length, scripts.length, output);
  return found.map(([, text = '', rc]) => ({ ...JSON.parse(text), rc: Number(rc) }));
}

/** Fails unless no process of ours is left on any host, and only these files in a directory. */
export async function assertNothingLeft(
  site: Site,
  directory: string,
  files: readonly string[] = [],
): Promise<void> {
  const left = NODES.flatMap((node) => site.cluster.processes(node)).filter(({ argv }) =>
    /rankstat|\bsrun\b|mpirun|orted|hydra|mpiexec/.test(
      argv.filter((one) => !one.includes('slurm')).join(' '),
    ),
  );
  assert.equal(
    left.map(({ argv }) => argv.join(' ')),
    [],
  );
  assert.equal(await filesIn(directory), files);
}
