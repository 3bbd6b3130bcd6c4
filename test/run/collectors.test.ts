import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FromBroker } from '../../src/launch/rendezvous/broker/messages.ts';
import { rejects } from '../rejects.ts';
import { now, rig, settled } from './rig.ts';

const test = suite('the collectors seen from run');

/** Collectors that have said that all hosts are ready. */
async function recording(more: Parameters<typeof rig>[0] = {}) {
  const job = rig(more);
  job.hear(3);
  await job.collectors.ready(30_000);
  job.said.length = 0;
  return job;
}

test('the benchmark begins when the last host is ready, and the file to come is named', async () => {
  const { collectors, clock, hear, said, line } = rig();
  const ready = collectors.ready(30_000);
  assert.is(line.text, 'rankstat: the collectors start …');
  clock.advance(1000);
  hear(2);
  assert.is(await now(ready), 'waiting');
  assert.is(line.text, 'rankstat: 2 of 3 hosts ready …');
  clock.advance(240);
  hear(3);
  assert.is(await now(ready), undefined);
  assert.equal(said, ['info: 3 of 3 hosts ready after 1.2 s; /r/x.json']);
  assert.is(line.text, '');
  assert.is(clock.pending, 0, 'no timer is left');
});

test('a host that does not come is waited for until the timeout, no longer', async () => {
  const { collectors, clock, hear, said, line, lastWords } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  lastWords.push('srun: node3 is slow');
  clock.advance(29_999);
  assert.is(await now(ready), 'waiting');
  clock.advance(1);
  assert.is(await now(ready), undefined);
  assert.equal(said, [
    'warn: 2 of 3 hosts ready after 30.0 s; the benchmark starts',
    'warn:   srun: node3 is slow',
  ]);
  assert.is(line.text, '');
});

test('a host that has said that it is not recorded is not waited for, and it is said', async () => {
  const { collectors, clock, heard, hear, said, lastWords } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  lastWords.push('of no use here');
  clock.advance(500);
  assert.is(await now(ready), 'waiting');
  heard.isNews({ host: 'node3', reason: 'no Node.js found' });
  assert.is(await now(ready), undefined);
  assert.equal(said, ['warn: 2 of 3 hosts ready after 0.5 s; the benchmark starts']);
  assert.is(clock.pending, 0);
});

test('stopped before all hosts are ready: the benchmark begins at once, and it is said where the file is', async () => {
  const { collectors, hear, done, said, lastWords } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  lastWords.push('of no use here');
  done(); // The launcher still waits for the third host.
  assert.is(await now(ready), undefined);
  assert.equal(said, [
    'warn: the collectors were stopped: what comes now is not recorded; what came before is in /r/x.json on node1',
  ]);
});

test('rank 0 cannot begin: the benchmark begins at once, with what rank 0 said', async () => {
  const { collectors, failed, said, lastWords } = rig();
  const ready = collectors.ready(30_000);
  lastWords.push('srun: error');
  failed('cannot write to /r on node1: no permission');
  assert.is(await now(ready), undefined);
  assert.equal(said, [
    'warn: no series file will come, the benchmark runs all the same: cannot write to /r on node1: no permission',
    'warn:   srun: error',
  ]);
});

test('a launcher that ends before all hosts are ready: the benchmark begins at once', async () => {
  const { collectors, ended, said, lastWords } = rig();
  const ready = collectors.ready(30_000);
  lastWords.push('srun: error: no such partition');
  ended('exit code 1');
  assert.is(await now(ready), undefined);
  assert.equal(said, [
    'warn: nothing is recorded, the benchmark runs all the same: their launcher ended: exit code 1',
    'warn:   srun: error: no such partition',
  ]);
});

test('rank 0 is killed before all hosts are ready: the benchmark does not wait for the timeout', async () => {
  const { collectors, clock, hear, heard, said, ended } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  heard.events.onRank0('down');
  clock.advance(2999);
  assert.is(await now(ready), 'waiting');
  clock.advance(1);
  assert.is(await now(ready), undefined);
  const line =
    'warn: rank 0 on node1 has ended without a word: what comes now is not recorded, the benchmark runs all the same';
  assert.equal(said, [line]);
  ended('exit code 137');
  await settled();
  assert.equal(said, [line]);
});

