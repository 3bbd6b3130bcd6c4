import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { thisHost } from '../../../src/launch/rendezvous/absence.ts';
import { announce } from '../../../src/launch/rendezvous/announce.ts';
import { announceFailure } from '../../../src/launch/rendezvous/announce-failure.ts';
import { publish } from '../../../src/launch/rendezvous/file/file.ts';
import { findJobs, JobOutOfReach, NoRunningJob } from '../../../src/launch/rendezvous/find-job.ts';
import { systemClock } from '../../../src/system/clock.ts';
import type { Endpoint } from '../../../src/wire/transport.ts';
import { rejects } from '../../rejects.ts';
import { GATHER } from './fake-sockets.ts';
import { content, failure } from './file/contents.ts';
import { type RendezvousRig, withRendezvous } from './rig.ts';

const test = suite<RendezvousRig>('finding a running job');
withRendezvous(test);

/** A job's file in the results directory. */
async function job(
  rig: RendezvousRig,
  key: string,
  place: 'open' | 'refused',
  jobId = '5',
): Promise<Endpoint> {
  const { host, port } = await rig.listeners[place]();
  const endpoint = { host, port };
  const file = path.join(rig.directory, `.rankstat-${key}.json`);
  await publish(file, { ...content(key), addresses: [endpoint], job_id: jobId });
  return endpoint;
}

async function find({ facts }: RendezvousRig, env: NodeJS.ProcessEnv = {}, rendezvous?: string) {
  return await findJobs({ inUse: async () => [], ...facts, env, rendezvous });
}

async function endpointsOf(...args: Parameters<typeof find>): Promise<Endpoint[]> {
  return (await find(...args)).flatMap(({ endpoints }) => endpoints);
}

test('those that are alive in the results directory', async (rig) => {
  await job(rig, 'a', 'refused');
  const alive = await job(rig, 'b', 'open');
  await publish(path.join(rig.directory, '.rankstat-c.json'), failure('c'));
  assert.equal(await endpointsOf(rig), [alive]);
  const [found] = await find(rig);
  assert.equal(
    [found?.secret, found?.hostname, found?.told?.path],
    ['A'.repeat(43), 'node1', path.join(rig.directory, '.rankstat-b.json')],
  );
  const another = await job(rig, 'd', 'open');
  assert.equal(await endpointsOf(rig), [alive, another]);
});

test('where there is no word of any, it is said how one elsewhere is found', async (rig) => {
  const how = 'a job is found by the --results-dir that it was started with, or by --rendezvous file:PATH$';
  await rejects(find(rig), new RegExp(`^no running job in ${rig.directory}; ${how}`));
  const none = { ...rig, facts: { ...rig.facts, resultsDir: path.join(rig.directory, 'none') } };
  await rejects(
    find(none),
    new RegExp(`^no running job in ${rig.directory}/none, which is not there; ${how}`),
  );
  const relative = {
    ...rig,
    facts: { ...rig.facts, resultsDir: path.relative(process.cwd(), rig.directory) },
  };
  await rejects(find(relative), new RegExp(`^no running job in ${rig.directory}; `));
});

test('one that writes there, but is found by another file, is not denied', async ({ facts, directory }) => {
  const inUse = async () => [directory, '/scratch/x'];
  await rejects(
    findJobs({ ...facts, env: {}, rendezvous: undefined, inUse }),
    /^no job is found in \S+; one writes there from this host: .* a --rendezvous file:PATH that has to be given here, too$/,
  );
});

test('one that this user has elsewhere on this host is named', async ({ facts, directory }) => {
  // Here `run` alone is left, which waits for its benchmark.
  const inUse = async (commands?: readonly string[]) =>
    commands === undefined ? [directory, '/scratch/x', '/scratch/y'] : ['/scratch/x'];
  await rejects(
    findJobs({ ...facts, env: {}, rendezvous: undefined, inUse }),
    /; a job is found by .*; on this host one has --results-dir \/scratch\/x, \/scratch\/y$/,
  );
});

