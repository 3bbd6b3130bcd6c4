import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRated, isRatedMember } from '../../../src/series/rated.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { isLustreState, lustreTotals, unusualStates } from '../../../src/series/totals/lustre.ts';
import { CLIENTS } from '../../procfs/clients.ts';
import { noonPlus } from '../example.ts';

const test = suite('totals of Lustre');

function sample(seconds: number, lustre?: Record<string, unknown>): Sample {
  return {
    timestamp: noonPlus(seconds),
    hostname: 'a',
    tick: seconds,
    ...(lustre === undefined ? {} : { lustre }),
  };
}

interface Made {
  readonly summed?: number;
  readonly rpcs?: number;
  readonly estimated?: number | bigint;
}

/** A file system of which so many bytes that were read and written are derived. */
function derived(
  read: number | bigint,
  written: number | bigint,
  { summed = 2, rpcs = 9, estimated = 0 }: Made = {},
) {
  return {
    osts: { found: 2, summed, read: 2 },
    rpcs: { read_rpcs: rpcs, write_rpcs: 5 },
    bytes: {
      read_bytes_derived: read,
      read_bytes_estimated: estimated,
      write_bytes_derived: written,
      write_bytes_estimated: 0,
    },
  };
}

const NOTHING = { read: null, written: null, appRead: null, appWritten: null };

test('what was derived and what was estimated, of all file systems, and the rates of that', () => {
  const before = sample(0, { fs1: derived(1_000_000, 0), scratch: derived(7, 7) });
  const after = sample(10, {
    fs1: derived(5_000_000, 20_000_000, { estimated: 1_000_000 }),
    scratch: derived(10, 7),
  });
  assert.equal(lustreTotals(before, after), { ...NOTHING, read: 5_000_003, written: 20_000_000 });
  const rates = ratesBetween(before, after, undefined);
  assert.equal([rates.lustre_read_mb_per_s, rates.lustre_write_mb_per_s], [0.5000003, 2]);
  assert.equal([rates.lustre_app_read_mb_per_s, rates.lustre_app_write_mb_per_s], [null, null]);
});

test('what was counted counts, and not beside it what was derived', () => {
  const both = (read: number) => ({
    ...derived(read + 9, 0),
    wire: { read_bytes: read, write_bytes: 2 * read },
  });
  const totals = lustreTotals(sample(0, { fs1: both(100) }), sample(10, { fs1: both(150) }));
  assert.equal(totals, { ...NOTHING, read: 50, written: 100 });
  // Of one side alone it is no difference.
  const half = lustreTotals(sample(0, { fs1: derived(9, 0) }), sample(10, { fs1: both(100) }));
  assert.equal(half, { ...NOTHING, read: 100, written: 0 });
});

test('what applications asked for, where a mount shows it', () => {
  const calls = (read: unknown, written: unknown) => ({
    fs1: { llite: { read_bytes: { calls: 1, bytes: read }, write_bytes: { calls: 1, bytes: written } } },
  });
  const totals = lustreTotals(sample(0, calls(5, 2n ** 63n)), sample(10, calls(5, 2n ** 63n + 3n)));
  assert.equal(totals, { ...NOTHING, appRead: 0, appWritten: 3 });
  assert.equal(lustreTotals(sample(0, calls(5, 5)), sample(10, calls(4, 5))), { ...NOTHING, appWritten: 0 });
});

test('a file system that came or went, whose targets became more, or whose counters began anew is left out', () => {
  const before = { fs1: derived(100, 100), gone: derived(1, 1), fs2: derived(5, 5) };
  const other = { fs2: derived(6, 7), come: derived(1, 1) };
  const of = (fs1: unknown) => lustreTotals(sample(0, before), sample(10, { ...other, fs1 }));
  const rest = { ...NOTHING, read: 1, written: 2 };
  assert.equal(of(derived(101, 102)), { ...rest, read: 2, written: 4 });
  assert.equal(of(derived(900, 900, { summed: 3 })), rest);
  // Cleared, though more has been done since than before.
  assert.equal(of(derived(900, 900, { rpcs: 8 })), rest);
  assert.equal(of(derived(50, 102)), { ...rest, written: 4 });
  assert.equal(of(derived(101, 102, { estimated: -1 })), { ...rest, written: 4 });
});

test('where nothing is known there is nothing', () => {
  const some = sample(0, { fs1: derived(1, 1) });
  for (const none of [sample(1), sample(1, {}), sample(1, { fs1: 7 }), sample(1, { fs1: { osts: 1 } })]) {
    assert.equal(lustreTotals(some, none), NOTHING);
    assert.equal(lustreTotals(none, some), NOTHING);
  }
});

test('rates are made of it, of nothing else', () => {
  const tree = JSON.parse(readFileSync(path.join(CLIENTS, 'lustre-2.10-proc/expected.json'), 'utf8'));
  const rated: string[] = [];
  const walk = (value: unknown, keys: readonly string[]) => {
    if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) walk(member, [...keys, key]);
    else if (isRatedMember('lustre', keys)) rated.push(keys.join('.'));
  };
  walk({ fs1: tree.lustre.fs1 }, []);
  assert.equal(rated, [
    'fs1.osts.summed',
    'fs1.rpcs.read_rpcs',
    'fs1.rpcs.write_rpcs',
    'fs1.bytes.read_bytes_derived',
    'fs1.bytes.read_bytes_estimated',
    'fs1.bytes.write_bytes_derived',
    'fs1.bytes.write_bytes_estimated',
    'fs1.wire.read_bytes',
    'fs1.wire.write_bytes',
    'fs1.llite.read_bytes.bytes',
    'fs1.llite.write_bytes.bytes',
  ]);
  assert.ok(isRated('lustre', 'fs1 llite read_bytes', 'bytes'));
  assert.not(isRated('lustre', 'fs1 llite read_bytes', 'calls'));
  assert.not(isRated('lustre', 'fs1 pages_per_rpc 256', 'read_rpcs'));
});

test('states of targets that are neither in use nor idle', () => {
  const lustre = {
    fs1: { ost_states: { full: 3, idle: 2, evicted: 1, disconn: 0 }, mdt_states: { full: 0, recover: 1n } },
    fs2: { ost_states: { full: 1 } },
    odd: 7,
  };
  assert.equal(unusualStates(sample(0, lustre)), [
    { fileSystem: 'fs1', targets: 'OSTs', state: 'evicted' },
    { fileSystem: 'fs1', targets: 'MDTs', state: 'recover' },
  ]);
  assert.equal(unusualStates(sample(0)), []);
  const keys = ['fs1', 'mdt_states', 'full'];
  assert.equal([isLustreState('lustre', keys), isLustreState('nfs', keys)], [true, false]);
  assert.not(isLustreState('lustre', ['ost_states', 'rpcs']));
});

test.run();
