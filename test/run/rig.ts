import type { GatherAddress } from '../../src/launch/rendezvous/broker/messages.ts';
import { Collectors } from '../../src/run/collectors.ts';
import type { CollectorsParts } from '../../src/run/collectors-parts.ts';
import { Heard } from '../../src/run/heard.ts';
import type { ProgressLine } from '../../src/system/progress-line.ts';
import { ManualClock } from '../manual-clock.ts';
import { heardLog } from './heard-log.ts';

/** Where rank 0 of these tests is. */
export const GATHER: GatherAddress = {
  endpoints: [{ host: '198.18.0.1', port: 4001 }],
  hostname: 'node1',
  file: '/r/x.json',
  journal: '/r/x.journal',
  rendezvous: '/r/.rankstat-7.json',
};

/** A progress line, and what it shows. */
class ShownLine implements ProgressLine {
  text = '';
  readonly show = (text: string): void => {
    this.text = text;
  };
  readonly clear = (): void => {
    this.text = '';
  };
}

/** Collectors with a broker, a launcher, a file system and a clock that the test plays. They stop within 10 s. */
export function rig(more: Partial<CollectorsParts> = {}) {
  const clock = new ManualClock(0);
  const { log, said } = heardLog();
  const heard = new Heard(clock);
  const line = new ShownLine();
  /** What was asked of the broker and the launcher, in order. */
  const asked: string[] = [];
  const ask = (what: string) => {
    asked.push(what);
  };
  const files = new Set<string>();
  const lastWords: string[] = [];
  const passedOn: string[] = [];
  const parts: CollectorsParts = {
    heard,
    broker: {
      tellRank0: async ({ op }) => ask(`tell ${op}`),
      close: () => ask('close the broker'),
    },
    launcher: {
      kill: (signal) => ask(signal),
      unref: () => ask('unref'),
      leave: (ms) => ask(`leave for ${ms / 1000} s`),
      takeLastWords: () => lastWords.splice(0),
      hasPassedOn: (line) => passedOn.includes(line),
    },
    isLocal: true,
    passesOn: 'always',
    stopTimeoutMs: 10_000,
    clock,
    log,
    line,
    exists: async (file) => files.has(file),
    remove: async (file) => ask(`remove ${file}`),
    ...more,
  };
  const collectors = new Collectors(parts);
  const { onGather, onProgress, onDone } = heard.events;
  return {
    collectors,
    clock,
    said,
    line,
    asked,
    files,
    lastWords,
    passedOn,
    heard,
    /** Rank 0 is heard, and says how many of three hosts are ready. */
    hear: (ready: number) => {
      onGather(GATHER);
      onProgress({ ready, expected: 3, merged: null });
    },
    /** Rank 0 has so much of the file. */
    merged: (share: number) => onProgress({ ready: 3, expected: 3, merged: share }),
    done: (...said: string[]) => onDone({ op: 'done', phase: 'done', problem: null, said }),
    failed: (problem: string | null) => onDone({ op: 'done', phase: 'failed', problem }),
    /** The launcher has ended. */
    ended: (how: string) => heard.onLauncherEnd(how),
  };
}

/** Lets everything run that can run without another event. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** What a promise has come to, if it has without another event. */
export async function now<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  return await Promise.race([promise, settled().then(() => 'waiting' as const)]);
}
