import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { ask } from '../../src/wire/client.ts';
import { connectToGather } from '../../src/wire/sockets.ts';
import { type GatherJob, startCollector, untilStatus, withGather } from './rig.ts';

const test = suite<GatherJob>('gather');
withGather(test);

test('two ranks sample at the same ticks until the stop, and all they have is in the file', async (job) => {
  const ranks = [
    startCollector(job, { rank: 0, hostname: 'a' }),
    startCollector(job, { rank: 1, hostname: 'b' }),
  ];
  await untilStatus(job, ({ samples }) => samples >= 10);
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
  const one = startCollector(job, { rank: 0, hostname: 'a' });
  await untilStatus(job, ({ ready }) => ready === 1);
  assert.is(job.gather.status('left out').phase, 'waiting');
  const two = startCollector(job, { rank: 1, hostname: 'b' });
  await untilStatus(job, ({ phase }) => phase === 'sampling');
  job.gather.stop('test');
  await job.gather.finished;
  one.close();
  two.close();
});

test('a host that does not answer the stop delays it by the stop timeout, and is partial', async (job) => {
  const one = startCollector(job, { rank: 0, hostname: 'a' });
  const two = startCollector(job, { rank: 1, hostname: 'b' });
  await untilStatus(job, ({ samples }) => samples >= 6);
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
  await stranger.send(['{"type":"sample"}', 'x']);
  await stranger.send(['\u0000\u001b[31m', '']);
  await stranger.send([`{"type":"bye","rank":0,"id":"aaaaaa","seq":9,"time":1,"reason":"x"}`, '']);
  await untilStatus(job, ({ refused }) => refused === 3);
  assert.is(job.logged.length, 2);
  assert.not.match(job.logged.join(), '\u001b');
  stranger.close();
  const ranks = [
    startCollector(job, { rank: 0, hostname: 'a' }),
    startCollector(job, { rank: 1, hostname: 'b' }),
  ];
  await untilStatus(job, ({ samples }) => samples >= 4);
  job.gather.stop('test');
  assert.is(await job.gather.finished, 'done');
  for (const { close } of ranks) close();
});

test.run();
