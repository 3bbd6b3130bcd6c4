import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { Gather } from '../../src/gather/gather.ts';
import { merge } from '../../src/gather/merge/merge.ts';
import { createOutput } from '../../src/gather/output.ts';
import { SourceReader } from '../../src/procfs/reader.ts';
import { sourceNamed } from '../../src/procfs/registry.ts';
import { Collector } from '../../src/rank/collector.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import type { HostInfo } from '../../src/series/schema.ts';
import { ask } from '../../src/wire/client.ts';
import { systemClock } from '../../src/wire/clock.ts';
import type { Status } from '../../src/wire/control.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { ANY_PORT, connectToGather } from '../../src/wire/sockets.ts';

interface Job {
  directory: string;
  file: string;
  gather: Gather;
  context: Context;
  keys: ReturnType<typeof jobKeys>;
  to: { host: string; pullPort: number; pubPort: number };
  logged: string[];
}
const test = suite<Job>('gather');

const HOST: HostInfo = {
  hostname: 'node',
  kernel: '6.1.0',
  os: null,
  architecture: 'x86_64',
  cpu_model: null,
  cpu_count: 2,
  cpu_sockets: 1,
  memory_total_kb: 1024,
  boot_id: null,
  clock_ticks_per_second: 100,
  page_size_bytes: 4096,
  block_devices: [],
  interfaces: [],
  mounts: [],
  sources: { loadavg: 'ok' },
};

/** A job with real sockets, every 50 ms, that expects two hosts. */
test.before.each(async (job) => {
  job.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-gather-'));
  job.context = new Context();
  job.keys = jobKeys(newSecret());
  job.logged = [];
  const output = await createOutput({
    resultsDir: job.directory,
    journalDir: undefined,
    benchmark: 'training',
    start: new Date(),
  });
  job.file = output.paths.series;
  job.gather = await Gather.open({
    context: job.context,
    clock: systemClock(),
    keys: job.keys,
    ports: ANY_PORT,
    ...output,
    job: {
      version: '1.2.3',
      interval_ms: 50,
      method: 'mpi',
      benchmark_type: 'training',
      launcher: 'slurm',
      job_id: '7',
      step_id: '0',
      expected: 2,
      hosts: ['a', 'b'],
    },
    size: 2,
    schedule: { max_samples: 3600, on_full: 'thin' },
    patienceMs: 60_000,
    stopTimeoutMs: 300,
    onReady: () => {},
    onStopping: () => {},
    merge: async () => {
      await merge([output.paths.journal], output.paths.series);
      await output.journal.close();
    },
    log: (message) => job.logged.push(message),
  });
  const { pullPort, pubPort } = job.gather.ports;
  job.to = { host: '127.0.0.1', pullPort, pubPort };
});
test.after.each(async ({ gather, directory }) => {
  gather.close();
  await rm(directory, { recursive: true });
});

function collector(rank: number, hostname: string, ended: (reason: string) => void): Collector {
  const clock = systemClock();
  const sender = new Sender(rank);
  const reader = new SourceReader(sourceNamed('loadavg')!, { procfs: '/proc', sysfs: '/sys' });
  return new Collector({
    clock,
    sender,
    sampler: new Sampler([reader], clock, sender),
    hostname,
    node: null,
    hostInfo: () => HOST,
    overhead: () => ({ cpu_user_seconds: 0, cpu_system_seconds: 0, wall_seconds: 1, max_rss_kb: 1 }),
    utcOffsetMinutes: 0,
    outboxBytes: 1024 * 1024,
    isAttended: () => true,
    onStop: ended,
    onConnection: () => {},
  });
}

/** Starts a collector that ends when it is told to; resolves with whether all was delivered. */
function running(job: Job, rank: number, hostname: string, own: boolean) {
  let made: Collector | undefined;
  const delivered = new Promise<boolean>((resolve) => {
    made = collector(rank, hostname, (reason) => void made?.end(reason, 5000).then(resolve));
  });
  made?.begin();
  made?.connect(own ? job.context : new Context(), job.keys, own ? 'own' : job.to);
  return { delivered, close: () => made?.close() };
}

