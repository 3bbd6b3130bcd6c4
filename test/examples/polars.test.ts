// Long: 90 s
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  byHostColumns,
  csvRows,
  differences,
  EXAMPLES,
  RUN,
  rightTables,
  runWithTroubles,
  tablesOfCsv,
} from './tables.ts';

const RANKSTAT = path.join(import.meta.dirname, '../../bin/rankstat');
const run = promisify(execFile);
const test = suite<{ directory: string }>('polars');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-polars-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

// Debian has no package of it: it is installed as its users do.
test('the tables are right', async ({ directory }) => {
  const venv = path.join(directory, 'venv');
  await run('python3', ['-m', 'venv', venv]);
  await run(path.join(venv, 'bin/pip'), ['install', '--quiet', 'polars']);
  const tables = path.join(directory, 'tables');
  await run(RANKSTAT, ['convert', '--to', 'parquet', '--hosts-per-file', '2', '-o', tables, RUN]);
  const one = async (table: string) => {
    const args = ['-B', path.join(EXAMPLES, 'polars_run.py'), tables, table];
    return (await run(path.join(venv, 'bin/python'), args)).stdout;
  };
  const [coverage, read, slowest, phases] = [
    await one('coverage'),
    await one('read'),
    await one('slowest'),
    await one('phases'),
  ];
  const found = {
    ...tablesOfCsv({ coverage: coverage ?? '', read: '', slowest: slowest ?? '', phases: phases ?? '' }),
    read: byHostColumns([(read ?? '').split('\n')[0]?.split(',') ?? [], ...csvRows(read ?? '')]),
  };
  assert.equal(differences(found, await rightTables()), []);
  // Of a host that never came nothing is known, and the others' are the same.
  const file = path.join(directory, 'run.json');
  await writeFile(file, await runWithTroubles());
  await run(RANKSTAT, ['convert', '--to', 'parquet', '--hosts-per-file', '2', '--force', '-o', tables, file]);
  const [titles = '', ...rows] = (await one('read')).split('\n');
  assert.is(titles, 'tick,node001,node002,node004');
  assert.match(rows[1] ?? '', /^1,290\.779\d*,284\.378\d*,301\.443/);
});

test.run();