test('a job that has ended has left its file', async (rig) => {
  const file = (name: string) => path.join(rig.directory, `${name}_timeseries`);
  await writeFile(`${file('a')}.json`, '');
  await utimes(`${file('a')}.json`, 1e9, 1e9);
  for (const ending of ['json.gz', 'journal']) await writeFile(`${file('b')}.${ending}`, '');
  await utimes(`${file('b')}.json.gz`, 2e9, 2e9);
  await mkdir(`${file('c')}.json`);
  await rejects(
    find(rig),
    new RegExp(`, what was made there last is ${file('b')}\\.json\\.gz; a job is found`),
  );
  // It would be the file of this journal, were it not of another name.
  await rename(`${file('b')}.json.gz`, `${file('e')}.json.gz`);
  await utimes(`${file('b')}.journal`, 2e9 + 1, 2e9 + 1);
  await rejects(
    find(rig, {}, `file:${rig.directory}/.rankstat-a.json`),
    new RegExp(
      `^no running job: ${rig.directory}/\\.rankstat-a\\.json is not there, which a job removes when it has ended; ` +
        `what was made there last is ${file('b')}\\.journal$`,
    ),
  );
});

test('a directory that this host does not see is not taken for an end', async (rig) => {
  await rejects(
    find(rig, {}, `file:${rig.directory}/none/.rankstat-a.json`),
    /^no running job: .*\/none\/\.rankstat-a\.json is not there, nor is its directory, as seen from this host$/,
  );
});

test('a file that is of no use, or tells of a failure, is why there is none', async (rig) => {
  const file = path.join(rig.directory, '.rankstat-a.json');
  await writeFile(file, '{}', { mode: 0o644 });
  await rejects(
    find(rig),
    /^no running job in .*: rendezvous file .* is of no use: others than its owner may open it/,
  );
  await publish(file, failure('a'));
  await rejects(
    find(rig),
    /^no running job in .*: rank 0 on node1 failed at 2026-11-25 03:27:18 UTC: no port is free \(told by .*a\.json\); a job/,
  );
  await rejects(find(rig, {}, `file:${file}`), /^rank 0 failed: no port is free \(told by .*a\.json\)$/);
});

test('jobs that take no connection are told of, with what to do', async (rig) => {
  const { port } = await rig.listeners.refused();
  await job(rig, 'a', 'refused');
  const error = await find(rig).catch((error: unknown) => error);
  assert.instance(error, NoRunningJob);
  assert.match(
    String(error),
    /no running job in \S+: that on node1 since 2026-11-25 03:27:18 UTC takes no connection at 127\.0\.0\.1:\d+: it was killed, or a firewall refuses; remove \S+-a\.json$/,
  );
  await writeFile(path.join(rig.directory, 'x_timeseries.json'), '');
  await rejects(find(rig), /; remove \S+-a\.json; what was made there last is \S+\/x_timeseries\.json$/);
  for (const key of ['b', 'c', 'd']) await job(rig, key, 'refused');
  await rejects(
    find(rig),
    /a\.json; that on .*b\.json; that on .*c\.json; and 1 more; what was made there last is /,
  );
  await rejects(
    find(rig, { RANKSTAT_SECRET: rig.secret }, `tcp://127.0.0.1:${port}`),
    /^rankstat run, which knows of the job, cannot be reached at 127\.0\.0\.1:\d+: it has ended, or run this on its host$/,
  );
});

test('one whose process was on this host is told once with its file', async (rig) => {
  const { host, port } = await rig.listeners.refused();
  const file = path.join(rig.directory, 'a_timeseries.json');
  await writeFile(file, '');
  const own = { hostname: os.hostname(), boot_id: 'of another start', addresses: [{ host, port }], file };
  const told = path.join(rig.directory, '.rankstat-a.json');
  await publish(told, { ...content('a'), ...own });
  const error = await find(rig).catch((error: unknown) => error);
  assert.instance(error, NoRunningJob);
  assert.is(
    error instanceof Error && error.message,
    `no running job in ${rig.directory}: that on ${os.hostname()} since 2026-11-25 03:27:18 UTC runs no more; ` +
      `its file is ${file}; remove ${told}`,
  );
});