test('rank 0 whose connection broke is waited for when it calls again', async () => {
  const { collectors, clock, hear, heard, said } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  heard.events.onRank0('down');
  clock.advance(2999);
  heard.events.onRank0('up');
  clock.advance(10_000);
  assert.is(await now(ready), 'waiting');
  hear(3);
  assert.is(await now(ready), undefined);
  assert.equal(said, ['info: 3 of 3 hosts ready after 13.0 s; /r/x.json']);
});

test('the stop: rank 0 is told, makes the file, and the launcher ends', async () => {
  const { collectors, done, ended, files, said, asked } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  assert.is(await now(stopped), 'waiting');
  assert.equal(asked, ['tell stop']);
  done();
  files.add('/r/x.json');
  assert.is(await now(stopped), 'waiting', 'the launcher runs');
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(said, []);
  assert.equal(asked, ['tell stop', 'close the broker']);
});

test('a long merge is waited for as long as rank 0 is heard, and shown from its second second on', async () => {
  const { collectors, clock, hear, merged, done, ended, files, line } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  for (let nth = 0; nth < 3; nth++) {
    hear(3);
    clock.advance(5000);
    assert.is(line.text, '', 'it does not merge yet');
  }
  for (let share = 0; share < 1; share += 0.1) {
    merged(share);
    clock.advance(11_900);
    assert.is(await now(stopped), 'waiting');
  }
  assert.is(line.text, 'rankstat: merging 99 %');
  done();
  files.add('/r/x.json');
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.is(line.text, '');
});

test('the launcher ends first, and the last word of rank 0 after it', async () => {
  const { collectors, clock, done, ended, files, said, asked } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  ended('exit code 0');
  await settled();
  clock.advance(999);
  assert.is(await now(stopped), 'waiting');
  assert.not(asked.includes('close the broker'), 'nobody would hear it');
  files.add('/r/x.json');
  done();
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(said, []);
});

test('the last word of rank 0 is lost: the file is there all the same', async () => {
  const { collectors, clock, ended, files, said } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  files.add('/r/x.json');
  ended('exit code 0');
  await settled();
  clock.advance(1000);
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(said, []);
});

test('what rank 0 said last is said, where its launcher has lost it, and once where it has not', async () => {
  const { collectors, done, ended, files, said, passedOn } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  files.add('/r/x.json');
  passedOn.push('[node1]: heard already');
  done('heard already', 'no goodbye from node2: /r/x.journal is kept');
  await settled();
  assert.equal(said, [], 'the launcher can still pass it on');
  ended('exit code 137');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(said, ['info: [node1]: no goodbye from node2: /r/x.journal is kept']);
});

test('rank 0 ends without a file: it is said where the samples are, and what the launcher said', async () => {
  const { collectors, clock, ended, said, lastWords } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  lastWords.push('srun: error: node1: Killed');
  ended('exit code 137');
  await settled();
  clock.advance(1000);
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  assert.equal(said, [
    'warn: on node1: rank 0 ended without a last word, and /r/x.json is not seen from here; if it is not there, the samples are in /r/x.journal: see rankstat recover --help',
    'warn:   srun: error: node1: Killed',
  ]);
});

test('rank 0 is killed when the file is there, and its journal still: the file counts, and what may lack is said', async () => {
  for (const left of [['/r/x.json'], ['/r/x.json', '/r/x.journal']]) {
    const { collectors, clock, ended, files, said } = await recording();
    const stopped = collectors.stop('the benchmark has ended');
    await settled();
    for (const file of left) files.add(file);
    ended('SIGKILL');
    await settled();
    clock.advance(1000);
    assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
    assert.is(said.length, left.length - 1, said.join());
    for (const line of said)
      assert.match(line, /^warn: .* \/r\/x\.json is whole, and \/r\/x\.journal is left; /);
  }
});

