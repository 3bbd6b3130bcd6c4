import { moved, operationsOf, planned, sumOfAmounts } from '../amounts.ts';
import { spanOf, timeOf } from '../local-time.ts';
import type { Amount, BenchmarkResult, Operations, Printed, ReadOptions } from '../result.ts';
import { shown } from '../shown.ts';

const STARTED = /^-- started at (\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d) --/;
const FINISHED = /^-- finished at (\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d) --/;
const LAUNCHED = /^mdtest-(\S{1,60}) was launched with (\d{1,9}) total task/;
const COMMAND = /^Command line used: (.{0,10000})/;
const ITEMS = /^(\d{1,9}) tasks, (\d{1,18}) (files\/directories|files|directories)\s*$/;
const SUMMARY = /^SUMMARY(?: (rate|time))?\b.{0,40}\(of (\d{1,9}) iterations\)/;
const ROW = /^ {3}((?:Directory|File|Tree) [a-z]{3,12})\s{0,20}:?\s{1,30}([\d.]+(?:\s{1,30}[\d.]+){3,6})\s*$/;
const STONEWALL = /stonewall hit/i;
/** How many bytes each file is given (`-w`), and how many are read of each (`-e`). */
const BYTES = /(?:^|\s)'?-(w|e)(?:'?[ =]'?|)(\d{1,15})'?(?=\s|$)/g;
const MOST = 1000;

/** Whether this is what mdtest has printed, maybe among other things. */
export function isMdtest(text: string): boolean {
  return /^mdtest-\S{1,60} was launched with/m.test(text);
}

/**
 * What mdtest's text says; of several runs in one file, what they say together. It prints rates and, before, how many items
 * each iteration has: so many operations of each kind are those that it set out to do. None are told where a deadline
 * (`-W`) was hit. Its bytes follow from its command line.
 * @see https://github.com/hpc/ior, src/mdtest.c (mdtest_run, summarize_results_rank0). It has no output as JSON.
 */
export function mdtest(text: string, { utcOffsetMinutes }: ReadOptions): BenchmarkResult {
  const reader = new MdtestReader(utcOffsetMinutes);
  for (const line of text.split(/\r?\n/)) reader.take(line);
  return reader.result();
}

class MdtestReader {
  readonly #offset: number;
  #version: string | undefined;
  #start: number | undefined;
  #end: number | undefined;
  #isStonewalled = false;
  #items: { readonly count: bigint; readonly of: string } | undefined;
  #bytes = new Map<string, bigint>();
  #table: { readonly isTime: boolean; readonly iterations: bigint } | undefined;
  readonly #operations: { operations: readonly Operations[] }[] = [];
  readonly #written: Amount[] = [];
  readonly #read: Amount[] = [];
  readonly #printed: Printed[] = [];

  constructor(utcOffsetMinutes: number) {
    this.#offset = utcOffsetMinutes;
  }

  take(line: string): void {
    if (line.length > 12_000) return;
    const started = STARTED.exec(line);
    if (started !== null) {
      this.#start ??= timeOf(started[1] ?? '', this.#offset);
      this.#items = undefined;
      this.#table = undefined;
      this.#bytes = new Map();
    }
    const finished = FINISHED.exec(line);
    if (finished !== null) this.#end = timeOf(finished[1] ?? '', this.#offset);
    this.#version ??= LAUNCHED.exec(line)?.[1];
    const [, command] = COMMAND.exec(line) ?? [];
    if (command !== undefined) {
      for (const [, option = '', bytes = ''] of command.matchAll(BYTES))
        this.#bytes.set(option, BigInt(bytes));
    }
    const [, , count, of] = ITEMS.exec(line) ?? [];
    if (count !== undefined && of !== undefined) {
      this.#items = { count: BigInt(count), of };
      this.#isStonewalled = false;
    }
    if (STONEWALL.test(line)) this.#isStonewalled = true;
    const [summary, kind, iterations = ''] = SUMMARY.exec(line) ?? [];
    if (summary !== undefined) this.#table = { isTime: kind === 'time', iterations: BigInt(iterations) };
    this.#row(line);
  }

  result(): BenchmarkResult {
    return {
      format: 'mdtest',
      tool: 'mdtest',
      ...(this.#version !== undefined && { version: shown(this.#version) }),
      ...spanOf(this.#start, this.#end),
      phases: [],
      ...moved(sumOfAmounts(this.#read), sumOfAmounts(this.#written)),
      operations: operationsOf(this.#operations),
      printed: this.#printed,
      remarks: [],
    };
  }

  #row(line: string): void {
    const [, name, numbers = ''] = ROW.exec(line) ?? [];
    if (name === undefined || this.#table === undefined) return;
    const { isTime, iterations } = this.#table;
    // The last four are of iterations, whether or not those of ranks stand before them: max, min, mean, deviation.
    const mean = numbers.trim().split(/\s+/).at(-2) ?? '';
    if (this.#printed.length < MOST)
      this.#printed.push({ name, text: shown(mean), unit: isTime ? 's' : '1/s' });
    // A table of times repeats the operations of that of rates, or nothing is known of whether there were any.
    if (isTime || Number(mean) === 0 || this.#isStonewalled || this.#items === undefined) return;
    const { count, of } = this.#items;
    if (!of.includes(name.startsWith('File') ? 'files' : name.startsWith('Directory') ? 'directories' : ' '))
      return;
    const done = count * iterations;
    this.#operations.push({ operations: [{ name, ...planned(done) }] });
    const [written, read] = [this.#bytes.get('w'), this.#bytes.get('e')];
    if (name === 'File creation' && written !== undefined) this.#written.push(planned(done * written));
    if (name === 'File read' && read !== undefined) this.#read.push(planned(done * read));
  }
}
