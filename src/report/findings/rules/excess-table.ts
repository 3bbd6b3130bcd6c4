import { amountText } from '../../metrics/short.ts';
import { percent, shareWord } from '../engine/words.ts';
import type { Excess } from './excess.ts';

/** What hosts should have next to nothing of: causes before symptoms. */
export const EXCESSES: readonly Excess[] = [
  {
    cause: 'steal',
    metrics: ['cpu_steal_percent'],
    ...{ unit: '%', least: 0.4, leastInBurst: 2, severe: 10, spread: 0.05, word: 'steal' },
    say: ({ who, its, mean }) => `${who} lost ${shareWord(mean)} ${its} CPU time to ${its} hypervisor`,
  },
  {
    cause: 'quota',
    metrics: ['job_throttled_percent'],
    ...{ unit: '%', least: 2, leastInBurst: 10, severe: 20, spread: 0.5, word: 'throttled' },
    say: ({ who, its, was, mean }) =>
      `${who} ${was} held back by ${its} CPU quota ${percent(mean)} of the time`,
  },
  {
    cause: 'thermal',
    metrics: ['cpu_thermal_percent'],
    ...{ unit: '%', least: 0.5, leastInBurst: 3, severe: 20, spread: 0.1, word: 'thermal throttling' },
    say: ({ who, was, mean }) => `${who} ${was} too hot: a core ran slower ${percent(mean)} of the time`,
  },
  {
    cause: 'swap',
    metrics: ['swap_out_mb_per_s', 'swap_in_mb_per_s'],
    ...{ unit: 'MB/s', least: 0.1, leastInBurst: 1, severe: 5, spread: 0.02, word: 'in and out' },
    say: ({ who, mean, seconds }) => `${who} swapped ${amountText(mean * seconds)}`,
  },
  {
    cause: 'memory',
    metrics: ['pressure_memory_percent'],
    ...{ unit: '%', least: 3, leastInBurst: 10, severe: 30, spread: 0.5, word: '' },
    say: ({ who, mean }) => `programs on ${who} waited for memory ${percent(mean)} of the time`,
  },
  {
    cause: 'drops',
    metrics: ['net_drops_per_s'],
    ...{ unit: 'packets/s', least: 0.5, leastInBurst: 5, severe: 100, spread: 0.1, word: 'drops' },
    say: ({ who, mean, seconds }) => `${who} threw away ${count(mean * seconds, 'packet')} of the network`,
  },
  {
    cause: 'errors',
    metrics: ['net_errors_per_s'],
    ...{ unit: 'packets/s', least: 0.02, leastInBurst: 1, severe: 10, spread: 0.01, word: 'errors' },
    say: ({ who, its, mean, seconds }) =>
      `${who} had ${count(mean * seconds, 'damaged packet')} on ${its} network`,
  },
  {
    cause: 'errors',
    metrics: ['rdma_errors_per_s'],
    ...{ unit: '1/s', least: 0.02, leastInBurst: 1, severe: 10, spread: 0.01, word: 'errors' },
    say: ({ who, its, mean, seconds }) => `${who} had ${count(mean * seconds, 'error')} of ${its} RDMA ports`,
  },
  {
    cause: 'retransmits',
    metrics: ['nfs_retransmits_per_s'],
    ...{ unit: '1/s', least: 0.2, leastInBurst: 1, severe: 5, spread: 0.05, word: 'retransmits' },
    say: ({ who, mean, seconds }) => `${who} sent ${count(mean * seconds, 'request')} of NFS again`,
  },
  {
    cause: 'retransmits',
    metrics: ['tcp_retransmits_per_s'],
    ...{ unit: '1/s', least: 2, leastInBurst: 20, severe: 100, spread: 0.5, word: 'retransmits' },
    say: ({ who, mean, seconds }) => `${who} sent ${count(mean * seconds, 'segment')} of TCP again`,
  },
];

/** What there was of it at all is one at least. */
function count(value: number, what: string): string {
  const whole = Math.max(1, Math.round(value));
  return `${whole.toLocaleString('en')} ${what}${whole === 1 ? '' : 's'}`;
}