test('rank 0 could not make the file: its own words', async () => {
  const { collectors, failed, ended, files, said } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  files.add('/r/x.json'); // Of another run, say.
  failed('cannot write /r/x.json: no space left; the samples are in /tmp/x.journal');
  ended('exit code 0');
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  assert.equal(said, [
    'warn: on node1: cannot write /r/x.json: no space left; the samples are in /tmp/x.journal',
  ]);
});

test('a collector of this host that does not answer is signalled, asked to end, and killed, within three seconds', async () => {
  const { collectors, clock, said, asked, ended } = await recording();
  clock.advance(60_000); // It has nothing to say while the benchmark runs.
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(9_999); // The stop timeout.
  await settled();
  assert.equal(asked, ['tell stop']);
  clock.advance(1);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(1999);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(1);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'SIGTERM']);
  clock.advance(899);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'SIGTERM']);
  clock.advance(1);
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  ended('SIGKILL');
  assert.equal(asked, [
    'tell stop',
    'SIGUSR1',
    'SIGTERM',
    'SIGKILL',
    'unref',
    'remove /r/.rankstat-7.json',
    'close the broker',
  ]);
  assert.equal(said, [
    'warn: on node1: rank 0 does not answer; the samples are in /r/x.journal: see rankstat recover --help',
  ]);
});

test('nor is a last word waited for of one that was killed for its silence, and has ended at once', async () => {
  let end = () => {};
  const { collectors, clock, said, ended } = await recording({ remove: async () => end() });
  end = () => ended('SIGKILL');
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  for (const ms of [10_000, 2000, 900]) {
    clock.advance(ms);
    await settled();
  }
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  assert.equal(said, [
    'warn: on node1: rank 0 does not answer; the samples are in /r/x.journal: see rankstat recover --help',
  ]);
});

test('a rank 0 that stands still is killed with its launcher, and told of as that', async () => {
  const { collectors, clock, said, asked } = await recording({ isLocal: false });
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(12_000);
  await settled();
  clock.advance(900);
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  assert.equal(asked, [
    'tell stop',
    'SIGUSR1',
    'SIGTERM',
    'SIGKILL',
    'unref',
    'remove /r/.rankstat-7.json',
    'close the broker',
  ]);
  assert.equal(said, [
    'warn: on node1: rank 0 does not answer; the samples are in /r/x.journal: see rankstat recover --help',
  ]);
});

test('a rank 0 that had no turn for the stop timeout is not killed when it goes on', async () => {
  const { collectors, clock, asked, hear, done, ended, files } = await recording({ isLocal: false });
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(10_000);
  await settled();
  clock.advance(1900);
  hear(3);
  await settled();
  clock.advance(5000);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  files.add('/r/x.json');
  done();
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
});

test('a collector of this host that ends when it is asked to is not killed', async () => {
  const { collectors, clock, asked, done, ended, files } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(12_000);
  await settled();
  files.add('/r/x.json');
  done();
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'SIGTERM', 'unref', 'close the broker']);
});

test('a launcher that waits for a cut-off host is signalled, so that it writes its journal, and left for a while', async () => {
  const { collectors, clock, done, files, said, asked } = await recording({ isLocal: false });
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  files.add('/r/x.json');
  done('no goodbye from node3');
  await settled();
  clock.advance(499);
  await settled();
  assert.equal(asked, ['tell stop']);
  clock.advance(1);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(11_599); // The stop timeout and three seconds are nearly over.
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(1);
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.is(clock.mono(), 1000 + 12_100);
  assert.equal(said, [
    'warn: the launcher of the collectors still waits for a host that is cut off or stands still; if it does in 90 s, it is killed; what the host leaves is in /r/*_rank*_timeseries.journal: rankstat recover -o FILE /r/x.journal and that',
    'info: [node1]: no goodbye from node3',
  ]);
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'leave for 90 s', 'unref', 'close the broker']);
});

