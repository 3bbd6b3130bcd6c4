import type { Failure, Rendezvous } from '../../../../src/launch/rendezvous/file/content.ts';

const ABOUT = {
  version: 1,
  pid: 4711,
  hostname: 'node1',
  boot_id: '6f0c9b3e-1a2b-4c3d-8e9f-001122334455',
  started: '2026-11-25T03:27:18.000Z',
  job_id: '5',
} as const;

/** A rendezvous file of this launch. */
export function content(key: string): Rendezvous {
  return {
    ...ABOUT,
    key,
    secret: 'A'.repeat(43),
    addresses: [{ host: '198.18.0.11', port: 40001 }],
    file: '/results/ior_20261125_032718_timeseries.json',
  };
}

/** That of a rank 0 that cannot gather. */
export function failure(key: string): Failure {
  return { ...ABOUT, key, failure: 'no port is free' };
}
