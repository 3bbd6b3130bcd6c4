import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OwnFigures } from '../../../src/run/results/own-figures.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { ManualClock } from '../../manual-clock.ts';
import { heardLog } from '../heard-log.ts';

const test = suite<{ folder: string }>("a benchmark's own figures");
const START = Date.now() - 60_000;

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-figures-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** What fio says of a run that has ended now. */
function fioSays(bytes: number): string {
  const read = { io_bytes: bytes, io_kbytes: Math.floor(bytes / 1024), runtime: 10, total_ios: 1 };
  const jobs = [{ jobname: 'a', job_start: START + 1000, read }];
  return JSON.stringify({ 'fio version': 'fio-3.36', timestamp_ms: Date.now(), jobs });
}

function figuresOf(folder: string, given: readonly string[], program?: readonly [string, ...string[]]) {
  const clock = new ManualClock(START);
  const { log, said } = heardLog();
  const options = { given, command: ['fio', '--output=sub/x'], folder, resultsDir: 'out', clock, log };
  const figures = new OwnFigures(program === undefined ? options : { ...options, program });
  return { figures, said, clock };
}

test('auto finds what is new where the benchmark ran, in the results directory and where its command says', async ({
  folder,
}) => {
  for (const where of ['.', 'out', 'sub']) {
    mkdirSync(path.join(folder, where), { recursive: true });
    const file = path.join(folder, where, 'fio.json');
    writeFileSync(file, fioSays(7));
    const { figures, said } = figuresOf(folder, ['auto']);
    figures.begin(START);
    const [found, ...others] = await figures.found();
    assert.equal([found?.result.read, others], [{ least: 7n, most: 7n, basis: 'counted' }, []], where);
    assert.equal(said, [
      `info: what the benchmark says of itself, for summary, report and compare, too: --result ${file}`,
    ]);
    rmSync(file);
  }
});

test('none found is one line, and so is each file that is none', async ({ folder }) => {
  const none = figuresOf(folder, ['auto']);
  none.figures.begin(START);
  assert.equal(await none.figures.found(), []);
  assert.equal(none.said, [`info: --result auto: none found in ${folder}/sub, ${folder}/out, ${folder}`]);
  const named = figuresOf(folder, ['no\u001b[2Jne']);
  named.figures.begin(START);
  assert.equal(await named.figures.found(), []);
  assert.equal(named.said, [`warn: --result: ${folder}/no\u001b[2Jne is not there`]);
});

test('nothing is looked for before the benchmark has ended, or if nobody wants it', async ({ folder }) => {
  const trace = path.join(folder, 'trace');
  const program = ['sh', '-c', `echo >${trace}`, 'sh'] as const;
  const early = figuresOf(folder, ['auto'], program);
  assert.equal(await early.figures.found(), []);
  const unwanted = figuresOf(folder, [], program);
  unwanted.figures.begin(START);
  assert.equal(await unwanted.figures.found(), []);
  assert.equal([existsSync(trace), early.said, unwanted.said], [false, [], []]);
});

const LATE =
  /^warn: --result: what the benchmark says of itself is not shown: reading them took more than 2 s, or failed;/;

test('a search that does not come to its end is given up after two seconds, and killed', async ({
  folder,
}) => {
  const mine = path.join(folder, 'pid');
  const { figures, said, clock } = figuresOf(
    folder,
    ['auto'],
    ['sh', '-c', `echo $$ >${mine}.new; mv ${mine}.new ${mine}; exec sleep 60`, 'sh'],
  );
  figures.begin(START);
  while (!existsSync(mine)) await new Promise(setImmediate);
  const found = figures.found();
  clock.advance(1999);
  assert.equal(said, []);
  clock.advance(1);
  assert.equal(await found, []);
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', LATE);
  const pid = readFileSync(mine, 'utf8').trim();
  while (existsSync(`/proc/${pid}/exe`)) await new Promise(setImmediate);
});

test('a search has as long as the collectors need: what has come by then counts', async ({ folder }) => {
  const answer = '{"results":[],"problems":["late"],"isCutShort":false}';
  const { figures, said, clock } = figuresOf(folder, ['auto'], ['sh', '-c', `echo '${answer}'`, 'sh']);
  figures.begin(START);
  clock.suspend(600_000);
  assert.equal(await figures.found(), []);
  assert.is(said[0], 'warn: --result: late');
});

test('a program that cannot be started, fails, or says something else is no answer, and costs nothing else', async ({
  folder,
}) => {
  const programs = [['/no/such/program'], ['false'], ['echo', 'results'], ['yes']] as const;
  for (const program of programs) {
    const { figures, said } = figuresOf(folder, ['auto'], program);
    figures.begin(START);
    assert.equal(await figures.found(), [], program[0]);
    assert.match(said.join('\n'), LATE);
  }
});

/** A file system whose program has mounted it and answers nothing: who touches it waits until he is killed. */
const DEAF = `
import ctypes, os, sys
fuse = os.open('/dev/fuse', os.O_RDWR)
options = f'fd={fuse},rootmode=40000,user_id=0,group_id=0'.encode()
libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b'rankstat-test', sys.argv[1].encode(), b'fuse', 6, options) != 0: sys.exit(1)
print('mounted', flush=True)
sys.stdin.read()
`;

const isPossible = process.getuid?.() === 0 && existsSync('/dev/fuse');
const check = isPossible ? test : test.skip;
check('a file system that does not answer holds up nobody', async ({ folder }) => {
  const deaf = path.join(folder, 'deaf');
  mkdirSync(deaf);
  const server = spawn('python3', ['-c', DEAF, deaf], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [said] = await once(server.stdout, 'data');
    assert.match(String(said), 'mounted');
    const { log, said: told } = heardLog();
    const more = { command: [], folder, resultsDir: folder, clock: systemClock(), log };
    const figures = new OwnFigures({ given: [path.join(deaf, 'fio.json')], ...more });
    figures.begin(START);
    // Who looks hangs, and says nothing; of a file system that answers, whatever that is, it would say so.
    assert.equal(await figures.found(), []);
    assert.match(told.join('\n'), LATE);
  } finally {
    spawnSync('umount', ['-l', deaf]);
    server.stdin.end();
    await once(server, 'exit');
  }
});

test.run();
