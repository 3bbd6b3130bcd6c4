import path from 'node:path';
import type { GatherAddress } from '../launch/rendezvous/broker/messages.ts';
import { someOf } from '../system/text/some-of.ts';
import type { Done, Known } from './heard.ts';

/** The progress line while they start. */
export function starting({ progress: { ready, expected } }: Known): string {
  if (ready === 0 && expected === null) return 'rankstat: the collectors start …';
  return `rankstat: ${ready} of ${expected ?? '?'} hosts ready …`;
}

/** All hosts are there. */
export function allReady({ progress: { ready, expected }, gather }: Known, ms: number): string {
  const where = gather === undefined ? '' : `; ${gather.file}`;
  return `${ready} of ${expected ?? '?'} hosts ready after ${inSeconds(ms)}${where}`;
}

/** Hosts are missing when the benchmark starts. */
export function notAllReady({ progress: { ready, expected, missing = [] } }: Known, ms: number): string {
  const starts = `${ready} of ${expected ?? '?'} hosts ready after ${inSeconds(ms)}; the benchmark starts`;
  const unnamed = missing.every((name) => name.startsWith('unknown#'));
  return unnamed ? starts : `${starts}; ${someOf(missing, MOST_NAMED)} did not come`;
}

/** There are no collectors at all. */
export function nothingStarted(problem: string): string {
  return `nothing is recorded, the benchmark runs all the same: ${problem}`;
}

/** Rank 0 has hung up before all hosts were ready. */
export function rank0Lost({ gather }: Known): string {
  const where = gather === undefined ? '' : ` on ${gather.hostname}`;
  return `rank 0${where} has ended without a word: what comes now is not recorded, the benchmark runs all the same`;
}

/** They have ended before they were told to. */
export function endedEarly({ gather, done, launcherEnd }: Known): string {
  if (done?.phase === 'done') {
    const file = gather === undefined ? '' : `; what came before is in ${gather.file} on ${gather.hostname}`;
    return `the collectors were stopped: what comes now is not recorded${file}`;
  }
  // Those that a killed launcher has started can go on without it.
  if (done === undefined && gather === undefined && launcherEnd?.startsWith('SIG'))
    return `no collector was heard before their launcher ended: ${launcherEnd}; the benchmark runs all the same`;
  if (done === undefined && gather === undefined)
    return nothingStarted(`their launcher ended: ${launcherEnd}`);
  const problem = done === undefined ? `their launcher ended: ${launcherEnd}` : (done.problem ?? NO_REASON);
  return gather === undefined
    ? `no series file will come, the benchmark runs all the same: ${problem}`
    : `the collectors have ended, what comes now is not recorded: ${problem}`;
}

/** No rank 0 was ever heard. */
export function nothingRecorded({ done }: Known): string {
  if (done !== undefined) return `there is no series file: ${done.problem ?? NO_REASON}`;
  const written =
    'what one has written by itself is in the results directory, *_timeseries.json or *_timeseries.journal';
  return `rank 0 was not heard, and no series file is known of; ${written}: see rankstat recover --help`;
}

/** The last line of a run: where the file is, and what to do with it. */
export function nextCommand(file: string): string {
  const word = /^[\w./:@%+=,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  return `${file}; for a page with charts: rankstat report ${word}`;
}

/** The file is written, where this host does not see it. */
export function fileElsewhere({ file, hostname }: GatherAddress): string {
  return `${file} is on ${hostname}`;
}

/**
 * There is no file, for all that is known here.
 * @param rank0 what has become of it, if it did not say how the job has ended
 */
export function noFile(gather: GatherAddress, done: Done | undefined, rank0: 'ended' | 'silent'): string {
  const { hostname, file, journal } = gather;
  const samples = `the samples are in ${journal}: see rankstat recover --help`;
  if (done !== undefined) return `on ${hostname}: ${done.problem ?? `${NO_REASON}; ${samples}`}`;
  if (rank0 === 'silent') return `on ${hostname}: rank 0 does not answer; ${samples}`;
  return `on ${hostname}: rank 0 ended without a last word, and ${file} is not seen from here; if it is not there, ${samples}`;
}

/** Rank 0 was killed, or does not answer, after it had made the file: what else it makes of the journal may not be there. */
export function fileOnly({ hostname, file, journal }: GatherAddress): string {
  const tables = `rankstat convert --to parquet --hosts-per-file 256 -o DIR ${journal}`;
  return `on ${hostname}: rank 0 did not come to its end; ${file} is whole, and ${journal} is left; if a data set was wanted, too: ${tables}`;
}

/** The launcher does not end though rank 0 has, and all collectors were told to. @param ms until it is killed */
export function launcherWaits({ gather, done }: Known, ms: number): string {
  // Rank 0 names each host that it has not heard to the end.
  if (gather !== undefined && done?.phase === 'done' && done.said.length === 0) {
    return `the launcher of the collectors has not ended, though all hosts have said goodbye: it is killed in ${ms / 1000} s if it has not by then; all is in ${gather.file}`;
  }
  const what = `the launcher of the collectors still waits for a host that is cut off or stands still; if it does in ${ms / 1000} s, it is killed`;
  return gather === undefined ? what : `${what}; ${ownJournals(gather)}`;
}

/** Where the samples will be found by someone who does not wait for them. */
export function whereabouts({ gather }: Pick<Known, 'gather'>): string {
  if (gather === undefined) return 'No rank 0 was heard';
  const { file, journal, hostname } = gather;
  return `On ${hostname}, ${file} may still come; if not: rankstat recover ${journal}`;
}

/** What hosts that rank 0 did not hear have left, and what to do with it. */
function ownJournals({ journal }: GatherAddress): string {
  const theirs = path.join(path.dirname(journal), '*_rank*_timeseries.journal');
  return `what the host leaves is in ${theirs}: rankstat recover -o FILE ${journal} and that`;
}

/** Hosts named in a message. */
const MOST_NAMED = 10;
const NO_REASON = 'rank 0 gave no reason';

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