test('a launcher that would end at a signal is waited for without one, and left for a while', async () => {
  const { collectors, clock, done, files, asked } = await recording({
    isLocal: false,
    passesOn: 'while all run',
  });
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  files.add('/r/x.json');
  done();
  await settled();
  clock.advance(500);
  await settled();
  clock.advance(11_600);
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(asked, ['tell stop', 'leave for 90 s', 'unref', 'close the broker']);
});

test('where rank 0 has waited its stop timeout for a host, its launcher is signalled at once', async () => {
  const { collectors, clock, hear, done, files, asked } = await recording({ isLocal: false });
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(9000);
  hear(3);
  clock.advance(1000);
  files.add('/r/x.json');
  done();
  await settled();
  clock.advance(500);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(1600);
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(asked.slice(2), ['leave for 90 s', 'unref', 'close the broker']);
});

test('a launcher of which nothing was heard is signalled at once, waited for by the stop timeout, and killed', async () => {
  const { collectors, clock, said, asked, lastWords } = rig({ isLocal: false });
  const ready = collectors.ready(0);
  clock.advance(0);
  await ready;
  assert.equal(said, ['warn: 0 of ? hosts ready after 0.0 s; the benchmark starts']);
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(11_999);
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  clock.advance(1);
  await settled();
  lastWords.push('mpirun: killed');
  clock.advance(900);
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'SIGTERM', 'SIGKILL', 'unref', 'close the broker']);
  assert.equal(said.slice(1), [
    'warn: rank 0 was not heard, and no series file is known of; what one has written by itself is in the results directory, *_timeseries.json or *_timeseries.journal: see rankstat recover --help',
    'warn:   mpirun: killed',
  ]);
});

test('of a rank 0 that has failed nobody hears of the stop: the launcher is signalled, which all pass on', async () => {
  const { collectors, heard, ended, asked } = rig({ isLocal: false });
  heard.events.onDone({ op: 'done', phase: 'failed', problem: 'no port' });
  await collectors.ready(30_000);
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  assert.equal(asked, ['tell stop', 'SIGUSR1']);
  ended('exit code 0');
  assert.equal(await now(stopped), { file: undefined, endedEarly: true });
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'close the broker']);
});

test('that nothing is recorded is said once', async () => {
  const { collectors, ended, said } = rig();
  ended('exit code 1');
  await collectors.ready(30_000);
  assert.is(said.length, 1);
  assert.equal(await now(collectors.stop('the benchmark has ended')), { file: undefined, endedEarly: true });
  assert.is(said.length, 1);
});

test('a file that another host has written can take three seconds to be seen', async () => {
  for (const [seenAfterMs, file] of [
    [2950, '/r/x.json'],
    [3050, undefined],
  ] as const) {
    const { collectors, clock, done, ended, files, said } = await recording();
    const stopped = collectors.stop('the benchmark has ended');
    await settled();
    done();
    ended('exit code 0');
    await settled();
    for (let ms = 0; ms <= 3100; ms += 50) {
      if (ms === seenAfterMs) files.add('/r/x.json');
      clock.advance(50);
      await settled();
    }
    assert.equal(await now(stopped), { file, endedEarly: false });
    assert.equal(said, file === undefined ? ['info: /r/x.json is on node1'] : []);
  }
});

test('collectors that are stopped while the benchmark runs: said at once, and once', async () => {
  const { collectors, done, ended, files, said } = await recording();
  files.add('/r/x.json');
  done();
  await settled();
  const line =
    'warn: the collectors were stopped: what comes now is not recorded; what came before is in /r/x.json on node1';
  assert.equal(said, [line]);
  ended('exit code 0');
  assert.equal(await now(collectors.stop('the benchmark has ended')), {
    file: '/r/x.json',
    endedEarly: true,
  });
  assert.equal(said, [line]);
});

test('a launcher that ends while the benchmark runs: said when nothing was heard of rank 0 for a second', async () => {
  const { clock, ended, said, lastWords } = await recording();
  lastWords.push('srun: error: node1: Killed');
  ended('exit code 137');
  await settled();
  clock.advance(999);
  await settled();
  assert.equal(said, []);
  clock.advance(1);
  await settled();
  assert.equal(said, [
    'warn: the collectors have ended, what comes now is not recorded: their launcher ended: exit code 137',
    'warn:   srun: error: node1: Killed',
  ]);
});

