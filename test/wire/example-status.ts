import type { Status } from '../../src/wire/control.ts';

/** The status of a job of two hosts that samples every second; its tick 0 was at noon, 2026-11-25. */
export function exampleStatus(more: Partial<Status> = {}): Status {
  return {
    type: 'status',
    phase: 'sampling',
    expected: 2,
    ready: 2,
    ended: 0,
    samples: 8,
    refused: 0,
    interval_ms: 1000,
    started: Date.UTC(2026, 10, 25, 12),
    file: '/results/x.json',
    journal: '/results/x.journal',
    problem: null,
    hosts: null,
    ...more,
  };
}
