import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import type { CacheAnswer } from '../../src/report/page-cache/answers.ts';
import { cacheLines } from '../../src/report/page-cache/cache-lines.ts';
import { type Made, movedBy } from './storage.ts';

const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');

/** What became of a run of fio: what it says itself, what the disk counts, what rankstat answers. */
export interface FioRun {
  readonly answer: Pick<CacheAnswer, 'read' | 'written' | 'no_difference' | 'storage' | 'waiting'>;
  /** As the summary has them. */
  readonly lines: readonly string[];
  readonly said: { readonly read: number; readonly written: number };
  /** By the disk's own file, from before the run to behind it. */
  readonly disk: { readonly read: number; readonly written: number };
}

const answers = v.looseObject({
  page_cache: v.tuple([v.custom<CacheAnswer>((one) => typeof one === 'object')]),
});
const moved = v.looseObject({ io_bytes: v.number() });
const fio = v.looseObject({ jobs: v.array(v.looseObject({ read: moved, write: moved })) });

/**
 * Runs fio under `rankstat run`, with the storage under test named.
 * @param job its options; files are in the file system
 * @param results whether the summary is given what fio says
 */
export function fioRun(
  storage: Made,
  job: readonly string[],
  results: 'given' | 'not given' = 'given',
): FioRun {
  const out = mkdtempSync(path.join(tmpdir(), 'rankstat-fio-'));
  try {
    const before = diskOf(storage);
    const result = path.join(out, 'fio.json');
    const said = ['--output-format=json', `--output=${result}`, `--directory=${storage.folder}`];
    const options = [
      '--launcher',
      'local',
      '--interval',
      '0.5',
      '--results-dir',
      out,
      '--target',
      storage.folder,
    ];
    rankstat(['run', ...options, '--', 'fio', ...said, ...job]);
    const after = diskOf(storage);
    const file = readdirSync(out).find((name) => name.endsWith('_timeseries.json')) ?? 'no file';
    const summary = rankstat([
      ...['summary', path.join(out, file), '--json'],
      ...(results === 'given' ? ['--result', result] : []),
    ]);
    const [answer] = v.parse(answers, JSON.parse(summary)).page_cache;
    const { jobs } = v.parse(fio, JSON.parse(readFileSync(result, 'utf8')));
    const sum = (bytes: number[]) => bytes.reduce((all, one) => all + one, 0);
    return {
      answer,
      lines: cacheLines(answer),
      said: {
        read: sum(jobs.map(({ read }) => read.io_bytes)),
        written: sum(jobs.map(({ write }) => write.io_bytes)),
      },
      disk: { read: after.read - before.read, written: after.written - before.written },
    };
  } finally {
    rmSync(out, { recursive: true });
  }
}

function diskOf({ disk }: Made) {
  return disk === undefined ? { read: Number.NaN, written: Number.NaN } : movedBy(disk);
}

function rankstat(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(RANKSTAT, args, { encoding: 'utf8' });
  assert.is(status, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
}
