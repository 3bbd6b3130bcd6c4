import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { suite } from 'uvu';
import { Context } from 'zeromq';
import { identify } from '../../../src/launch/identity/identity.ts';
import { Broker } from '../../../src/launch/rendezvous/broker/broker.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { Condition } from '../../../src/system/condition.ts';
import { messageOf } from '../../../src/system/errors.ts';
import { ANY_PORT } from '../../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../../src/wire/keys.ts';
import { Listeners } from '../listeners.ts';
import { FakePmi } from './fake-pmi.ts';

/** What a rendezvous needs: a directory, listeners in the gather's place, a broker, a PMI server. */
export interface RendezvousRig {
  directory: string;
  listeners: Listeners;
  secret: string;
  /** What was logged, and what the broker heard. */
  said: string[];
  broker: () => Promise<Broker>;
  pmi: (size: number) => Promise<FakePmi>;
  /** Facts that the sides of a rendezvous share. */
  facts: {
    context: Context;
    keys: ReturnType<typeof jobKeys>;
    secret: string;
    env: NodeJS.ProcessEnv;
    identity: ReturnType<typeof identify>;
    resultsDir: string;
    log: (message: string) => void;
  };
  /** Waits until something was said. */
  hear: (what: RegExp) => Promise<string>;
}

/** Only a test that fails waits so long. */
const LONGEST_MS = 10_000;

/** Gives each test of a suite a place to meet, and leaves nothing of it. */
export function withRendezvous(test: ReturnType<typeof suite<RendezvousRig>>): void {
  let close: (() => void)[] = [];
  test.before.each(async (rig) => {
    close = [];
    rig.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-rendezvous-'));
    rig.listeners = new Listeners();
    rig.secret = newSecret();
    rig.said = [];
    const news = new Condition(systemClock());
    const say = (what: string) => {
      rig.said.push(what);
      news.changed();
    };
    rig.hear = async (what) => {
      const find = () => rig.said.find((line) => what.test(line));
      await news.until(() => find() !== undefined, LONGEST_MS);
      const heard = find();
      if (heard === undefined) throw new Error(`${what} was not heard, but ${rig.said.join(', ')}`);
      return heard;
    };
    const keys = jobKeys(rig.secret);
    rig.broker = async () => {
      const broker = await Broker.open(new Context(), keys, ANY_PORT, {
        onGather: (gather) => say(`gather ${JSON.stringify(gather)}`),
        onRank0: () => {},
        onProgress: ({ ready }) => say(`${ready} ready`),
        onDone: ({ phase, problem }) => say(`${phase}: ${problem}`),
        onFault: (error) => say(`fault: ${messageOf(error)}`),
      });
      close.push(() => broker.close());
      return broker;
    };
    rig.pmi = async (size) => {
      const pmi = await FakePmi.start(size);
      close.push(() => pmi.close());
      return pmi;
    };
    rig.facts = {
      context: new Context(),
      keys,
      secret: rig.secret,
      env: {},
      identity: identify({ SLURM_JOB_ID: '5' }),
      resultsDir: rig.directory,
      log: say,
    };
  });
  test.after.each(async ({ directory, listeners }) => {
    for (const one of close) one();
    listeners.close();
    await rm(directory, { recursive: true, force: true });
  });
}
