import { type Member, Roster } from '../../src/gather/roster.ts';
import { PROTOCOL, type RankRecord } from '../../src/wire/records.ts';

/** The id of the process of every rank here. */
export const ID = 'abc123';
const NOTHING = new Uint8Array(0);

/** A roster of so many ranks, on `host0` and so on, that have said hello at `now` (monotonic ms). */
export function rosterOf(count: number, now = 1000): Roster {
  const roster = new Roster(null, 1000);
  for (let rank = 0; rank < count; rank++) sayHello(roster, rank, now);
  return roster;
}

/** The connection of a rank. */
export function peerOf(rank: number): Buffer {
  return Buffer.from(`rank${rank}`);
}

/** Has a rank say hello. */
export function sayHello(roster: Roster, rank: number, now = 1000): void {
  const facts = {
    time: 0,
    protocol: PROTOCOL,
    hostname: `host${rank}`,
    node: null,
    utc_offset_minutes: 0,
    required: [],
  };
  take(roster, { type: 'hello', rank, id: ID, seq: 1, ...facts }, now);
}

/** Has a rank say bye. */
export function sayBye(roster: Roster, rank: number): void {
  const seq = memberOf(roster, rank).seq + 1;
  take(roster, { type: 'bye', rank, id: ID, seq, time: 0, reason: 'test' }, 1000);
}

/** The member that a rank is. */
export function memberOf(roster: Roster, rank: number): Member {
  const member = roster.member(rank);
  if (member === undefined) throw new Error(`rank ${rank} has not said hello`);
  return member;
}

function take(roster: Roster, record: RankRecord, now: number): void {
  const verdict = roster.judge(record, NOTHING, now);
  if (verdict !== 'accepted') throw new Error(JSON.stringify(verdict));
  roster.heardFrom(record, peerOf(record.rank));
}
