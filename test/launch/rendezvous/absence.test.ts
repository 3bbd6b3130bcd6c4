import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { absenceOf, type Here, hasEnded, thisHost } from '../../../src/launch/rendezvous/absence.ts';
import {
  seriesFileOf,
  type ToldJob,
  toldByFile,
  toldByRun,
} from '../../../src/launch/rendezvous/told-job.ts';
import { Listeners } from '../listeners.ts';
import { GATHER } from './fake-sockets.ts';
import { content } from './file/contents.ts';

const test = suite<{ directory: string; listeners: Listeners }>('why a job cannot be talked to');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-absence-'));
  context.listeners = new Listeners();
});
test.after.each(async ({ directory, listeners }) => {
  listeners.close();
  await rm(directory, { recursive: true });
});

const isRefused = async () => true;
const NODE1: Here = { hostname: 'node1', bootId: content('a').boot_id, runs: async () => false, isRefused };
const NODE3: Here = { hostname: 'node3', bootId: 'another', runs: async () => true, isRefused };

/** What a file in this directory tells of a job at this address. */
function told(directory: string, { host, port }: { host: string; port: number }): ToldJob {
  const addresses = [{ host, port }];
  const file = path.join(directory, 'a_timeseries.json');
  return toldByFile(path.join(directory, '.rankstat-a.json'), { ...content('a'), addresses, file });
}

test('one whose process was on this host and is no more has ended', async ({ directory, listeners }) => {
  const job = told(directory, await listeners.refused());
  const remove = `remove ${directory}/.rankstat-a.json`;
  const text = (more: string) => `that on node1 since 2026-11-25 03:27:18 UTC runs no more; ${more}`;
  assert.equal(await absenceOf(job, NODE1), { state: 'ended', text: text(remove) });
  const journal = path.join(directory, 'a_timeseries.journal');
  await writeFile(journal, '');
  assert.is(
    (await absenceOf(job, NODE1)).text,
    text(`rankstat recover ${journal} makes its file; ${remove}`),
  );
  await writeFile(job.file, '');
  assert.is((await absenceOf(job, NODE1)).text, text(`its file is ${job.file}; ${remove}`));
});

test('its journal is found, however its directory is called, and if its file was to be compressed', async ({
  directory,
  listeners,
}) => {
  const odd = path.join(directory, 'of.json');
  await mkdir(odd);
  const job = told(odd, await listeners.refused());
  const journal = path.join(odd, 'a_timeseries.journal');
  await writeFile(journal, '');
  for (const file of [job.file, `${job.file}.gz`]) {
    const { text } = await absenceOf({ ...job, file }, NODE1);
    assert.ok(text.includes(`; rankstat recover ${journal} makes its file; remove ${odd}/.`), text);
  }
});

test('of before a restart of this host nothing runs, whatever has its number now', async ({
  directory,
  listeners,
}) => {
  const job = told(directory, await listeners.refused());
  assert.ok(await hasEnded(job, { ...NODE1, bootId: 'another', runs: async () => true }));
  assert.not(await hasEnded(job, { ...NODE1, runs: async () => true }));
  assert.not(await hasEnded(job, NODE3));
});

test('one that runs on this host and takes no connection is told with its process', async ({
  directory,
  listeners,
}) => {
  const { host, port } = await listeners.refused();
  const job = told(directory, { host, port });
  assert.equal(await absenceOf(job, { ...NODE1, runs: async (pid) => pid === 4711 }), {
    state: 'out of reach',
    text: `on node1 since 2026-11-25 03:27:18 UTC, process 4711, takes no connection at ${host}:${port}: it is ending, or stuck`,
  });
});

test('one on another host that swallows packets is told with the host to go to', async ({ directory }) => {
  const job = told(directory, { host: '192.0.2.1', port: 40_001 });
  const { state, text } = await absenceOf(job, { ...NODE3, isRefused: async () => false });
  assert.is(state, 'out of reach');
  assert.match(
    text,
    /^on node1 since 2026-11-25 03:27:18 UTC cannot be reached from node3: nothing answers at 192\.0\.2\.1:40001; run this on node1, or let its ports through \(--port-range\)$/,
  );
});

test('one on another host where nobody listens was killed, most likely', async ({ directory }) => {
  const job = told(directory, { host: '192.0.2.1', port: 40_001 });
  const { state, text } = await absenceOf(job, NODE3);
  assert.is(state, 'perhaps ended');
  assert.match(
    text,
    /^that on node1 since .* takes no connection at 192\.0\.2\.1:40001: it was killed, or a firewall /,
  );
});

test('one that refuses at one of its addresses only is not taken for killed', async ({ directory }) => {
  const told1 = told(directory, { host: '192.0.2.1', port: 40_001 });
  const job = { ...told1, endpoints: [...told1.endpoints, { host: '192.0.2.2', port: 40_001 }] };
  const here: Here = { ...NODE3, isRefused: async ({ host }) => host === '192.0.2.2' };
  const { state, text } = await absenceOf(job, here);
  assert.is(state, 'out of reach');
  assert.match(
    text,
    /: nothing answers at 192\.0\.2\.1:40001, 192\.0\.2\.2:40001; run this on node1, or let /,
  );
});

test('of one that rankstat run tells of no file is known, nor a process', async () => {
  const job = toldByRun('A'.repeat(43), GATHER);
  const at = '198.18.0.11:40001';
  for (const here of [NODE3, NODE1]) {
    assert.not(await hasEnded(job, here));
    assert.equal(await absenceOf(job, here), {
      state: 'perhaps ended',
      text: `that on node1 takes no connection at ${at}: it was killed, or a firewall refuses`,
    });
  }
  const silent = { isRefused: async () => false };
  assert.is(
    (await absenceOf(job, { ...NODE3, ...silent })).text,
    `on node1 cannot be reached from node3: nothing answers at ${at}; run this on node1, or let its ports through (--port-range)`,
  );
  assert.is(
    (await absenceOf(job, { ...NODE1, ...silent })).text,
    `on node1 cannot be reached from node1: nothing answers at ${at}; let its ports through (--port-range)`,
  );
});

test('a port refuses where nobody listens', async ({ listeners }) => {
  const { isRefused } = await thisHost();
  const at = ({ host, port }: { host: string; port: number }) => ({ host, port });
  assert.ok(await isRefused(at(await listeners.refused())));
  assert.not(await isRefused(at(await listeners.open())));
  // The network says no, nobody at that address.
  assert.not(await isRefused({ host: '255.255.255.255', port: 9 }));
});

test('this host is told by what its kernel says of its last start', async () => {
  const file = '/proc/sys/kernel/random/boot_id';
  const { bootId } = await thisHost();
  assert.is(bootId, existsSync(file) ? readFileSync(file, 'utf8').slice(0, 36) : '');
});

test('a process counts only if it is of rankstat', async () => {
  const { runs, hostname } = await thisHost();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'rankstat.cjs']);
  await once(child, 'spawn');
  assert.ok(await runs(child.pid ?? 0));
  child.stdin.end();
  await once(child, 'exit');
  assert.not(await runs(2 ** 22), 'nobody has this number');
  assert.not(await runs(1), 'init is not');
  assert.ok(hostname.length > 0);
});

test('the file of a job with a relative results directory lies beside its rendezvous file', () => {
  const job = toldByFile('/results/.rankstat-a.json', { ...content('a'), file: 'out/a_timeseries.json' });
  assert.is(seriesFileOf(job), '/results/a_timeseries.json');
  assert.is(seriesFileOf(job, '/elsewhere/b.json'), '/elsewhere/b.json');
});

test.run();
