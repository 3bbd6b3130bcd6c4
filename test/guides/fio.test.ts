import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSeries } from '../../src/series/reader.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PAGE = path.join(ROOT, 'docs/guides/fio.md');

const test = suite<{ directory: string }>('guide to fio');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-guide-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

const hasFio = spawnSync('fio', ['--version']).status === 0;
const title = 'its command shows what fio says and where the page is';
const body = async ({ directory }: { directory: string }) => {
  const [, command = ''] = /```sh\n([\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const { status, stderr } = spawnSync('bash', ['-euc', command], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: `${path.join(ROOT, 'bin')}:${process.env.PATH}` },
  });
  assert.is(status, 0, stderr);
  assert.match(stderr, /^ {2}fio \S+ says: 134 MB read, 134 MB written$/m);
  assert.match(stderr, /^rankstat: \S+\/?fio_\d{8}_\d{6}_timeseries\.json; its page is \S+_report\.html$/m);
  const names = readdirSync(directory).sort();
  assert.is(names.length, 4, names.join());
  const file = names.find((name) => name.endsWith('_timeseries.json')) ?? '';
  const { header, samples } = await readSeries(path.join(directory, file));
  for await (const _ of samples) break;
  assert.is(header.benchmark.type, 'fio');
  const [info] = Object.values(header.host_info);
  assert.is(info?.targets?.[0]?.path, path.join(directory, 'data'));
  assert.not(info?.targets?.[0]?.guessed);
};
if (hasFio || process.env.RANKSTAT_TEST_COMPLETE !== undefined) test(title, body);
else test.skip(`${title}: no fio`, body);

test.run();
