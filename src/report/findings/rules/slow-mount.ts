import { grouped } from '../../../system/grouped.ts';
import type { Thing } from '../../observed/observed.ts';
import { FEW_HOSTS, type Look } from '../engine/look.ts';
import { normalOf } from '../engine/outliers.ts';
import { named, times } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

/** Of operations with fewer than this nothing can be told. */
const LEAST_OPERATIONS = 50;
/** A slow one takes so many times as long as the host's other mounts, and so many ms more. */
const FACTOR = 1.5;
const MORE_MS = 0.3;
/** Mounts are compared if they do this part of the operations of the busiest: what is hardly used waits for nobody. */
const LEAST_USE = 0.3;

interface Slow {
  readonly host: number;
  readonly mount: string;
  readonly ms: number;
  readonly normal: number;
}

/** One of several mounts of NFS that answers much slower than the others: on all hosts it is its server, on one the host. */
export const slowMount: Rule = (look) => {
  const slow = look.observed.things.flatMap((things, host) => slowOf(host, things));
  const byMount = grouped(slow, ({ mount }) => mount);
  return [...byMount].flatMap(([mount, found]): Candidate[] => {
    const [worst] = [...found].sort((a, b) => b.ms - a.ms);
    const having = look.observed.things.filter((things) => things.some(({ name }) => name === mount)).length;
    if (worst === undefined) return [];
    const isAll = found.length > having / 2 && having > 1;
    if (!isAll && !isOdd(look, mount, found)) return [];
    const hosts = found.map(({ host }) => look.nameOf(host));
    const middle = normalOf(found.map(({ ms }) => ms))?.median ?? worst.ms;
    const normal = normalOf(found.map((one) => one.normal))?.median ?? worst.normal;
    const isFew = !isAll && look.sampled < FEW_HOSTS && look.sampled > 1;
    const unsure = isFew ? ': too few hosts to be sure that it is not the server' : '';
    const who = isAll ? whoOf(found.length, having, look.sampled) : named(hosts);
    return [
      {
        ...{ cause: 'slow mount', severity: 'warning', phase: null, time: null, value: middle, normal },
        hosts: isAll ? [] : hosts,
        weight: middle / normal,
        text: `${mount} answered ${who} slowly: ${middle.toFixed(1)} ms an operation, ${times(middle, normal)} as long as other mounts (${normal.toFixed(1)} ms)${unsure}.`,
        evidence: found.slice(0, 5).map(({ host, ms }) => `${look.nameOf(host)}: ${ms.toFixed(1)} ms`),
        chart: { metric: 'nfs_await_ms', hosts: isAll ? [] : hosts, time: null },
      },
    ];
  });
};

function whoOf(found: number, having: number, all: number): string {
  if (found < having) return `${found} of ${having} hosts`;
  const whole = having === 2 ? 'both hosts' : `all ${having} hosts`;
  return having < all ? `${whole} that have it` : whole;
}

function slowOf(host: number, things: readonly Thing[]): Slow[] {
  const all = things.filter(({ kind }) => kind === 'mount');
  const most = Math.max(0, ...all.map(({ amounts }) => amounts[0] ?? 0));
  const least = Math.max(LEAST_OPERATIONS, LEAST_USE * most);
  const mounts = all.filter(({ amounts }) => (amounts[0] ?? 0) >= least);
  return mounts.flatMap((mount) => {
    const others = mounts.filter((one) => one !== mount).map(({ means }) => means[0] ?? Number.NaN);
    const normal = normalOf(others)?.median ?? Number.NaN;
    const ms = mount.means[0] ?? Number.NaN;
    return ms >= FACTOR * normal && ms - normal >= MORE_MS ? [{ host, mount: mount.name, ms, normal }] : [];
  });
}

/** Whether it is slow there and not on the other hosts. */
function isOdd({ observed: { things } }: Look, mount: string, found: readonly Slow[]): boolean {
  const slow = new Set(found.map(({ host }) => host));
  const others = things.flatMap((all, host) =>
    slow.has(host) ? [] : all.filter(({ kind, name }) => kind === 'mount' && name === mount),
  );
  const normal = normalOf(others.map(({ means }) => means[0] ?? Number.NaN))?.median;
  return normal === undefined || found.every(({ ms }) => ms >= FACTOR * normal);
}
