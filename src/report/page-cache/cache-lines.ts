import { amountText } from '../metrics/short.ts';
import {
  type AskedFor,
  type CacheAnswer,
  type Flow,
  LEAST,
  type StorageOfHosts,
  slackOf,
} from './answers.ts';
import type { Bounds } from './windows.ts';

const MOST_STORAGE = 3;
const MOST_PHASES = 8;
const MOST_REASONS = 3;

/** What to do so that it is known. */
export const NAME_IT =
  'what came from the page cache is told where the storage under test is named: run --target PATH';

/** The page-cache question and its answers: the storage under test, what was read and written of it, for run and phases. */
export function cacheLines(answers: readonly CacheAnswer[]): string[] {
  const [whole, ...phases] = answers;
  if (whole === undefined) return [];
  const ofPhases = phases.map((answer) => flowLines(answer).map((line) => `${answer.label}: ${line}`));
  const told = ofPhases.filter((lines) => lines.length > 0);
  const more = told.length - MOST_PHASES;
  return [
    underTest(whole),
    ...flowLines(whole),
    ...(isAskedUnknown(whole) ? ['how much of it applications asked for is not known: see --result'] : []),
    ...told.slice(0, MOST_PHASES).flat(),
    ...(more > 0 ? [`and ${more} more phases: see --json`] : []),
  ].map((line) => `  ${line}`);
}

/** Whether something was moved, or is not seen, and nobody says how much of it was asked for. */
function isAskedUnknown({ read, written, storage }: CacheAnswer): boolean {
  const isMoved = ({ asked, delivered }: Flow) => asked === null && (delivered?.most ?? 0) >= LEAST;
  const isUnseen =
    storage.some(({ kind }) => kind === 'blind') && read.asked === null && written.asked === null;
  return isUnseen || isMoved(read) || isMoved(written);
}

function underTest({ storage, cache_grown, cache_of }: CacheAnswer): string {
  const named = storage.slice(0, MOST_STORAGE).map(storageText);
  const more = storage.length - named.length;
  const all = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  const whose = cache_of === null ? '' : ` of the ${cache_of}`;
  const grown =
    cache_grown === null || Math.abs(cache_grown) < LEAST
      ? ''
      : `; the page cache${whose} ${cache_grown > 0 ? 'grew' : 'shrank'} by ${amount(Math.abs(cache_grown))}`;
  return `under test: ${all}${grown}`;
}

function storageText({ mount, type, kind, disks, guessed }: StorageOfHosts): string {
  const on = disks.length === 0 || type === 'disk' ? '' : ` on ${disks.slice(0, MOST_STORAGE).join(', ')}`;
  const what = kind === 'memory' ? `${type}: it is memory, and nothing of it goes to a disk` : `${type}${on}`;
  return `${mount} (${what})${guessed ? ', by the command line' : ''}`;
}

function flowLines(answer: CacheAnswer): string[] {
  const { read, written, storage } = answer;
  if (storage.every(({ kind }) => kind === 'memory')) return memoryLines(answer);
  const lines = [readLine(read, answer), writtenLine(written, answer)];
  return lines.filter((line) => line !== undefined);
}

function memoryLines({ read, written }: CacheAnswer): string[] {
  return [askedText(read.asked, 'read'), askedText(written.asked, 'written')].filter(
    (line) => line !== undefined,
  );
}

