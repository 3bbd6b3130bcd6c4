import { roundedFrom } from '../amounts.ts';
import { timeOf } from '../local-time.ts';
import { type BenchmarkResult, NotAResult, type Printed, type ReadOptions } from '../result.ts';
import { shown } from '../shown.ts';
import { exactSize, type IorRow, type IorTest, iorResult, newTest } from './ior.ts';

const HEAD = /^IOR-(\S{1,60}): MPI Coordinated Test of Parallel I\/O/;
/** `Began               : Wed Nov 25 14:00:00 2026`; of version 2 `Run began: …`. */
const KEY_VALUE = /^\s{0,8}([A-Za-z][A-Za-z# -]{0,30}?) {0,20}[:=] (.{0,200})$/;
const ACTUAL = /^(?:ior )?WARNING: Using actual aggregate bytes moved = (\d{1,19})\b/;
const COMMENCING = /^Commencing (?:read|write) performance test: (.{1,40})$/;
/** The columns that say how many there were, and how fast; the others are of files and of how IOR was called. */
const PRINTED: readonly (readonly [column: string, unit: string])[] = [
  ['IOPS', '1/s'],
  ['Latency(s)', 's'],
  ['wr/rd(s)', 's'],
  ['total(s)', 's'],
];
/** A float of IOR has 24 bits. */
const FLOAT_BITS = 24n;
const MOST_ROWS = 100_000;

/** Whether this is what IOR has printed, maybe among other things. */
export function isIorText(text: string): boolean {
  return /^IOR-\S{1,60}: MPI Coordinated Test of Parallel I\/O/m.test(text);
}

/** What IOR's text says; of several runs in one file, what they say together. @throws NotAResult */
export function iorText(text: string, { utcOffsetMinutes }: ReadOptions): BenchmarkResult {
  return new IorTextReader(utcOffsetMinutes).read(text);
}

class IorTextReader {
  readonly #offset: number;
  readonly #tests: IorTest[] = [];
  #test: IorTest = newTest(undefined);
  #version: string | undefined;
  #start: number | undefined;
  #end: number | undefined;
  /** The names of the columns of the table that is under way. */
  #columns: readonly string[] = [];
  #actual: bigint | undefined;
  #commenced: number | undefined;
  #rows = 0;
  #hasBegun = false;
  /** The tests of the run of IOR that is under way. */
  readonly #ofRun = new Map<string | undefined, IorTest>();

  constructor(utcOffsetMinutes: number) {
    this.#offset = utcOffsetMinutes;
  }

  /** @throws NotAResult if it has more results than anybody can have run */
  read(text: string): BenchmarkResult {
    for (const line of text.split(/\r?\n/)) this.#take(line);
    const [version, start, end] = [this.#version, this.#start, this.#end];
    return iorResult({ version, start, end, tests: this.#tests.filter(({ rows }) => rows.length > 0) });
  }

  #take(line: string): void {
    const head = HEAD.exec(line);
    if (head !== null) {
      this.#version ??= head[1];
      this.#hasBegun = true;
      this.#ofRun.clear();
      this.#begin(undefined);
      return;
    }
    if (!this.#hasBegun) return;
    const actual = ACTUAL.exec(line);
    const commencing = COMMENCING.exec(line);
    if (actual !== null) this.#actual = BigInt(actual[1] ?? '');
    else if (commencing !== null) this.#commenced = timeOf(commencing[1]?.trim() ?? '', this.#offset);
    else if (!this.#row(line)) this.#keyValue(line);
  }

  #begin(id: string | undefined): void {
    // One without results says nothing, such as that which was begun by the first line of a run.
    if (this.#test.rows.length === 0) {
      this.#tests.pop();
      this.#ofRun.delete(this.#test.id);
    }
    this.#test = newTest(id);
    this.#tests.push(this.#test);
    this.#ofRun.set(id, this.#test);
    this.#columns = [];
    this.#actual = undefined;
    this.#commenced = undefined;
  }

  /** A line of a table, or its head. */
  #row(line: string): boolean {
    if (!/^(?:access|Operation|read|write|remove)\b/.test(line) || line.length > 1000) return false;
    const words = line.trim().split(/\s+/);
    const [first] = words;
    if (
      (first === 'access' && words[1] === 'bw(MiB/s)') ||
      (first === 'Operation' && words.includes('#Tasks'))
    ) {
      this.#columns = words;
      return true;
    }
    if (first !== 'read' && first !== 'write') return first === 'remove';
    if (words.length < this.#columns.length) return false;
    const value = (column: string) => {
      const at = this.#columns.indexOf(column);
      return at < 0 ? undefined : words[at];
    };
    if (this.#columns[0] === 'access') this.#measured(first, value);
    else if (this.#columns[0] === 'Operation') this.#summed(first, value);
    else return false;
    return true;
  }

  #measured(access: IorRow['access'], value: (column: string) => string | undefined): void {
    if (++this.#rows > MOST_ROWS) throw new NotAResult(`more than ${MOST_ROWS} results of IOR`);
    const printed = PRINTED.flatMap(([column, unit]): Printed[] => {
      const text = value(column);
      return text === undefined || text === '-'
        ? []
        : [{ name: column.replace('(s)', ''), text: shown(text), unit }];
    });
    this.#test.rows.push({
      access,
      bandwidth: value('bw(MiB/s)') ?? '',
      seconds: value('total(s)') ?? '',
      iteration: value('iter'),
      printed,
      actual: this.#actual,
      start: this.#commenced,
    });
    this.#actual = undefined;
    this.#commenced = undefined;
  }

  /** The summary of all tests has exactly what they were asked for, and the size of their first repetition. */
  #summed(access: IorRow['access'], value: (column: string) => string | undefined): void {
    const test = this.#ofRun.size === 1 ? this.#test : this.#ofRun.get(value('Test#'));
    if (test === undefined) return;
    test.tasks = integer(value('#Tasks')) ?? test.tasks;
    test.segments = integer(value('segcnt')) ?? test.segments;
    test.block = integer(value('blksiz')) ?? test.block;
    test.transfer = integer(value('xsize')) ?? test.transfer;
    const size = roundedFrom(value('aggs(MiB)') ?? '');
    if (size === undefined) return;
    const float = size.most / 2n ** FLOAT_BITS + 1n;
    const least = size.least > float ? size.least - float : 0n;
    test.first.set(access, { least, most: size.most + float, scale: size.scale });
  }

  #keyValue(line: string): void {
    const [, key = '', value = ''] = KEY_VALUE.exec(line) ?? [];
    const known = KEYS.get(key.toLowerCase());
    if (known === 'began') this.#start ??= timeOf(value.trim(), this.#offset);
    else if (known === 'finished') this.#end = timeOf(value.trim(), this.#offset) ?? this.#end;
    else if (known === 'test') this.#begin(value.trim());
    else if (known === 'stonewalling') this.#test.isStonewalled ||= value.trim() !== '0';
    else if (known === 'tasks' || known === 'segments') this.#test[known] = integer(value.trim());
    else if (known !== undefined) this.#test[known] = exactSize(value.trim());
  }
}

type Key =
  | 'began'
  | 'finished'
  | 'test'
  | 'stonewalling'
  | 'tasks'
  | 'segments'
  | 'block'
  | 'transfer'
  | 'aggregate';

const KEYS: ReadonlyMap<string, Key> = new Map([
  ['began', 'began'],
  ['run began', 'began'],
  ['finished', 'finished'],
  ['run finished', 'finished'],
  ['testid', 'test'],
  ['stonewallingtime', 'stonewalling'],
  ['using stonewalling', 'stonewalling'],
  ['tasks', 'tasks'],
  ['segments', 'segments'],
  ['blocksize', 'block'],
  ['xfersize', 'transfer'],
  ['aggregate filesize', 'aggregate'],
]);

function integer(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
}
