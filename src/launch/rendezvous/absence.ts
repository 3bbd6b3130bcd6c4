import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import { exists } from '../../system/files/paths.ts';
import type { Endpoint } from '../../wire/transport.ts';
import { addressesOf, seriesFileOf, type ToldJob, whereAndWhen } from './told-job.ts';

/** This host, as far as it is asked about a process that a rendezvous file names. */
export interface Here {
  readonly hostname: string;
  readonly bootId: string;
  /** Whether that process is one of rankstat and runs. */
  readonly runs: (pid: number) => Promise<boolean>;
  /** Whether a connection from here is refused at once: there is the host, and nobody listens. */
  readonly isRefused: (endpoint: Endpoint) => Promise<boolean>;
}

/** Why a job cannot be talked to, and what to do. */
export interface Absence {
  /** `ended` if it is known to, or to have been killed. */
  readonly state: 'ended' | 'perhaps ended' | 'out of reach';
  /** Of a whole sentence all but its begin, which says that there is no job or that it is out of reach. */
  readonly text: string;
}

/** The host that this process runs on. */
export async function thisHost(): Promise<Here> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return {
    hostname: os.hostname(),
    bootId: bootId.trim(),
    runs: async (pid) =>
      (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).includes('rankstat'),
    isRefused: refuses,
  };
}

/** How long addresses that have not answered before are given to refuse, ms. */
const REFUSAL_MS = 1000;

/**
 * Finds out why a job of which there is word takes no connection.
 * @param here the host that asks
 */
export async function absenceOf(job: ToldJob, here: Here): Promise<Absence> {
  const where = whereAndWhen(job);
  if (await hasEnded(job, here)) {
    return { state: 'ended', text: `that ${where} runs no more${await whatToDo(job)}` };
  }
  const at = addressesOf(job.endpoints);
  if (isOn(job, here)) {
    const text = `${where}, process ${job.told?.content.pid}, takes no connection at ${at}: it is ending, or stuck`;
    return { state: 'out of reach', text };
  }
  const refused = await Promise.all(job.endpoints.map(here.isRefused));
  if (refused.every((one) => one)) {
    const text = `that ${where} takes no connection at ${at}: it was killed, or a firewall refuses`;
    return { state: 'perhaps ended', text: `${text}${await whatToDo(job)}` };
  }
  const onIts = here.hostname === job.hostname ? '' : ` run this on ${job.hostname}, or`;
  return {
    state: 'out of reach',
    text: `${where} cannot be reached from ${here.hostname}: nothing answers at ${at};${onIts} let its ports through (--port-range)`,
  };
}

/** Whether it is certain that a job has ended: its process was on this host, and is no more. */
export async function hasEnded(job: ToldJob, here: Here): Promise<boolean> {
  const { told } = job;
  if (told === undefined || !isOn(job, here)) return false;
  const { boot_id, pid } = told.content;
  return boot_id !== here.bootId || !(await here.runs(pid));
}

function isOn({ told }: ToldJob, here: Here): boolean {
  return told?.content.hostname === here.hostname;
}

async function whatToDo(job: ToldJob): Promise<string> {
  if (job.told === undefined) return '';
  const file = seriesFileOf(job);
  const journal = file.replace(/\.json(\.gz)?$/, '.journal');
  if (await exists(file)) return `; its file is ${file}; remove ${job.told.path}`;
  if (await exists(journal)) return `; rankstat recover ${journal} makes its file; remove ${job.told.path}`;
  return `; remove ${job.told.path}`;
}

async function refuses({ host, port }: Endpoint): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: REFUSAL_MS });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => settle(false));
    socket.on('timeout', () => settle(false));
    socket.on('error', (error) => settle('code' in error && error.code === 'ECONNREFUSED'));
  });
}