/** Asks for the job's status until it is what is waited for. */
async function until(job: Job, condition: (status: Status) => boolean): Promise<void> {
  for (;;) {
    const status = await ask({ context: new Context(), keys: job.keys, to: job.to }, { op: 'status' }, 5000);
    assert.ok(status !== undefined);
    if (condition(status)) return;
  }
}

test('two ranks sample at the same ticks until the stop, and all they have is in the file', async (job) => {
  const ranks = [running(job, 0, 'a', true), running(job, 1, 'b', false)];
  await until(job, ({ samples }) => samples >= 10);
  const before = performance.now();
  const stopped = await ask(
    { context: new Context(), keys: job.keys, to: job.to },
    { op: 'stop', reason: 'test' },
    5000,
  );
  assert.ok(stopped !== undefined);
  assert.is(await job.gather.finished, 'done');
  assert.ok(performance.now() - before < 1000);
  assert.equal(await Promise.all(ranks.map(({ delivered }) => delivered)), [true, true]);
  for (const { close } of ranks) close();
  const file = JSON.parse(await readFile(job.file, 'utf8'));
  assert.equal(file.hosts_collected, ['a', 'b']);
  assert.is(file.host_status.a.status, 'complete');
  assert.is(file.host_status.b.status, 'complete');
  const ticks = (host: string) =>
    file.samples_by_host[host].map((sample: { tick: number | null }) => sample.tick);
  const [first, ...rest] = ticks('a');
  assert.is(first, null);
  assert.is(rest.at(-1), null);
  assert.ok(rest.length > 4);
  assert.equal(ticks('a').slice(0, 5), [null, 0, 1, 2, 3]);
  assert.equal(ticks('b').slice(0, 5), [null, 0, 1, 2, 3]);
  // Both share this machine's clock.
  assert.ok(Math.abs(file.host_status.b.clock_offset_ms) <= file.host_status.b.clock_error_ms);
  assert.equal(job.logged, []);
});

test('no tick before all hosts are there', async (job) => {
  const one = running(job, 0, 'a', true);
  await until(job, ({ ready }) => ready === 1);
  assert.is(job.gather.status().phase, 'waiting');
  const two = running(job, 1, 'b', false);
  await until(job, ({ phase }) => phase === 'sampling');
  job.gather.stop('test');
  await job.gather.finished;
  one.close();
  two.close();
});

test('a host that does not answer the stop delays it by the stop timeout, and is partial', async (job) => {
  const one = running(job, 0, 'a', true);
  const two = running(job, 1, 'b', false);
  await until(job, ({ samples }) => samples >= 6);
  two.close(); // As good as dead.
  job.gather.stop('test');
  assert.is(await job.gather.finished, 'done');
  one.close();
  const file = JSON.parse(await readFile(job.file, 'utf8'));
  assert.is(file.host_status.a.status, 'complete');
  assert.is(file.host_status.b.status, 'partial');
  assert.equal(job.logged, ['no answer to the stop from b']);
});

test('what is no record is refused and said once per peer, and costs nothing else', async (job) => {
  const stranger = connectToGather(new Context(), job.keys, job.to, []);
  await stranger.push.send(['{"type":"sample"}', 'x']);
  await stranger.push.send(['\u0000\u001b[31m', '']);
  await stranger.push.send([`{"type":"bye","rank":0,"id":"aaaaaa","seq":9,"time":1,"reason":"x"}`, '']);
  await until(job, ({ refused }) => refused === 3);
  assert.is(job.logged.length, 2);
  assert.not.match(job.logged.join(), '\u001b');
  stranger.close();
  const ranks = [running(job, 0, 'a', true), running(job, 1, 'b', false)];
  await until(job, ({ samples }) => samples >= 4);
  job.gather.stop('test');
  assert.is(await job.gather.finished, 'done');
  for (const { close } of ranks) close();
});

test.run();
