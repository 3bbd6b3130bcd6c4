import { Numbers } from '../../src/exact/numbers.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { Packer } from '../../src/wire/pack.ts';
import {
  encodeHead,
  type JobFacts,
  type JobRecord,
  type JournalRecord,
  PROTOCOL,
  type RecordBytes,
} from '../../src/wire/records.ts';

/** 2026-11-25T12:00:00.000Z */
export const NOON = Date.UTC(2026, 10, 25, 12);

const NOTHING = new Uint8Array(0);

/** What is known of a job of two hosts that samples every second. */
export const JOB: JobFacts = {
  version: '1.2.3',
  interval_ms: 1000,
  method: 'mpi',
  benchmark_type: 'training',
  launcher: 'slurm',
  job_id: '7',
  step_id: '0',
  expected: 2,
  hosts: ['node1', 'node2'],
};

/** A record of the gather's own. */
export function note(head: JournalRecord): RecordBytes {
  return { head: encodeHead(head), body: NOTHING };
}

/** The first record of a journal: one second, three hosts. */
export function job(more: Partial<JobRecord> = {}): RecordBytes {
  return note({
    type: 'job',
    nth: 1,
    protocol: PROTOCOL,
    time: NOON - 1500,
    ...JOB,
    ...more,
  });
}

/** Tick 0 at noon. */
export function start(on_full: 'thin' | 'stop' | 'ring' = 'thin', max_samples = 3600): RecordBytes {
  return note({ type: 'start', nth: 2, start: NOON, interval_ms: 1000, max_samples, on_full });
}

export function stopAt(second: number): RecordBytes {
  const reason = 'the benchmark has ended';
  return note({ type: 'stop', nth: 9, time: NOON + second * 1000, since_start_ms: second * 1000, reason });
}

const KEYS = Buffer.from(JSON.stringify({ names: ['MemTotal', 'MemFree'], columns: 1 }));
const KEY = layoutKey('meminfo', KEYS);

/** Writes the records of one rank whose only source is meminfo with the keys MemTotal and MemFree, in kB. */
export class Scribe {
  readonly #rank: number;
  readonly #id: string;
  readonly #hostname: string;
  #seq = 0;
  #base = 0;
  #before = new Numbers();

  constructor(rank: number, hostname: string, id = 'abc123') {
    this.#rank = rank;
    this.#hostname = hostname;
    this.#id = id;
  }

  hello(): RecordBytes[] {
    const facts = {
      protocol: PROTOCOL,
      hostname: this.#hostname,
      node: null,
      utc_offset_minutes: 60,
      required: ['meminfo'],
    };
    return [
      { head: encodeHead({ type: 'hello', ...this.#stamp(), time: NOON - 1000, ...facts }), body: NOTHING },
      {
        head: encodeHead({ type: 'layout', ...this.#stamp(), source: 'meminfo', key: KEY }),
        body: KEYS,
      },
    ];
  }

  /** A sample with this much memory free. `tick` at noon plus so many seconds; null: baseline or final. */
  sample(
    tick: number | null,
    free: bigint,
    more: {
      kind?: 'baseline' | 'final';
      time?: number;
      stride?: number;
      step?: number;
      late?: number;
      errors?: Record<string, string>;
    } = {},
  ): RecordBytes {
    const numbers = new Numbers();
    numbers.pushExact(2n ** 64n - 1n);
    numbers.pushExact(free);
    const packer = new Packer();
    packer.begin();
    if (this.#base === 0) packer.key(numbers);
    else packer.delta(numbers, this.#before);
    this.#before = numbers;
    const base = this.#base;
    const stamp = this.#stamp();
    this.#base = stamp.seq;
    const { time = NOON + (tick ?? -1) * 1000, stride, ...rest } = more;
    const head = encodeHead({
      type: 'samples',
      ...stamp,
      base,
      ...(base === 0 && { layouts: [['meminfo', KEY, 2]] }),
      ...(stride !== undefined && { stride }),
      taken: [{ time, tick, ...(tick !== null && { late: 0.25 }), ...rest }],
    });
    return { head, body: packer.end() };
  }

  /** Stands for samples that the outbox dropped; the next sample is a key sample. */
  lost(samples: number): RecordBytes {
    this.#base = 0;
    const from = this.#seq + 1;
    this.#seq += samples;
    const seq = this.#seq;
    return note({ type: 'lost', rank: this.#rank, id: this.#id, seq, from, samples });
  }

  bye(second: number, reason = 'the benchmark has ended'): RecordBytes {
    const overhead = {
      cpu_user_seconds: 0.05,
      cpu_system_seconds: 0.01,
      wall_seconds: 4,
      max_rss_kb: 46_000,
      bytes_sent: 2000,
      samples: 5,
      seconds_by_source: { meminfo: 0.001 },
    };
    return {
      head: encodeHead({ type: 'bye', ...this.#stamp(), time: NOON + second * 1000, reason }),
      body: Buffer.from(JSON.stringify(overhead)),
    };
  }

  clock(offset_ms: number, error_ms: number): RecordBytes {
    return note({ type: 'clock', ...this.#stamp(), offset_ms, error_ms });
  }

  #stamp() {
    this.#seq++;
    return { rank: this.#rank, id: this.#id, seq: this.#seq };
  }
}

/** Writes a journal of these records. */
export async function journalOf(path: string, records: readonly RecordBytes[]): Promise<void> {
  const journal = await JournalWriter.create(path);
  await journal.append(records);
  await journal.close();
}
