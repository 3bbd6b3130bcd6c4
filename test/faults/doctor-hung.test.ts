// Long: 30 s
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, textOf } from '../program.ts';

const RANKSTAT = path.join(import.meta.dirname, '../../bin/rankstat');

const test = suite<{ place: string; hung: string; daemon: number | undefined }>(
  'doctor where a file system does not answer',
);
const canMount = process.getuid?.() === 0 && existsSync('/usr/bin/bindfs');

test.before((context) => {
  context.place = mkdtempSync(path.join(tmpdir(), 'rankstat-hung-'));
  context.hung = path.join(context.place, 'hung');
  if (!canMount) return;
  for (const folder of ['below', 'hung']) mkdirSync(path.join(context.place, folder));
  const pidFile = path.join(context.place, 'pid');
  execFileSync(
    'sh',
    [
      '-c',
      'bindfs -f "$1" "$2" & echo $! >"$3"; until mountpoint -q "$2"; do sleep 0.1; done',
      'sh',
      path.join(context.place, 'below'),
      context.hung,
      pidFile,
    ],
    { stdio: 'ignore' },
  );
  context.daemon = Number(readFileSync(pidFile, 'utf8'));
  process.kill(context.daemon, 'SIGSTOP');
});
test.after(({ place, hung, daemon }) => {
  if (daemon !== undefined) {
    process.kill(daemon, 'SIGCONT');
    execFileSync('umount', [hung]);
  }
  rmSync(place, { recursive: true });
});

/** Runs doctor with these arguments. @returns its exit code, what it prints, and how long it took, s */
async function doctor(...args: readonly string[]) {
  const start = performance.now();
  const env = { ...process.env, RANKSTAT_CONFIG: '' };
  const child = spawn(RANKSTAT, ['doctor', ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    ended(child),
  ]);
  return { stdout, stderr, code, seconds: (performance.now() - start) / 1000 };
}

const check = canMount ? test : test.skip;

check('the results directory: a fault, in time, and an exit code of its own', async ({ hung }) => {
  const { stdout, code, seconds } = await doctor(
    '--results-dir',
    path.join(hung, 'out'),
    '--journal-dir',
    hung,
  );
  assert.is(code, 69, stdout);
  assert.match(
    stdout,
    /^fault +results +\S+ cannot write to \S+\/hung\/out: its file system has not answered in 5 s\n +→ see whether its file server is up/,
  );
  assert.ok(seconds < 25, `it took ${seconds} s`);
});

check(
  'what is in the place of /proc, as lxcfs of a container: that is all that can be said',
  async ({ hung }) => {
    const { stdout, stderr, code, seconds } = await doctor('--procfs', hung);
    assert.equal([code, stdout], [69, '']);
    assert.match(
      stderr,
      /^rankstat: \S+\/hung has not answered in 5 s, so nothing can be read there: see whether/,
    );
    assert.ok(seconds < 15, `it took ${seconds} s`);
  },
);

test.run();
