import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import { RANKSTAT, seriesFile } from '../jobs/site.ts';

const test = suite<{ directory: string }>('files of the kernel that are masked');
// A mount namespace takes root, which a cluster takes, too.
const check = clusterTest(test as never);
const place = { directory: '' };

test.before.each(async () => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-masked-'));
});
test.after.each(async () => await rm(place.directory, { recursive: true }));

/** Runs a benchmark of a second where these files below /proc are empty, as a container masks them. */
async function runMasking(files: readonly string[], options: readonly string[] = []) {
  const mask = files.map((file) => `mount --bind /dev/null /proc/${file}`);
  const script = [...mask, 'exec "$@"'].join(' && ');
  const run = [
    RANKSTAT,
    'run',
    '--strict',
    '--interval',
    '0.2',
    '--results-dir',
    place.directory,
    ...options,
  ];
  const argv = ['-m', 'sh', '-c', script, 'sh', ...run, '--', 'sleep', '1'];
  const { status, stderr } = spawnSync('unshare', argv, { encoding: 'utf8' });
  const name = (await readdir(place.directory)).find((one) => one.endsWith('.json'));
  assert.ok(name, stderr);
  const { host_status } = await seriesFile(path.join(place.directory, name));
  const [host] = Object.values<{
    status: string;
    reason: string | null;
    sources?: Record<string, { ticks_expected: number; ticks_sampled: number; ticks_missed: number }>;
  }>(host_status);
  return { status, stderr, host };
}

check(
  'sources that fail in every sample: not complete, named in the summary, and --strict tells',
  async () => {
    const { status, stderr, host } = await runMasking(['vmstat', 'stat']);
    assert.is(status, 75, stderr);
    assert.is(host?.status, 'partial');
    assert.match(host?.reason ?? '', /vmstat/);
    assert.match(host?.reason ?? '', /cpu/);
    assert.match(stderr, / lacks vmstat at \d+, cpu at \d+ ticks\n/);
    assert.match(stderr, /coverage is incomplete \(--strict\)/);
    for (const source of ['vmstat', 'cpu']) {
      const ticks = host?.sources?.[source];
      assert.ok(ticks, source);
      assert.equal([ticks.ticks_sampled, ticks.ticks_missed], [0, ticks.ticks_expected]);
    }
    const memory = host?.sources?.meminfo;
    assert.is(memory?.ticks_expected, (memory?.ticks_sampled ?? 0) + (memory?.ticks_missed ?? 0));
  },
);

check('one that is left out need not come; an optional one must if it was named', async () => {
  const pressure = ['pressure/cpu', 'pressure/io', 'pressure/memory'];
  const { status, stderr, host } = await runMasking([...pressure, 'stat'], ['--exclude-sources', 'cpu']);
  // On a busy machine a tick can be missing; no source is.
  assert.not.match(`${host?.reason}`, /pressure|cpu/);
  assert.is(status, host?.status === 'complete' ? 0 : 75, stderr);
  await rm(place.directory, { recursive: true });
  const named = await runMasking(pressure, ['--sources', 'meminfo,pressure']);
  assert.is(named.status, 75);
  assert.match(named.host?.reason ?? '', /pressure/);
  assert.match(named.stderr, /--sources pressure: failed: /);
});

test.run();