test('one that runs on this host and takes no connection is out of reach, and no other is told of', async (rig) => {
  await job(rig, 'gone', 'refused');
  const { host, port } = await rig.listeners.refused();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'rankstat.cjs']);
  await once(child, 'spawn');
  const { hostname, bootId } = await thisHost();
  const own = { hostname, boot_id: bootId, pid: child.pid ?? 0, addresses: [{ host, port }] };
  await publish(path.join(rig.directory, '.rankstat-a.json'), { ...content('a'), ...own });
  const error = await find(rig).catch((error: unknown) => error);
  child.stdin.end();
  await once(child, 'exit');
  assert.instance(error, JobOutOfReach);
  assert.is(
    error instanceof Error && error.message,
    `the job on ${hostname} since 2026-11-25 03:27:18 UTC, process ${child.pid}, takes no connection at ` +
      `${host}:${port}: it is ending, or stuck`,
  );
});

test('a broker that has heard of a failure tells it: there is no job', async (rig) => {
  const { port } = await rig.broker();
  const way = { kind: 'broker', brokers: [{ host: '127.0.0.1', port }], secret: rig.secret } as const;
  await announceFailure({ ...rig.facts, way }, 'no port is free');
  const env = { RANKSTAT_SECRET: rig.secret };
  const error = await find(rig, env, `tcp://127.0.0.1:${port}`).catch((error: unknown) => error);
  assert.instance(error, NoRunningJob);
  assert.is(error instanceof Error && error.message, 'rank 0 failed: no port is free');
});

test('of several those of this batch job; outside of its job any', async (rig) => {
  const other = await job(rig, 'a', 'open', '5');
  const ours = await job(rig, 'b', 'open', '6');
  assert.equal(await endpointsOf(rig, { SLURM_JOB_ID: '6' }), [ours]);
  assert.equal(await endpointsOf(rig, { SLURM_JOB_ID: '7' }), [other, ours]);
});

test('the file that is named, on the command line before the environment', async (rig) => {
  const a = await job(rig, 'a', 'open');
  const b = await job(rig, 'b', 'open');
  const file = (key: string) => `file:${rig.directory}/.rankstat-${key}.json`;
  assert.equal(await endpointsOf(rig, { RANKSTAT_RENDEZVOUS: file('a') }), [a]);
  assert.equal(await endpointsOf(rig, { RANKSTAT_RENDEZVOUS: file('a') }, file('b')), [b]);
  await job(rig, 'gone', 'refused');
  await rejects(
    find(rig, {}, file('gone')),
    /^no running job behind .*\/\.rankstat-gone\.json: that on node1 /,
  );
  await rejects(find(rig, {}, 'nonsense'), /^rendezvous "nonsense" is not right/);
});

test('by a broker', async (rig) => {
  const { port } = await rig.broker();
  const way = { kind: 'broker', brokers: [{ host: '127.0.0.1', port }], secret: rig.secret } as const;
  const { host, port: listening } = await rig.listeners.open();
  const endpoint = { host, port: listening };
  const { rendezvous: _, ...gather } = { ...GATHER, endpoints: [endpoint] };
  const nothing = () => {};
  const watching = {
    clock: systemClock(),
    goneAfterMs: 60_000,
    onStop: nothing,
    onBenchmark: nothing,
    onAbsent: nothing,
  };
  const announced = await announce({ ...rig.facts, ...watching, way, gather });
  const found = await find(rig, { RANKSTAT_SECRET: rig.secret }, `tcp://127.0.0.1:${port}`);
  const { hostname, file } = GATHER;
  assert.equal(found, [{ secret: rig.secret, endpoints: [endpoint], hostname, file, told: undefined }]);
  await announced.withdraw({ op: 'done', phase: 'done', problem: null });
});

test.run();
