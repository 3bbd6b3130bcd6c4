import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from '../jobs/site.ts';

const test = suite<{ directory: string }>('run --result');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-run-results-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

/** A benchmark that takes some time, says of it what fio would, in out/, and ends with 7. */
const BENCHMARK = `
begin=$(date +%s%3N); sleep 0.6; end=$(date +%s%3N); mkdir -p out
printf '{"fio version":"fio-3.36","timestamp_ms":%s,"jobs":[{"jobname":"\\\\u001b]0;w","job_start":%s,"write":{"io_bytes":5000000,"io_kbytes":4882,"runtime":500,"total_ios":1}}]}' $end $begin >out/fio.json
exit 7`;

function run(directory: string, ...results: string[]) {
  return runWith(
    directory,
    results.flatMap((one) => ['--result', one]),
  );
}

function runWith(directory: string, given: readonly string[]) {
  const args = ['run', '--launcher', 'local', '--interval', '0.2', '--results-dir', 'series'];
  const command = ['sh', '-c', BENCHMARK];
  const { status, stderr } = spawnSync(RANKSTAT, [...args, ...given, '--', ...command], {
    encoding: 'utf8',
    cwd: directory,
    env: { PATH: process.env.PATH },
  });
  return { status, lines: stderr.split('\n') };
}

const SAYS = '  fio 3.36 says: 5.00 MB written';
/** 5 MB in 0.5 s. */
const PHASE = /^ {2}\\u\{1b\}\]0;w: benchmark 10\.0 MB\/s written; disks \d/;

for (const [how, ...given] of [
  ['a file that it names', 'out/fio.json'],
  ['auto', 'auto'],
] as const) {
  test(`${how}: what the benchmark says is in the summary, and the exit code is its own`, ({ directory }) => {
    const { status, lines } = run(directory, ...given);
    assert.is(status, 7);
    assert.ok(lines.includes(SAYS), lines.join('\n'));
    assert.is(lines.filter((line) => PHASE.test(line)).length, 1, lines.join('\n'));
    const last = lines.at(-2) ?? '';
    assert.match(last, /^rankstat: (\S+_timeseries\.json); for a page with charts: rankstat report \1$/);
    const file = `--result ${path.join(directory, 'out/fio.json')}`;
    assert.is(lines.filter((line) => line.startsWith('rankstat: ') && line.endsWith(file)).length, 1);
  });
}

test('--report makes the page beside the file, with what the benchmark says, and keeps the exit code', ({
  directory,
}) => {
  const { status, lines } = runWith(directory, ['--report', '--quiet', '--result', 'out/fio.json']);
  assert.equal([status, lines], [7, ['']]);
  const [page = '', file = '', ...others] = readdirSync(path.join(directory, 'series')).sort();
  assert.equal(others, []);
  assert.is(page, file.replace('_timeseries.json', '_report.html'));
  const html = readFileSync(path.join(directory, 'series', page), 'utf8');
  assert.match(html, '"storage":["fio 3.36 says: 5.00 MB written"');
});

test('what was there before is of another run', ({ directory }) => {
  mkdirSync(path.join(directory, 'old'));
  writeFileSync(path.join(directory, 'old/fio.json'), '{"fio version":"fio-3.36","jobs":[]}');
  const { status, lines } = run(directory, 'old/fio.json');
  assert.is(status, 7);
  const said = lines.filter((line) => line.includes('--result'));
  assert.equal(said, [
    `rankstat: --result: ${path.join(directory, 'old/fio.json')} was written before the benchmark began, and is left out`,
  ]);
  assert.not(lines.some((line) => line.includes(' says: ')));
});

test.run();
