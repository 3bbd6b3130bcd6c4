import { readFileSync } from 'node:fs';
import { readResult } from '../../src/result/read-result.ts';
import type { BenchmarkResult } from '../../src/result/result.ts';

/** The bytes of a file of `test/fixtures/results`. */
export function fixtureBytes(file: string): Uint8Array {
  return readFileSync(`test/fixtures/results/${file}`);
}

/** What is read of it, on a host whose local time is an hour before UTC. */
export function fixtureResult(file: string): BenchmarkResult {
  return readResult(fixtureBytes(file), { utcOffsetMinutes: 60 });
}

/** What is read of a text, written in UTC. */
export function resultOf(text: string): BenchmarkResult {
  return readResult(Buffer.from(text), { utcOffsetMinutes: 0 });
}

/** A moment of the time in fixtures, which is an hour before UTC, ms since 1970. */
export function at(time: string): number {
  return Date.parse(`2026-11-25T${time}+01:00`);
}

export function counted(bytes: bigint) {
  return { least: bytes, most: bytes, basis: 'counted' };
}

export function planned(bytes: bigint) {
  return { least: bytes, most: bytes, basis: 'planned' };
}
