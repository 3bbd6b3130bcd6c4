import type { Cause } from '../finding.ts';
import { differs } from './differs.ts';
import { excesses } from './excess.ts';
import { EXCESSES } from './excess-table.ts';
import { fullCore } from './full-core.ts';
import { blind, clock, silent } from './ledger.ts';
import { oom } from './oom.ts';
import { pageCache } from './page-cache.ts';
import { portFull } from './port-full.ts';
import type { Rule } from './rule.ts';
import { slowMount } from './slow-mount.ts';
import { slowPhase } from './slow-phase.ts';
import { hostStall, stall } from './stall.ts';
import { unlikes } from './unlike.ts';
import { UNLIKES } from './unlike-table.ts';

/** All that is looked for. */
export const RULES: readonly Rule[] = [
  oom,
  silent,
  ...EXCESSES.map(
    (excess): Rule =>
      (look) =>
        excesses(look, excess),
  ),
  fullCore,
  slowMount,
  portFull,
  ...UNLIKES.map(
    (unlike): Rule =>
      (look) =>
        unlikes(look, unlike),
  ),
  hostStall,
  stall,
  slowPhase,
  pageCache,
  clock,
  differs,
  blind,
];

/** Causes before symptoms: of the same severity, and of one host, the first is what is said. */
export const ORDER: readonly Cause[] = [
  ...(['oom', 'silent', 'swap', 'steal', 'thermal', 'quota', 'memory', 'stall', 'port full'] as const),
  ...(['drops', 'errors', 'retransmits', 'full core', 'slow mount', 'slow disk', 'busy'] as const),
  ...(['slow storage', 'slow writer', 'slow reader', 'slow network', 'slow phase', 'idle'] as const),
  ...(['page cache', 'clock', 'benchmark', 'differs', 'blind'] as const),
];
