import * as v from 'valibot';
import { amountOf, moved, sumOfAmounts } from '../amounts.ts';
import { spanOf, timeOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, Printed, ReadOptions, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';

/** A block, an evaluation or a checkpoint of an epoch, or an epoch that has none; with its times as they are written. */
export interface EpochPart {
  readonly label: string;
  readonly start: string;
  readonly end: string;
  /** GiB/s, of checkpoints only, and seconds. */
  readonly throughput: number | undefined;
  readonly duration: number | undefined;
}

/** The parts that have ended; `isDlio` is whether it can be what DLIO writes though it has none. */
export interface EpochParts {
  readonly parts: readonly EpochPart[];
  readonly isDlio: boolean;
}

const MAX_TIME_CHARS = 40;
const timeText = v.pipe(v.string(), v.maxLength(MAX_TIME_CHARS));
const timed = v.looseObject({
  start: timeText,
  end: timeText,
  throughput: v.unknown(),
  duration: v.unknown(),
});
const MAX_LABEL_CHARS = 100;
const label = v.pipe(v.string(), v.maxLength(MAX_LABEL_CHARS));
/** Epoch → its start and end, and `block1`, `eval`, `save_ckpt1`, … with theirs. */
const epochs = v.record(label, v.record(label, v.unknown()));

const GIB = 2 ** 30;
/** So many halves of a double's last digit may two roundings have cost: a quotient, and our product of it. */
const DOUBLE_DIGITS = 50;

/**
 * The parts of DLIO's `{rank}_per_epoch_stats.json`, of older ones `per_epoch_stats.json`; undefined if it is none. An epoch
 * is shown by its blocks, evaluation and checkpoints; as a whole if it has none.
 * @see https://github.com/argonne-lcf/dlio_benchmark, utils/statscounter.py (per_epoch_stats)
 */
export function epochParts(json: unknown): EpochParts | undefined {
  const { success, output } = v.safeParse(epochs, json);
  if (!success) return undefined;
  const parts = Object.entries(output).flatMap(([epoch, members]) => {
    const inner = Object.entries(members).flatMap(([name, part]) => partOf(`epoch ${epoch} ${name}`, part));
    return inner.length > 0 ? inner : partOf(`epoch ${epoch}`, members);
  });
  // While it generates data, DLIO has no epochs; one that was killed has ended none.
  const isDlio = parts.length > 0 || Object.values(output).every(({ start }) => typeof start === 'string');
  return { parts, isDlio };
}

function partOf(name: string, part: unknown): EpochPart[] {
  const { success, output } = v.safeParse(timed, {
    throughput: undefined,
    duration: undefined,
    ...objectOf(part),
  });
  if (!success) return [];
  const { start, end, throughput, duration } = output;
  return [{ label: name, start, end, throughput: numberOf(throughput), duration: numberOf(duration) }];
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** What one rank says of its epochs; undefined if it is none of these files, or one without an epoch. */
export function dlioEpochs(json: unknown, { utcOffsetMinutes }: ReadOptions): BenchmarkResult | undefined {
  const names = Object.keys(objectOf(json));
  const found = names.length > 0 && names.every((name) => /^\d+$/.test(name)) ? epochParts(json) : undefined;
  if (!found?.isDlio) return undefined;
  const phases = found.parts.map((part) => phaseOf(part, utcOffsetMinutes));
  const starts = phases.flatMap(({ start }) => start ?? []);
  const ends = phases.flatMap(({ end }) => end ?? []);
  const { read, written } = {
    read: phases.filter(({ label: name }) => isCheckpoint(name, 'load')).map((phase) => phase.read),
    written: phases.filter(({ label: name }) => isCheckpoint(name, 'save')).map((phase) => phase.written),
  };
  // Blocks read what nobody has counted: what is read of checkpoints is not all.
  const hasBlocks = phases.some(({ label: name }) => /^epoch .* (?:block|eval)/.test(name));
  return {
    format: 'dlio-epochs',
    tool: 'DLIO',
    ...spanOf(extreme(starts, Math.min), extreme(ends, Math.max)),
    phases,
    ...moved(hasBlocks ? undefined : sumOfAmounts(read), sumOfAmounts(written)),
    operations: [],
    printed: [],
    remarks: [],
  };
}

function extreme(
  times: readonly number[],
  choose: (one: number, other: number) => number,
): number | undefined {
  return times.length === 0 ? undefined : times.reduce((one, other) => choose(one, other));
}

function isCheckpoint(name: string, kind: 'save' | 'load'): boolean {
  return name.includes(` ${kind}_ckpt`);
}

function phaseOf({ label: name, start, end, throughput, duration }: EpochPart, offset: number): ResultPhase {
  const bytes = bytesOf(throughput, duration);
  const printed: Printed[] =
    throughput === undefined ? [] : [{ name: 'throughput', text: String(throughput), unit: 'GiB/s' }];
  return {
    label: shown(name),
    ...spanOf(timeOf(start, offset), timeOf(end, offset)),
    ...moved(isCheckpoint(name, 'load') ? bytes : undefined, isCheckpoint(name, 'save') ? bytes : undefined),
    operations: [],
    printed,
  };
}

/** DLIO has divided the size of the checkpoint, of all ranks, by the seconds that it took. */
function bytesOf(throughput: number | undefined, duration: number | undefined): Amount | undefined {
  const bytes = (throughput ?? Number.NaN) * (duration ?? Number.NaN) * GIB;
  if (!(bytes < Number.MAX_SAFE_INTEGER)) return undefined;
  const whole = BigInt(Math.round(bytes));
  const scale = 2n ** BigInt(DOUBLE_DIGITS);
  return amountOf(
    { least: whole * (scale - 1n) - scale / 2n, most: whole * (scale + 1n) + scale / 2n, scale },
    1n,
  );
}
