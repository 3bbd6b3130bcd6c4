import os from 'node:os';
import path from 'node:path';
import { Context } from 'zeromq';
import { Gather } from '../gather/gather.ts';
import { nodesWithRanks } from '../launch/identity/identity.ts';
import { publishedHosts } from '../launch/network/published.ts';
import { type Announced, announce, announceFailure } from '../launch/rendezvous/announce.ts';
import type { BrokerLink } from '../launch/rendezvous/broker-link.ts';
import { systemClock } from '../system/clock.ts';
import { isCode, messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { onStopSignal } from '../system/signals.ts';
import { topicsOfRank } from '../wire/control.ts';
import { jobKeys, newSecret } from '../wire/keys.ts';
import { bindGather, connectToGather } from '../wire/sockets.ts';
import { createOutput } from './files.ts';
import { mergeOrSay } from './finish.ts';
import { LastWords } from './last-words.ts';
import { createCollector, jobOf } from './own-host.ts';
import type { RankContext } from './rank-context.ts';

/** The first tick waits at most so long for hosts that are not there yet, ms. */
const PATIENCE_MS = 5000;
/** After the file is written, those who wait for a last answer get it within this time. */
const GRACE_MS = 2000;
const ALIVE_EVERY_MS = 500;

/**
 * The life of rank 0: it gathers, and samples its own host.
 * @returns exit code
 */
export async function rankZero({ options, identity, way, log }: RankContext): Promise<number> {
  const clock = systemClock();
  const context = new Context();
  const secret = way.kind === 'broker' ? way.secret : newSecret();
  const keys = jobKeys(secret);
  const start = new Date();
  const { resultsDir, journalDir, benchmark, ports, readyTimeout, stopTimeout } = options;
  const compression = options.gzip ? 'gzip' : 'none';
  const output = await createOutput({ resultsDir, journalDir, benchmark, start, compression }).catch(
    (error: unknown) => error,
  );
  if (!isOutput(output)) {
    const problem = cannotCreate(output, resultsDir, journalDir);
    await announceFailure({ context, keys, way }, problem);
    log.warn(problem);
    return EXIT.cannotCreate;
  }
  const { paths, journal } = output;
  let line: BrokerLink | undefined;
  const collector = createCollector(options, identity, clock, {
    onStop: (reason) => {
      gather.stop(reason); // If it is the collector that has noticed.
      void collector.end(reason, stopTimeout * 1000);
    },
    onConnection: () => {},
    log,
  });
  let merged: number | null = null;
  const lastWords = new LastWords(log);
  const tellProgress = () => line?.tell({ op: 'progress', ...gather.progress, merged });
  const transport = await bindGather(context, keys, ports);
  const gather: Gather = new Gather({
    transport,
    clock,
    journal,
    paths,
    job: jobOf(options, identity),
    size: identity.size,
    schedule: { max_samples: options.maxSamples, on_full: options.onFull },
    patienceMs: Math.min(PATIENCE_MS, readyTimeout * 1000),
    stopTimeoutMs: stopTimeout * 1000,
    onReady: tellProgress,
    // A sign of life while it stops and merges.
    onStopping: () => setInterval(tellProgress, ALIVE_EVERY_MS).unref(),
    merge: (unwritten) =>
      mergeOrSay({
        paths,
        journal,
        unwritten,
        keep: options.keepJournal,
        onMerged: (share) => {
          merged = share;
        },
        log: lastWords.log,
      }),
    log: log.warn,
  });
  onStopSignal((signal) => gather.stop(signal));
  collector.begin();
  collector.connect(connectToGather(context, keys, 'own', topicsOfRank(0)));
  if (options.duration !== undefined) {
    const end = clock.mono() + options.duration * 1000;
    const stopWhenOver = () => {
      if (clock.mono() >= end) gather.stop(`after ${options.duration} s`);
      else clock.after(end - clock.mono(), stopWhenOver); // A timer waits 24 days at most.
    };
    stopWhenOver();
  }
  let announced: Announced | undefined;
  try {
    const nodes = nodesWithRanks(identity);
    const hosts = await publishedHosts({ env: process.env, only: options.interface, nodes });
    const endpoints = hosts.map((host) => ({ host, ...transport.ports }));
    announced = await announce({
      context,
      keys,
      secret,
      way,
      env: process.env,
      identity,
      resultsDir,
      gather: {
        endpoints,
        hostname: os.hostname(),
        file: path.resolve(paths.series),
        journal: path.resolve(paths.journal),
      },
      log: log.warn,
      clock,
      goneAfterMs: stopTimeout * 1000,
      onStop: (reason) => gather.stop(reason),
      onBenchmark: (info) => gather.noteBenchmark(info),
    });
    line = announced.line;
    tellProgress();
  } catch (error) {
    log.warn(`other ranks cannot learn where this one is: ${messageOf(error)}`);
  }
  const phase = await gather.finished;
  const { problem, ready } = gather.status('left out');
  // `rankstat run` hears it, too, and says it.
  const say = line === undefined ? log.info : log.detail;
  say(phase === 'done' ? `${ready} hosts; ${paths.series}` : (problem ?? 'the file could not be made'));
  await announced?.withdraw({ op: 'done', phase, problem, said: lastWords.said });
  collector.close();
  await gather.release(GRACE_MS);
  gather.close();
  return phase === 'done' ? EXIT.ok : EXIT.io;
}

type Output = Awaited<ReturnType<typeof createOutput>>;

function isOutput(output: unknown): output is Output {
  return typeof output === 'object' && output !== null && 'journal' in output && 'paths' in output;
}

function cannotCreate(error: unknown, resultsDir: string, journalDir: string | undefined): string {
  const where = journalDir === undefined ? resultsDir : `${resultsDir} or ${journalDir}`;
  const why = isCode(error, 'EACCES') ? 'no permission' : messageOf(error);
  return `cannot write to ${where} on ${os.hostname()}: ${why}; give another --results-dir or --journal-dir`;
}
