import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'lossless-json';

const root = path.dirname(path.dirname(import.meta.dirname));

/** The program as users start it: what golden files promise must not depend on how its sources are arranged. */
export const RANKSTAT = path.join(root, 'bin/rankstat');

/** What a program said, and how it ended. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command `rankstat recover` that was recorded. */
export interface Recovery {
  readonly name: string;
  /** What it made, if it made anything. */
  readonly file: string;
  readonly journals: readonly string[];
  readonly stderr: string;
  readonly status: number;
}

/** Golden files of one version of the journal. */
export class Golden {
  /** Where they are. */
  readonly folder: string;

  /** @param name of a folder of `test/fixtures` */
  constructor(name: string) {
    this.folder = path.join(root, 'test/fixtures', name);
  }

  /** Names of those that end so, in their order. */
  files(end: string): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(end))
      .sort();
  }

  /** The series files. */
  get series(): string[] {
    return [...this.files('.json'), ...this.files('.json.gz')];
  }

  /** The text of one or of one made beside them. */
  textOf(file: string): string {
    const bytes = readFileSync(path.resolve(this.folder, file));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  }

  /** Runs the program in their folder. */
  rankstat(...args: readonly string[]): Said {
    const { status, stdout, stderr } = spawnSync(RANKSTAT, args, {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, stdout, stderr };
  }

  /** The recorded commands: see the README beside them. */
  recoveries(): Recovery[] {
    return this.files('.recover.txt').map((transcript) => {
      const text = this.textOf(transcript);
      const [, file = '', journals = '', stderr = '', status = ''] =
        /^\$ rankstat recover -o (\S+) (.+)\n((?:.*\n)*)exit code (\d+)\n$/.exec(text) ?? [];
      const name = transcript.replace('.recover.txt', '');
      return { name, file, journals: journals.split(' '), stderr, status: Number(status) };
    });
  }
}

/** Where recover says that a journal is damaged, `FILE, byte N`. How it puts it may change. */
export function damagePlaces(stderr: string): string[] {
  return [...stderr.matchAll(/^rankstat: (\S+, byte \d+): /gm)].map(([, place = '']) => place);
}

/** Every value of a JSON text by its path, all digits kept. An empty list or object is a value, too. */
export function valuesOf(json: string): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const walk = (value: unknown, at: readonly string[]) => {
    const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    for (const [key, member] of members) walk(member, [...at, key]);
    if (members.length === 0)
      values.set(at.join('/'), typeof value === 'object' ? Symbol.for(JSON.stringify(value)) : value);
  };
  // A number is its digits, which a string cannot be taken for.
  walk(
    parse(json, undefined, (digits) => Symbol.for(digits)),
    [],
  );
  return values;
}

/** Where two texts of JSON differ, and how; at most ten places. */
export function differences(made: string, expected: string, isLeftOut: (path: string) => boolean): string[] {
  const [has, should] = [valuesOf(made), valuesOf(expected)];
  const paths = new Set([...should.keys(), ...has.keys()]);
  return [...paths]
    .filter((path) => has.get(path) !== should.get(path) && !isLeftOut(path))
    .slice(0, 10)
    .map((path) => `${path}: ${String(has.get(path))} instead of ${String(should.get(path))}`);
}

/** What a summary has in place of its table if none of its columns has a value. */
const NO_TABLE = [
  'there are no samples',
  'the run was too short for rates',
  'no rates: nothing that they are made of was sampled',
];

/** A summary: what is said above and below the table of hosts, and in it each value by `HOST, COLUMN`. */
export interface SummaryText {
  readonly around: readonly string[];
  readonly cells: ReadonlyMap<string, string>;
}

/** Takes a summary apart. How wide its columns are does not matter. */
export function summaryText(text: string): SummaryText {
  // Of how many hosts that is known was not said at first, nor what the means are over.
  const lines = text
    .replace(/, known of \d+ of \d+ hosts$/m, '')
    .replace(/, means over (benchmark|all samples)(?=, )/, '')
    .split('\n');
  const begin = lines.findIndex((line) => line.startsWith('mean/max '));
  const end = lines.findIndex((line) => line.startsWith('collectors: '));
  if (begin < 0) return { around: lines.filter((line) => !NO_TABLE.includes(line)), cells: new Map() };
  // What is odd is marked.
  const [[, ...titles] = [], ...rows] = lines
    .slice(begin, end)
    .map((line) => line.split(/ {2,}/).map((cell) => cell.replaceAll('*', '').trim()));
  const cells = rows.flatMap(([host, ...values]) =>
    values.map((value, at) => [`${host}, ${titles[at]}`, value] as const),
  );
  return { around: lines.toSpliced(begin, end - begin), cells: new Map(cells) };
}
