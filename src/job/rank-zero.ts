import os from 'node:os';
import type { Gather, GatherOptions } from '../gather/gather.ts';
import type { Announced } from '../launch/rendezvous/announce.ts';
import type { Progress } from '../launch/rendezvous/broker/messages.ts';
import type { Collector, CollectorEvents } from '../rank/collector.ts';
import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { onceDescriptors } from '../system/descriptors.ts';
import { isCode, messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { insteadOf } from '../system/files/place.ts';
import type { Log } from '../system/log.ts';
import { within } from '../system/patience.ts';
import type { RollingJournal } from '../wire/journal/rolling.ts';
import type { AbsentHost, BenchmarkInfo, RecordBytes } from '../wire/records.ts';
import type { GatherTransport, PeerTransport } from '../wire/transport.ts';
import { FilesAtTheEnd } from './end/files-at-the-end.ts';
import type { FinishOptions } from './end/finish.ts';
import { LastWords } from './end/last-words.ts';
import type { OutputPaths } from './files.ts';
import { endWithBenchmark, type HostedBenchmark } from './host-end.ts';
import { ProgressTeller } from './progress.ts';

/** What rank 0 is made of. */
export interface RankZeroParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly stopTimeoutMs: number;
  /** After so long it stops the job, ms; undefined: not by itself. */
  readonly durationMs: number | undefined;
  readonly onSignal: (handle: (signal: string) => void) => void;
  /** The benchmark with which this host ends, where that is how it ends; the others have their own. */
  readonly hosted?: HostedBenchmark;
  /** Listens for the other ranks, where they can reach this one. */
  readonly listen: () => Promise<GatherTransport>;
  /** Chooses the names of the files, and begins the journal. */
  readonly createFiles: () => Promise<{ readonly paths: OutputPaths; readonly journal: RollingJournal }>;
  /** Where files go, for a message. */
  readonly directories: readonly string[];
  readonly gather: (
    options: Pick<
      GatherOptions,
      'transport' | 'journal' | 'paths' | 'onReady' | 'onStopping' | 'whileItMoves' | 'merge' | 'log'
    >,
  ) => Gather;
  readonly collector: (events: CollectorEvents) => Collector;
  /** Connects the collector of this process to its gather. */
  readonly connect: () => PeerTransport;
  /** Lets the others find this rank. */
  readonly announce: (gather: {
    readonly port: number;
    readonly paths: OutputPaths;
    readonly onStop: (reason: string) => void;
    readonly onBenchmark: (info: BenchmarkInfo) => void;
    readonly onAbsent: (absent: AbsentHost) => void;
  }) => Promise<Announced>;
  /** Lets the others know that there will be no gather, until `signal` at most. @returns by whom it is said then */
  readonly announceFailure: (problem: string, signal: AbortSignal) => Promise<'by run' | 'by nobody'>;
  /** Makes the series file. */
  readonly finish: (
    options: Pick<FinishOptions, 'paths' | 'journal' | 'unwritten' | 'onMerged' | 'log'>,
  ) => Promise<void>;
}

/** A directory in which nothing could be created for so long is not waited for, ms. */
const CREATE_MS = 10_000;
/** After the file is written, those who wait for a last answer get it within this time. */
const GRACE_MS = 2000;

/**
 * The life of rank 0: it gathers, and samples its own host.
 * @returns exit code
 */
export async function rankZero(parts: RankZeroParts): Promise<number> {
  const { log } = parts;
  let opened: Opened;
  try {
    opened = await open(parts);
  } catch (error) {
    const problem = messageOf(error);
    const told = new AbortController();
    // It takes leave of its launcher first.
    parts.onSignal(() => told.abort());
    const said = await parts.announceFailure(problem, told.signal);
    if (said === 'by nobody') log.warn(problem);
    else log.detail(problem);
    return error instanceof UserError ? error.exitCode : EXIT.io;
  }
  return await gathered(parts, opened);
}

