import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '../../cluster/cluster.ts';
import { RANKSTAT, Site } from '../../jobs/site.ts';

const PBS = '/opt/pbs';
/** Not below a folder that all can write: a mom refuses that. */
const HOMES = '/var/spool/rankstat-pbs';
/** The database of the server has its socket there. */
const DATABASE = '/run/postgresql';
const START_MS = 120_000;

/** A cluster with OpenPBS: server, scheduler and communication on the control host, a mom on each node. */
export class PbsSite {
  readonly #site: Site;
  #jobs = 0;
  readonly check: Site['check'];

  constructor(test: Test) {
    this.#site = new Site(test);
    this.check = this.#site.check;
    test.before(async () => await this.#up());
    test.after(async () => await rm(HOMES, { recursive: true, force: true }));
  }

  newDirectory(): string {
    return this.#site.newDirectory();
  }

  /** Runs a script as a job on three nodes with two slots each, to its end; gives what it has printed. */
  async job(script: string): Promise<string> {
    this.#jobs++;
    const file = path.join(this.#site.cluster.dir, `pbs-${this.#jobs}`);
    await writeFile(
      file,
      `#!/bin/sh\nPATH=${path.dirname(RANKSTAT)}:${PBS}/bin:$PATH\ncd ${path.dirname(file)}\n${script}`,
    );
    const nodes = '-l select=3:ncpus=2:mpiprocs=2 -l place=scatter';
    // A job is known until its output lies where it is wanted.
    await this.#ok(
      'node0',
      `id=$(qsub -V -j oe -o ${file}.out ${nodes} ${file}) && while qstat "$id"; do sleep 0.2; done`,
    );
    return await readFile(`${file}.out`, 'utf8');
  }

  async #up(): Promise<void> {
    const { nodes } = this.#site.cluster;
    await rm(HOMES, { recursive: true, force: true });
    for (const node of ['node0', ...nodes]) await configure(node);
    await this.#ok(
      'node0',
      `mkdir -p ${DATABASE}; chown postgres ${DATABASE}; ${PBS}/libexec/pbs_postinstall server`,
    );
    await this.#ok('node0', `${PBS}/libexec/pbs_init.d start`);
    const settings = ['acl_roots = root', 'flatuid = true', 'scheduling = true'];
    for (const setting of settings) await this.#ok('node0', `qmgr -c 'set server ${setting}'`);
    for (const node of nodes) {
      await this.#ok(node, `${PBS}/sbin/pbs_mom`);
      await this.#ok('node0', `qmgr -c 'create node ${node} resources_available.ncpus = 4'`);
    }
    const free = `[ "$(pbsnodes -a | grep -c 'state = free')" = ${nodes.length} ]`;
    await this.#ok('node0', `until ${free}; do sleep 0.2; done`);
  }

  async #ok(node: string, script: string): Promise<Outcome> {
    const env = {
      ...process.env,
      PBS_CONF_FILE: path.join(HOMES, node, 'pbs.conf'),
      PATH: `${PBS}/bin:${process.env.PATH}`,
    };
    const outcome = await this.#site.cluster.exec(node, ['sh', '-c', script], { env, timeoutMs: START_MS });
    assert.is(outcome.code, 0, `${script}: ${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }
}

/** All hosts have one file system: each daemon has a home of its own in it. */
async function configure(node: string): Promise<void> {
  const isServer = node === 'node0';
  const home = path.join(HOMES, node, 'home');
  await mkdir(path.dirname(home), { recursive: true });
  const starts = ['SERVER', 'SCHED', 'COMM'].map((daemon) => `PBS_START_${daemon}=${isServer ? 1 : 0}`);
  const lines = [`PBS_EXEC=${PBS}`, 'PBS_SERVER=node0', `PBS_HOME=${home}`, ...starts];
  await writeFile(
    path.join(HOMES, node, 'pbs.conf'),
    `${[...lines, `PBS_START_MOM=${isServer ? 0 : 1}`, 'PBS_CORE_LIMIT=0'].join('\n')}\n`,
  );
  if (isServer) return;
  const folders = ['mom_priv/hooks/tmp', 'mom_priv/jobs', 'mom_logs', 'aux', 'checkpoint'];
  for (const folder of folders) await mkdir(path.join(home, folder), { recursive: true, mode: 0o755 });
  for (const folder of ['spool', 'undelivered']) {
    await mkdir(path.join(home, folder));
    await chmod(path.join(home, folder), 0o1777);
  }
  await writeFile(path.join(home, 'mom_priv/config'), '$clienthost node0\n$usecp *:/ /\n');
  await writeFile(path.join(home, 'pbs_environment'), '');
}
