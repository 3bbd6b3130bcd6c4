import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Batch } from '../../src/gather/journal/batch.ts';
import { Contents } from '../../src/gather/journal/contents.ts';
import { roleOf } from '../../src/gather/journal/places.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { sourceNamed } from '../../src/procfs/registry.ts';
import type { Outgoing } from '../../src/rank/outbox.ts';
import { byeRecord, clockRecord, helloRecord } from '../../src/rank/own-records.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import { bareRecord, type OwnNote, PROTOCOL, parseJournalHead } from '../../src/wire/records.ts';
import { memberOf, rosterOf } from '../gather/members.ts';
import { JOB, NOON } from '../gather/scribe.ts';
import { ManualClock } from '../manual-clock.ts';
import { exampleInfo } from '../series/example.ts';

const SOURCES = ['diskstats', 'vmstat', 'loadavg'];
const COST = {
  cpu_user_seconds: 1,
  cpu_system_seconds: 0,
  wall_seconds: 9,
  max_rss_kb: 50_000,
  bytes_sent: 9000,
};

/** A job to be recorded: so many hosts with the same devices, so many ticks, one a second. */
export interface Recorded {
  readonly hosts: number;
  readonly ticks: number;
}

/**
 * Writes the journal of a job as ranks and rank 0 make it, but for the sockets between them: hosts `node0`, … have three
 * sources, whose numbers are others at each tick. The last host has another disk in mid-run.
 */
export async function recordJournal(
  directory: string,
  file: string,
  { hosts, ticks }: Recorded,
): Promise<void> {
  const clock = new ManualClock(NOON - 1000);
  const journal = await JournalWriter.create(file);
  const fails = (error: unknown) => {
    throw error;
  };
  const batch = new Batch({ clock, journal, onWritten: () => {}, onProblem: () => {}, onFault: fails });
  const contents = new Contents();
  const roster = rosterOf(hosts);
  let nth = 0;
  const note = (what: OwnNote) => {
    const head = { ...what, nth: ++nth };
    batch.add(bareRecord(head), undefined, roleOf(head));
  };
  const ranks = Array.from({ length: hosts }, (_, rank) => new MadeRank(directory, rank, clock));
  const send = (rank: number, records: readonly Outgoing[]) => {
    for (const record of records) {
      const head = parseJournalHead(record.head);
      if (!('seq' in head)) continue;
      const news = contents.whatIsNew(head, record);
      const role = news === record ? roleOf(head) : 'note';
      batch.add(news, { member: memberOf(roster, rank), seq: record.seq }, role);
    }
  };
  note({ type: 'job', protocol: PROTOCOL, time: clock.wall(), ...JOB, expected: hosts, hosts: [] });
  for (const [rank, made] of ranks.entries()) send(rank, made.begin(hosts - 1 === rank));
  await batch.flush();
  note({ type: 'start', start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin' });
  note({ type: 'benchmark', command: ['fio'], start: NOON, end: null, exit_code: null });
  batch.setPace('slow');
  clock.advance(1000);
  for (let tick = 0; tick < ticks; tick++) {
    for (const [rank, made] of ranks.entries()) send(rank, made.tick(tick));
    if (tick === 2) note({ type: 'mark', time: clock.wall(), label: 'epoch 1' });
    await batch.flush();
    clock.advance(1000);
  }
  const since_start_ms = clock.wall() - NOON;
  note({ type: 'benchmark', command: ['fio'], start: NOON, end: clock.wall(), exit_code: 0 });
  note({ type: 'stop', time: clock.wall(), since_start_ms, reason: 'the benchmark has ended' });
  for (const [rank, made] of ranks.entries()) send(rank, made.end());
  await batch.close();
  await journal.close();
}

class MadeRank {
  readonly #procfs: string;
  readonly #rank: number;
  readonly #clock: ManualClock;
  readonly #sender: Sender;
  readonly #sampler: Sampler;
  #hasSecondDisk = false;
  #getsSecondDisk = false;

  constructor(directory: string, rank: number, clock: ManualClock) {
    this.#procfs = path.join(directory, `proc${rank}`);
    this.#rank = rank;
    this.#clock = clock;
    this.#sender = new Sender(rank, 'abc123');
    mkdirSync(this.#procfs);
    const roots = { procfs: this.#procfs, sysfs: this.#procfs };
    const readers = SOURCES.map((name) => new SourceReader(sourceNamed(name)!, roots));
    this.#sampler = new Sampler(readers, clock, this.#sender);
  }

  begin(getsSecondDisk: boolean): readonly Outgoing[] {
    this.#getsSecondDisk = getsSecondDisk;
    const host = { hostname: `node${this.#rank}`, node: null, utc_offset_minutes: 0, required: SOURCES };
    const hello = helloRecord(this.#sender.next(), { time: this.#clock.wall(), ...host }, exampleInfo());
    this.#write(0);
    const baseline = this.#sampler.take({ kind: 'baseline' });
    return [hello, ...baseline, clockRecord(this.#sender.next(), { offsetMs: this.#rank, errorMs: 0.5 })];
  }

  tick(tick: number): readonly Outgoing[] {
    this.#hasSecondDisk = this.#getsSecondDisk && tick >= 5;
    this.#write(tick + 1);
    return this.#sampler.take({ kind: 'tick', tick, intervalMs: 1000, lateMs: 0.25, stride: 1 });
  }

  end(): readonly Outgoing[] {
    const records = this.#sampler.take({ kind: 'final' });
    const { samples } = this.#sampler;
    this.#sampler.close();
    const cost = { ...COST, samples, seconds_by_source: {} };
    return [...records, byeRecord(this.#sender.next(), this.#clock.wall(), 'the benchmark has ended', cost)];
  }

  #write(step: number): void {
    const value = 1000 * this.#rank + 7 * step;
    const disk = (name: string) => `   8 0 ${name} ${`${value} `.repeat(17)}\n`;
    const put = (name: string, text: string) => writeFileSync(path.join(this.#procfs, name), text);
    put('diskstats', disk('sda') + (this.#hasSecondDisk ? disk('sdb') : ''));
    put('vmstat', `pgpgin ${value}\npgpgout ${value + 1}\n`);
    put('loadavg', `0.${10 + (step % 90)} 0.20 0.30 1/${value} 11206\n`);
  }
}