interface Opened {
  readonly transport: GatherTransport;
  readonly paths: OutputPaths;
  readonly journal: RollingJournal;
}

/**
 * The ports first: a rank that cannot listen leaves no journal behind.
 * @throws UserError
 */
async function open({ clock, listen, createFiles, directories }: RankZeroParts): Promise<Opened> {
  const transport = await listen().catch((error: unknown) => {
    throw new UserError(EXIT.io, `on ${os.hostname()}: ${messageOf(error)}`);
  });
  try {
    const late = () => new Error(`no answer for ${CREATE_MS / 1000} s`);
    return { transport, ...(await within(clock, CREATE_MS, onceDescriptors(clock, createFiles), late)) };
  } catch (error) {
    transport.close();
    const why = isCode(error, 'EACCES') ? 'no permission' : messageOf(error);
    const what = `cannot write to ${directories.join(' or ')} on ${os.hostname()}`;
    throw new UserError(
      EXIT.cannotCreate,
      `${what}: ${why}; ${insteadOf(error, '--results-dir or --journal-dir')}`,
    );
  }
}

async function gathered(parts: RankZeroParts, { transport, paths, journal }: Opened): Promise<number> {
  const { clock, log, stopTimeoutMs, durationMs, onSignal } = parts;
  const lastWords = new LastWords(log);
  const progress = new ProgressTeller(clock, () => gather.progress);
  const files = new FilesAtTheEnd({ clock, log, paths, journal });
  const gather = parts.gather({
    transport,
    journal,
    paths,
    onReady: () => progress.tell(),
    onStopping: () => progress.keepTelling(),
    whileItMoves: async (work) => await files.until(work),
    merge: async (unwritten: readonly RecordBytes[]) =>
      await files.until(
        parts.finish({
          paths,
          journal,
          unwritten,
          onMerged: (share) => {
            files.moved();
            progress.merged(share);
          },
          log: lastWords.log,
        }),
      ),
    log: lastWords.log.warn,
  });
  const stop = (reason: string) => gather.stop(reason);
  const collector = parts.collector({
    onStop: (reason) => {
      stop(reason); // If it is the collector that has noticed.
      collector.end(reason, stopTimeoutMs).catch((error: unknown) => log.warn(messageOf(error)));
    },
    onReject: (reason) => stop(`rank 0 does not take itself: ${reason}`),
    onConnection: () => {},
  });
  onSignal(stop);
  collector.begin();
  collector.connect(await onceDescriptors(clock, parts.connect));
  if (durationMs !== undefined) {
    const over = new Condition(clock).until(() => false, durationMs);
    over
      .then(() => stop(`after ${durationMs / 1000} s`))
      .catch((error: unknown) => log.warn(messageOf(error)));
  }
  if (parts.hosted !== undefined)
    endWithBenchmark(parts.hosted, { clock, transport, gather, collector, stop, stopTimeoutMs }).catch(
      (error: unknown) => stop(messageOf(error)),
    );
  const announced = await parts
    .announce({
      port: transport.port,
      paths,
      onStop: stop,
      onBenchmark: (info) => gather.noteBenchmark(info),
      onAbsent: (absent) => gather.noteAbsent(absent),
    })
    .catch((error: unknown) => log.warn(`other ranks cannot learn where this one is: ${messageOf(error)}`));
  const line = announced?.line;
  if (line !== undefined) progress.listener((how: Progress) => line.tell({ op: 'progress', ...how }));
  const phase = await gather.finished;
  progress.end();
  const { problem } = gather.status('left out');
  // `rankstat run` hears it, too, and says it.
  const say = line === undefined ? log.info : log.detail;
  say(
    phase === 'done'
      ? `${gather.collected} hosts; ${paths.series}`
      : (problem ?? 'the file could not be made'),
  );
  await announced?.withdraw({ op: 'done', phase, problem, said: lastWords.said });
  collector.close();
  await gather.release(GRACE_MS);
  gather.close();
  return phase === 'done' ? EXIT.ok : EXIT.io;
}
