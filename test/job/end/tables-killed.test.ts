import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LARGE_NODE, writeHost } from '../../../bench/lib/host-fixture.ts';
import { RANKSTAT } from '../../golden/golden-files.ts';
import { textOf } from '../../program.ts';

const test = suite<{ directory: string; roots: readonly string[] }>('a data set whose writer is killed');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-killed-'));
  const { procfs, sysfs } = writeHost(path.join(context.directory, 'host'), LARGE_NODE, 0);
  context.roots = ['--procfs', procfs, '--sysfs', sysfs];
  await mkdir(path.join(context.directory, 'results'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** A data set that is being written: under which name, and by which process. */
interface Begun {
  readonly temporary: string;
  readonly pid: number;
}

/**
 * What is under way in a directory that `writer` writes to, and waits until a data set is begun there, and until that is
 * gone.
 */
class Watched {
  readonly directory: string;
  readonly #events: AsyncIterator<string>;
  readonly #close: () => void;

  constructor(directory: string) {
    this.directory = directory;
    const names: string[] = [];
    let wake = () => {};
    const watcher = watch(directory, (_, name) => {
      names.push(name ?? '');
      wake();
    });
    this.#close = () => watcher.close();
    this.#events = (async function* () {
      for (;;) {
        const name = names.shift();
        if (name !== undefined) yield name;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    })();
  }

  async begun(): Promise<Begun> {
    for (;;) {
      const { value: name } = await this.#events.next();
      const [, pid] = /^[^.]+\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(name) ?? [];
      if (pid !== undefined) return { temporary: path.join(this.directory, name), pid: Number(pid) };
    }
  }

  async gone({ temporary }: Begun): Promise<void> {
    while (existsSync(temporary)) await this.#events.next();
  }

  close(): void {
    this.#close();
  }
}

function started(args: readonly string[], directory: string) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const child = spawn(RANKSTAT, args, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = textOf(child.stderr);
  return {
    child,
    said,
    ended: once(child, 'close').then(async ([code, signal]) => [signal ?? code, await said]),
  };
}

/** A run of a second on a node with so many devices that its tables take a while. */
function run(roots: readonly string[], directory: string) {
  const options = [
    '--launcher',
    'local',
    '--interval',
    '0.05',
    '--output',
    'json,parquet',
    '--results-dir',
    '.',
  ];
  return started(['run', ...options, ...roots, '--', 'sh', '-c', 'sleep 1; exit 3'], directory);
}

/** The one that started this process. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** How many rows a table has, as DuckDB reads it. */
async function rowsIn(table: string): Promise<number> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(`SELECT count(*) FROM '${table}/*.parquet'`);
    return Number(read.getRowsJson()[0]?.[0]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The files of a job by their ends, and that there is no more. */
async function filesOf(directory: string): Promise<{ json: string; journal: string; tables: string }> {
  const names = (await readdir(directory)).sort();
  const tables = names[0]?.replace(/\.journal$/, '') ?? '';
  assert.equal(names, [`${tables}.journal`, `${tables}.json`]);
  return { json: `${tables}.json`, journal: `${tables}.journal`, tables };
}

async function assertRecovers(directory: string, journal: string, output: string): Promise<void> {
  const args = ['recover', '--to', 'json,parquet', '--force', '-o', output, journal];
  const [code, said] = await started(args, directory).ended;
  assert.is(code, 0, String(said));
  const { num_samples } = JSON.parse(readFileSync(path.join(directory, output), 'utf8'));
  const tables = path.join(directory, output.replace('.json', ''));
  assert.ok(num_samples > 10, String(num_samples));
  assert.is(await rowsIn(path.join(tables, 'loadavg')), num_samples);
  assert.is(await rowsIn(path.join(tables, 'hosts')), 1);
}

test('in a run: the JSON, the exit code and the journal are there, no half of it is; recover makes both', async ({
  directory,
  roots,
}) => {
  const results = path.join(directory, 'results');
  const watched = new Watched(results);
  const { ended } = run(roots, results);
  process.kill((await watched.begun()).pid, 'SIGKILL');
  const [code, said] = await ended;
  watched.close();
  assert.is(code, 3);
  const { json, journal, tables } = await filesOf(results);
  assert.match(
    String(said),
    new RegExp(`no Parquet data set in \\S*${tables}: what makes it ended with SIGKILL; `),
  );
  assert.match(String(said), `${json} is whole, and `);
  assert.match(
    String(said),
    `${journal} is kept: rankstat convert --to parquet --hosts-per-file 256 -o DIR `,
  );
  await assertRecovers(results, journal, json);
});

test('with rank 0, which is killed: it ends by itself; the journal is there, and recover makes both', async ({
  directory,
  roots,
}) => {
  const results = path.join(directory, 'results');
  const watched = new Watched(results);
  const { ended } = run(roots, results);
  const begun = await watched.begun();
  process.kill(parentOf(begun.pid), 'SIGKILL');
  const [code, said] = await ended;
  await watched.gone(begun);
  watched.close();
  assert.is(code, 3);
  const { json, journal } = await filesOf(results);
  assert.match(String(said), `${journal} is left; if a data set was wanted, too: rankstat convert `);
  await assertRecovers(results, journal, json);
});

for (const command of ['recover', 'convert'])
  test(`${command}: nothing has the name, the journal is as it was, and another try makes it`, async ({
    directory,
    roots,
  }) => {
    const results = path.join(directory, 'results');
    const rank = ['rank', '--interval', '0.02', '--duration', '0.6', '--keep-journal', '--results-dir', '.'];
    await started([...rank, ...roots], results).ended;
    const { journal } = await filesOf(results);
    const bytes = readFileSync(path.join(results, journal));
    const watched = new Watched(results);
    const args = {
      recover: ['recover', '--to', 'json,parquet', '-o', 'a.json', journal],
      convert: ['convert', '--to', 'parquet', '--hosts-per-file', '1', '-o', 'a', journal],
    }[command];
    const { child, ended } = started(args ?? [], results);
    const begun = await watched.begun();
    assert.is(begun.pid, child.pid);
    child.kill('SIGKILL');
    assert.is((await ended)[0], 'SIGKILL');
    watched.close();
    const names = await readdir(results);
    assert.ok(!names.includes('a'), names.join());
    assert.is(names.includes('a.json'), command === 'recover');
    assert.equal(readFileSync(path.join(results, journal)), bytes);
    await assertRecovers(results, journal, 'a.json');
  });

test.run();
