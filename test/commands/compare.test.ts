import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from '../jobs/site.ts';
import { madeRun } from '../report/made-run.ts';
import { exampleHeader, noonPlus, seriesText } from '../series/example.ts';

const test = suite<{ directory: string }>('compare');
const marks = [
  { label: 'write', tick: 0 },
  { label: 'read', tick: 6 },
];

test.before(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-compare-'));
  const write = (name: string, text: string) => writeFile(path.join(context.directory, name), text);
  await write('base.json', madeRun({ hosts: 5, ticks: 12, marks }));
  await write('same.json', madeRun({ hosts: 5, ticks: 12, marks }));
  const later = [marks[0]!, { label: 'read', tick: 9 }];
  await write('slow.json', madeRun({ hosts: 5, ticks: 15, slow: 2, marks: later }));
  await write('unmarked.json', madeRun({ hosts: 5, ticks: 12 }));
  const { benchmark } = exampleHeader();
  await write(
    'empty.json',
    seriesText(exampleHeader({ benchmark: { ...benchmark, end_time: noonPlus(120) } }), []),
  );
});
test.after(async ({ directory }) => await rm(directory, { recursive: true }));

function rankstat(directory: string, ...args: string[]) {
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(RANKSTAT, ['compare', ...args], {
    encoding: 'utf8',
    env,
    cwd: directory,
  });
  return { status, stdout, stderr };
}

test('the host that changed and the phase that took longer are in the first sentence', ({ directory }) => {
  const { status, stdout } = rankstat(directory, 'base.json', 'slow.json');
  assert.is(status, 0);
  assert.match(stdout, /^write took 50 % longer \(1:00 → 1:30\): .*node003/);
  assert.match(rankstat(directory, 'base.json', 'same.json').stdout, /^Nothing stands out: /);
});

test('--fail-over: 1 for what got worse and says what, 0 for what did not, 75 for what nobody can tell', ({
  directory,
}) => {
  const over = (file: string, percent = '10%') => {
    const { status, stderr } = rankstat(directory, 'base.json', file, '--fail-over', percent);
    return [status, stderr];
  };
  const [status, stderr = ''] = over('slow.json');
  assert.is(status, 1);
  assert.match(String(stderr), /^rankstat: B got worse: write: \+50 % time \(1:00 → 1:30\); [^\n]*\n$/);
  assert.equal(over('same.json'), [0, '']);
  assert.equal(over('slow.json', '80'), [0, '']);
  assert.equal(over('unmarked.json'), [
    75,
    'rankstat: whether B got worse cannot be told: phase write is not in both; phase read is not in both\n',
  ]);
  assert.is(over('empty.json')[0], 75);
});

test('other trouble has other codes, and one that got worse keeps its own where nobody reads the text', ({
  directory,
}) => {
  const code = (...args: string[]) => rankstat(directory, ...args).status;
  for (const wrong of ['-5%', '10 percent'])
    assert.is(code('base.json', 'slow.json', `--fail-over=${wrong}`), 64, wrong);
  assert.is(code('base.json', 'none.json', '--fail-over', '1'), 66);
  assert.is(code('base.json', RANKSTAT, '--fail-over', '1'), 65);
  assert.is(code('base.json', 'slow.json', '--fail-over', '1', '-o', 'no/where.html'), 73);
  const script = `'${RANKSTAT}' compare base.json slow.json --all --fail-over 10% | true; echo "\${PIPESTATUS[0]}"`;
  assert.is(spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: directory }).stdout, '1\n');
  const full = `'${RANKSTAT}' compare base.json slow.json --fail-over 10% >/dev/full`;
  assert.is(spawnSync('sh', ['-c', full], { cwd: directory }).status, 74);
});

test('--json has the same, on one line', ({ directory }) => {
  const { status, stdout } = rankstat(directory, 'base.json', 'slow.json', '--json', '--fail-over=20%');
  assert.is(status, 1);
  assert.match(stdout, /^[^\n]*\n$/);
  const { runs, comparisons } = JSON.parse(stdout);
  assert.equal(
    runs.map(({ label, file, hosts, exit_code }: Record<string, unknown>) => [label, file, hosts, exit_code]),
    [
      ['A', 'base.json', 5, 0],
      ['B', 'slow.json', 5, 0],
    ],
  );
  const [{ verdict, findings, phases, worse, not_known, common_hosts }] = comparisons;
  assert.match(verdict[0], /^write took 50 % longer/);
  assert.ok(findings.some(({ hosts }: { hosts: string[] }) => hosts[0] === 'node003'));
  assert.equal(
    phases.map((one: Record<string, unknown>) => [
      one.label,
      one.before_seconds,
      one.after_seconds,
      one.change_percent,
    ]),
    [
      ['whole run', 120, 150, 25],
      ['write', 60, 90, 50],
      ['read', 60, 60, 0],
    ],
  );
  const [moved] = phases[1].throughput;
  assert.equal([moved.direction, moved.of, moved.by, moved.before_hosts], ['written', 'hosts', 'disks', 5]);
  assert.match(worse[0], /^write: \+50 % time/);
  assert.equal([not_known, common_hosts], [[], 5]);
});

test('three runs: the sentences of each, one table, and the page has a comparison each', async ({
  directory,
}) => {
  const args = ['base.json', 'slow.json', 'same.json', '-o', 'page.html', '--fail-over', '10%'];
  const { status, stdout, stderr } = rankstat(directory, ...args);
  assert.is(status, 1);
  assert.match(stderr, /^rankstat: A got worse: [^\n]*\nrankstat: page\.html: open it in a browser\n$/);
  assert.match(
    stdout,
    /^BASE: base\.json, 5 of 5 hosts complete, means over benchmark\n\nA: slow\.json, .*\n {2}write took/,
  );
  assert.match(stdout, /\nB: same\.json, .*\n {2}Nothing stands out/);
  assert.match(
    stdout,
    /\n {2,}BASE {2,}A {2,}B\nwhole run +2:00 +2:30 \(\+25 %\) +2:00 \(±0 %\)\n {2}disks written, MB\/s /,
  );
  assert.match(stdout, /\nwrite +1:00 +1:30 \(\+50 %\) +1:00 \(±0 %\)\n/);
  const page = await readFile(path.join(directory, 'page.html'), 'utf8');
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(page) ?? [];
  const { runs, comparisons } = JSON.parse(json);
  assert.equal([runs.length, comparisons.length], [3, 2]);
});

test.run();
