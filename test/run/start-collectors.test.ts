import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BrokerEvents } from '../../src/launch/rendezvous/broker/broker.ts';
import type { LauncherParts } from '../../src/run/launcher-process.ts';
import { putTogether, startCollectors, type ToPutTogether } from '../../src/run/start-collectors.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';
import { heardLog } from './heard-log.ts';
import { GATHER, now } from './rig.ts';

const test = suite('the start of collectors');

/** A broker that hears nothing by itself, and a launcher that does nothing. */
function fakes(more: Partial<ToPutTogether> = {}) {
  const asked: string[] = [];
  const { log, said } = heardLog();
  let events: BrokerEvents | undefined;
  let launched: LauncherParts | undefined;
  const parts: ToPutTogether = {
    openBroker: async (heard) => {
      events = heard;
      asked.push('open');
      return { port: 4000, tellRank0: async () => {}, close: () => asked.push('close') };
    },
    launch: async (port, heard) => {
      launched = heard;
      asked.push(`launch for ${port}`);
      const nothing = () => {};
      const launcher = {
        kill: nothing,
        unref: nothing,
        leave: nothing,
        takeLastWords: () => [],
        hasPassedOn: () => false,
      };
      return { launcher, isLocal: true, passesOn: 'always' as const };
    },
    stopTimeoutMs: 10_000,
    clock: new ManualClock(0),
    log,
    line: { show: () => {}, clear: () => {} },
    exists: async () => false,
    remove: async () => {},
    ...more,
  };
  return { parts, asked, said, events: () => events, launched: () => launched };
}

test('the broker is there before the launcher, and both are heard', async () => {
  const { parts, asked, said, events, launched } = fakes();
  const collectors = await putTogether(parts);
  assert.equal(asked, ['open', 'launch for 4000']);
  events()?.onGather(GATHER);
  events()?.onProgress({ ready: 1, expected: 1, merged: null });
  await collectors.ready(30_000);
  assert.equal(said, ['info: 1 of 1 hosts ready after 0.0 s; /r/x.json']);
  const stopped = collectors.stop('the benchmark has ended');
  events()?.onDone({ op: 'done', phase: 'failed', problem: 'why' });
  assert.is(await now(stopped), 'waiting');
  launched()?.onEnd('exit code 0');
  assert.equal(await now(stopped), { file: undefined, endedEarly: false });
});

test('rank 0 is told of a host that is not recorded, once; the benchmark does not wait for it', async () => {
  const told: unknown[] = [];
  let heard: BrokerEvents | undefined;
  const { parts, said, launched } = fakes({
    openBroker: async (events) => {
      heard = events;
      const tellRank0 = async (message: unknown) => {
        told.push(message);
        throw new Error('the broker is closed');
      };
      return { port: 4000, tellRank0, close: () => {} };
    },
  });
  const collectors = await putTogether(parts);
  const node3 = { host: 'node3', reason: 'no Node.js found' };
  launched()?.onAbsent(node3);
  launched()?.onAbsent(node3);
  assert.equal(told, [{ op: 'absent', ...node3 }]);
  heard?.onProgress({ ready: 2, expected: 3, missing: ['node3'], merged: null });
  await collectors.ready(30_000);
  assert.equal(said, [
    'detail: the broker is closed',
    'warn: 2 of 3 hosts ready after 0.0 s; the benchmark starts; node3 did not come',
  ]);
});

test('a launcher that cannot be started leaves no broker open', async () => {
  const { parts, asked } = fakes({
    launch: async () => {
      throw new Error('no srun in PATH');
    },
  });
  await rejects(putTogether(parts), /no srun in PATH/);
  assert.equal(asked, ['open', 'close']);
});

test('without a broker no launcher is started', async () => {
  const { parts, asked } = fakes({
    openBroker: async () => {
      throw new Error('no port is free');
    },
  });
  await rejects(putTogether(parts), /no port is free/);
  assert.equal(asked, []);
});

test('a starter that is not there: the port of the broker is free again', async () => {
  const { stopTimeoutMs, clock, log, line } = fakes().parts;
  const options = {
    stopTimeoutMs,
    clock,
    log,
    line,
    launcher: 'slurm' as const,
    env: { PATH: '/nonexistent' },
    rankArguments: [],
    ports: { first: 21_917, last: 21_917 },
    only: undefined,
  };
  for (let nth = 0; nth < 2; nth++) {
    await rejects(startCollectors(options, new AbortController().signal), /no srun in PATH/);
  }
});

test.run();
