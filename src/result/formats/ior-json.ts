import * as v from 'valibot';
import { roundedFrom } from '../amounts.ts';
import { timeOf } from '../local-time.ts';
import type { BenchmarkResult, Printed, ReadOptions } from '../result.ts';
import { exactSize, type IorRow, type IorTest, iorResult, newTest } from './ior.ts';

const number = v.union([v.number(), v.bigint()]);
const text = v.optional(v.fallback(v.string(), ''), '');

const row = v.looseObject({
  access: v.picklist(['read', 'write']),
  /** `inf` is a text there. */
  bwMiB: v.union([number, v.string()]),
  totalTime: v.union([number, v.string()]),
  iops: v.optional(v.unknown()),
  latency: v.optional(v.unknown()),
  wrRdTime: v.optional(v.unknown()),
});

const test = v.looseObject({
  TestID: v.optional(number),
  Parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  Options: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Before 4.0 a list a repetition. */
  Results: v.optional(v.array(v.unknown()), []),
});

const summaryRow = v.looseObject({
  operation: v.picklist(['read', 'write']),
  TestID: v.optional(number),
  xsizeMiB: number,
});

const ior = v.looseObject({
  Version: v.string(),
  Began: v.string(),
  Finished: text,
  tests: v.array(test),
  summary: v.optional(v.array(v.unknown()), []),
});

/** What IOR's JSON says (`-O summaryFormat=JSON`); undefined if it is none of it. */
export function iorJson(json: unknown, { utcOffsetMinutes }: ReadOptions): BenchmarkResult | undefined {
  const { success, output } = v.safeParse(ior, json);
  if (!success) return undefined;
  const tests = output.tests.map(testOf);
  const byId = new Map(tests.map((one) => [one.id, one]));
  for (const one of output.summary) {
    const { success: isRow, output: summed } = v.safeParse(summaryRow, one);
    if (!isRow) continue;
    const size = roundedFrom(printedText(summed.xsizeMiB));
    const of = tests.length === 1 ? tests[0] : byId.get(String(summed.TestID));
    if (size !== undefined) of?.first.set(summed.operation, size);
  }
  return iorResult({
    version: output.Version,
    start: timeOf(output.Began.trim(), utcOffsetMinutes),
    end: timeOf(output.Finished.trim(), utcOffsetMinutes),
    tests,
  });
}

function testOf({ TestID, Parameters, Options, Results }: v.InferOutput<typeof test>): IorTest {
  const made = newTest(TestID === undefined ? undefined : String(TestID));
  made.tasks = integer(Options.tasks);
  made.segments = integer(Parameters.segmentCount) ?? integer(Options.segments);
  made.block = integer(Parameters.blockSize) ?? sizeOf(Options.blocksize);
  made.transfer = integer(Parameters.transferSize) ?? sizeOf(Options.xfersize);
  made.aggregate = sizeOf(Options['aggregate filesize']);
  made.isStonewalled =
    (integer(Parameters.deadlineForStonewall) ?? integer(Options.stonewallingTime) ?? 0n) > 0n;
  const times = { read: 0, write: 0 };
  for (const result of Results.flat(1)) {
    const { success, output } = v.safeParse(row, result);
    if (success) made.rows.push(rowOf(output, times[output.access]++));
  }
  return made;
}

function rowOf(
  { access, bwMiB, totalTime, iops, latency, wrRdTime }: v.InferOutput<typeof row>,
  nth: number,
): IorRow {
  const printed = [
    ['IOPS', iops, '1/s'],
    ['Latency', latency, 's'],
    ['wr/rd', wrRdTime, 's'],
    ['total', totalTime, 's'],
  ] as const;
  return {
    access,
    bandwidth: printedText(bwMiB),
    seconds: printedText(totalTime),
    iteration: String(nth),
    printed: printed.flatMap(([name, value, unit]): Printed[] =>
      typeof value === 'number' ? [{ name, text: printedText(value), unit }] : [],
    ),
    actual: undefined,
    start: undefined,
  };
}

/** IOR prints all of its decimals with four digits (PrintKeyValDouble). */
function printedText(value: number | bigint | string): string {
  return typeof value === 'number' ? value.toFixed(4) : String(value);
}

function integer(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

function sizeOf(value: unknown): bigint | undefined {
  return typeof value === 'string' ? exactSize(value) : undefined;
}