test('collectors that end just before the benchmark does have ended early, which is said', async () => {
  const { collectors, clock, ended, said, files } = await recording();
  files.add('/r/x.json');
  ended('exit code 0');
  await settled();
  const stopped = collectors.stop('the benchmark has ended');
  await settled();
  clock.advance(1000);
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: true });
  assert.equal(said, [
    'warn: the collectors have ended, what comes now is not recorded: their launcher ended: exit code 0',
  ]);
});

test('the end that was asked for is not early', async () => {
  const { collectors, done, ended, files, said } = await recording();
  files.add('/r/x.json');
  const stopped = collectors.stop('the benchmark has ended');
  done();
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.equal(said, []);
});

test('what rank 0 cannot be told costs nobody more than that', async () => {
  let closed = 0;
  const { collectors, done, ended, files, said } = await recording({
    broker: {
      tellRank0: async () => {
        throw new Error('Socket is closed');
      },
      close: () => {
        closed++;
      },
    },
  });
  await collectors.benchmark({ command: ['true'], start: 0, end: null, exit_code: null });
  assert.equal(said, ['detail: rank 0 cannot be told of benchmark: Socket is closed']);
  const stopped = collectors.stop('the benchmark has ended');
  files.add('/r/x.json');
  done();
  ended('exit code 0');
  assert.equal(await now(stopped), { file: '/r/x.json', endedEarly: false });
  assert.is(closed, 1);
});

test('the broker is closed whatever happens', async () => {
  const { collectors, asked, done, ended } = await recording({
    exists: async () => {
      throw new Error('stale file handle');
    },
  });
  const stopped = collectors.stop('the benchmark has ended');
  done();
  ended('exit code 0');
  await rejects(stopped, /stale file handle/);
  assert.equal(asked, ['tell stop', 'close the broker']);
});

test('given up before the benchmark has begun: nothing more is said or waited for', async () => {
  const { collectors, said, asked, hear, line } = rig();
  const ready = collectors.ready(30_000);
  hear(2);
  collectors.abort();
  assert.is(await now(ready), undefined);
  assert.equal(asked, ['SIGTERM', 'leave for 15 s', 'close the broker']);
  assert.equal(said, []);
  assert.is(line.text, '');
});

test('left to finish by themselves, and told to, as those must be that never heard of rank 0', async () => {
  const { collectors, asked } = await recording();
  const stopped = collectors.stop('the benchmark has ended');
  assert.is(await now(stopped), 'waiting');
  collectors.leave();
  assert.equal(asked, ['tell stop', 'SIGUSR1', 'leave for 600 s', 'close the broker']);
  assert.is(
    collectors.whereabouts,
    'On node1, /r/x.json may still come; if not: rankstat recover /r/x.journal',
  );
});

test('the benchmark is given the file by which mark finds the job, if there is one', async () => {
  const { collectors, hear, heard } = rig();
  assert.equal(collectors.environment, {});
  hear(1);
  assert.equal(collectors.environment, { RANKSTAT_RENDEZVOUS: 'file:/r/.rankstat-7.json' });
  if (heard.gather !== undefined) heard.events.onGather({ ...heard.gather, rendezvous: null });
  assert.equal(collectors.environment, {});
});

test('rank 0 is told of the benchmark before it begins, and of the stop before its silence counts', async () => {
  const told: string[] = [];
  let release = () => {};
  const tellRank0 = async (message: FromBroker) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    told.push(message.op);
  };
  const { collectors, clock, asked } = await recording({ broker: { tellRank0, close: () => {} } });
  const noted = collectors.benchmark({ command: ['true'], start: 0, end: null, exit_code: null });
  assert.is(await now(noted), 'waiting');
  release();
  await noted;
  collectors.stop('the benchmark has ended').catch(assert.unreachable);
  clock.advance(60_000);
  release();
  await settled();
  assert.equal(told, ['benchmark', 'stop']);
  assert.equal(asked, [], 'it has time to answer');
});

test.run();