function readLine({ asked, delivered, difference }: Flow, answer: CacheAnswer): string | undefined {
  const said = askedText(asked, 'read');
  if (said === undefined && (delivered === null || delivered.most < LEAST)) return undefined;
  const from = deliveredText(answer, delivered, 'received');
  const parts = [said, from, whence(asked, difference), withheld(answer, 'read')];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** Where the rest came from. What the storage read ahead, or gave to others, hides as much that came from the page cache. */
function whence(asked: AskedFor | null, difference: Flow['difference']): string | undefined {
  if (asked === null || difference === null) return undefined;
  const slack = slackOf(asked.least);
  const { least, most } = difference;
  if (least > slack) {
    // Whatever they read is in it.
    if (most === null)
      return `about ${amount(least)} came from elsewhere: the page cache, pipes, sockets, other files`;
    return `${range({ least, most })} came from the page cache`;
  }
  if (most === null) return undefined;
  if (most < -slack) return `${range({ least: -most, most: -least })} more: read ahead, for mmap() or others`;
  if (most <= slack) return 'no sign of the page cache';
  return `at most ${amount(most)} came from the page cache, but for what was read ahead or by others`;
}

function writtenLine({ asked, delivered, difference }: Flow, answer: CacheAnswer): string | undefined {
  const said = askedText(asked, 'written');
  if (said === undefined && (delivered === null || delivered.most < LEAST)) return undefined;
  const to = deliveredText(answer, delivered, 'sent');
  const { waiting } = answer;
  const parts = [said, to, ...left(asked, difference, waiting), withheld(answer, 'written')];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** What has not reached the storage: what waits, as far as that can be this, and what does not. */
function left(asked: AskedFor | null, difference: Flow['difference'], waiting: number | null): string[] {
  if (waiting === null) return [];
  if (asked === null || difference === null || difference.most === null)
    return waiting < LEAST ? [] : [`${amount(waiting)} of the host still waited (Dirty)`];
  const slack = slackOf(asked.least);
  const waits = Math.min(waiting, difference.most);
  const lost = difference.least - waiting;
  return [
    ...(difference.most > slack && waits >= LEAST ? [`at most ${amount(waits)} still waited (Dirty)`] : []),
    ...(lost > slack ? [`${amount(lost)} did neither: written again, removed before, or elsewhere`] : []),
  ];
}

function askedText(asked: AskedFor | null, done: 'read' | 'written'): string | undefined {
  if (asked === null || (asked.most ?? asked.least) < LEAST) return undefined;
  const size =
    asked.most === null ? `${amount(asked.least)} or more` : range({ least: asked.least, most: asked.most });
  const verb = done === 'read' ? 'read' : 'wrote';
  if (asked.by === 'client') return `applications ${verb} ${size}`;
  return asked.by === 'processes' ? `processes ${verb} ${size}` : `${asked.by} says ${size} ${done}`;
}

const WHO: readonly (readonly [StorageOfHosts['kind'], string])[] = [
  ['disk', 'the disks'],
  ['nfs', 'NFS servers'],
  ['lustre', 'Lustre servers'],
];

/** What the storage did; of what is not seen, what the network did, which is not the same. */
function deliveredText(
  { storage, network }: CacheAnswer,
  delivered: Bounds | null,
  carried: 'received' | 'sent',
): string | undefined {
  if (delivered !== null) {
    const who = WHO.flatMap(([kind, name]) => (storage.some((one) => one.kind === kind) ? [name] : [])).join(
      ' and ',
    );
    return carried === 'received'
      ? `${who} delivered ${range(delivered)}`
      : `${range(delivered)} reached ${who}`;
  }
  if (network === null) return 'what the storage did is not known';
  const [net, rdma] = [network[carried], network[`rdma_${carried}`]];
  const parts = [
    ...(net === null || net < LEAST ? [] : [`network cards ${carried} ${amount(net)}`]),
    ...(rdma === null || rdma < LEAST ? [] : [`RDMA ports ${carried} ${amount(rdma)}`]),
  ];
  return parts.length === 0 ? undefined : `${parts.join(', ')}, for whatever the hosts did`;
}

/** Why nothing is said of the difference. */
function withheld({ no_difference }: CacheAnswer, direction: 'read' | 'written'): string | undefined {
  const reasons = no_difference[direction];
  if (reasons.length === 0) return undefined;
  const more = reasons.length - MOST_REASONS;
  const shown = [...reasons.slice(0, MOST_REASONS), ...(more > 0 ? [`and ${more} more reasons`] : [])];
  return `no difference is told: ${shown.join(', ')}`;
}

function range({ least, most }: Bounds): string {
  const [low, high] = [amount(least), amount(most)];
  return low === high ? high : `${low} to ${high}`;
}

/** @param bytes as decimal units */
function amount(bytes: number): string {
  return amountText(bytes / 1e6);
}
