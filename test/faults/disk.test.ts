import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import {
  assertComplete,
  assertTicksTo,
  filesIn,
  onlyFile,
  RANKSTAT,
  type SeriesFile,
  seriesFile,
} from '../jobs/site.ts';

const test = suite<{ directory: string; disk: string; spare: string }>('disks that fail');
// Mounting takes root, which a cluster takes, too.
const check = clusterTest(test as never);
const place = { directory: '', disk: '', spare: '' };

/** A disk of 64 KiB, and a directory for what does not fit. */
test.before.each(async () => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-disk-'));
  place.disk = path.join(place.directory, 'disk');
  place.spare = path.join(place.directory, 'spare');
  await mkdir(place.disk);
  await mkdir(place.spare);
  if (process.getuid?.() === 0) sh(`mount -t tmpfs -o size=64k rankstat-test ${place.disk}`);
});
test.after.each(async () => {
  if (process.getuid?.() === 0) sh(`umount ${place.disk}; umount ${place.disk} 2>/dev/null || true`);
  await rm(place.directory, { recursive: true });
});

function sh(command: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
}

/** Runs a benchmark on this host alone, every 100 ms; temporary files go to the spare directory. */
async function run(options: readonly string[], benchmark: string) {
  const args = ['run', '--interval', '0.1', ...options, '--', 'sh', '-c', benchmark];
  const env = { PATH: process.env.PATH, TMPDIR: place.spare };
  const child = spawn(RANKSTAT, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

/** Fails unless the file has every sample of this host, from the first to the last. */
function assertNothingLost(file: SeriesFile): void {
  assertComplete(file, file.hosts_requested);
  const [host = ''] = file.hosts_requested;
  assertTicksTo(file, host, 40);
}

check('full in the middle of the journal: what did not fit goes elsewhere, and nothing is lost', async () => {
  const { disk, spare } = place;
  const fill = `sleep 0.5; head -c 1M /dev/zero >${disk}/fill; sleep 4; exit 3`;
  const { code, stderr } = await run(['--results-dir', spare, '--journal-dir', disk], fill);
  assert.is(code, 3);
  assert.match(stderr, /cannot write .*_timeseries\.journal: ENOSPC.*samples are kept/);
  assert.match(stderr, /the journal could not be kept where it was; it is in .*spare.*-rescued\.journal/);
  assertNothingLost(await onlyFile(spare));
});

check('full in the middle of the merge: the journal stays, and recover makes the file', async () => {
  const { disk, spare } = place;
  const fill = `sleep 4.5; head -c 1M /dev/zero >${disk}/fill; exit 3`;
  const { code, stderr } = await run(['--results-dir', disk, '--journal-dir', spare], fill);
  assert.is(code, 3);
  assert.match(
    stderr,
    /cannot write .*disk.*_timeseries\.json: ENOSPC.*the samples are in .*rankstat recover -o FILE/,
  );
  assert.equal(await readdir(disk), ['fill'], 'no half of a file');
  const [journal = ''] = await filesIn(spare);
  const file = path.join(spare, 'recovered.json');
  sh(`${RANKSTAT} recover -o ${file} ${spare}/${journal}`);
  assertNothingLost(await seriesFile(file));
});

check('the results directory is removed in mid-run: it comes back, with the file', async () => {
  const results = path.join(place.spare, 'results');
  const { code, stderr } = await run(['--results-dir', results], `sleep 3; rm -rf ${results}; sleep 1.5`);
  assert.is(code, 0);
  assert.match(stderr, /[01] of 1 hosts complete/);
  assertNothingLost(await onlyFile(results));
});

check(
  'a read-only file system over the results directory in mid-run: a journal elsewhere has everything',
  async () => {
    const { disk, spare } = place;
    const { code, stderr } = await run(
      ['--results-dir', disk],
      `sleep 0.5; mount -t tmpfs -o ro rankstat-over ${disk}; sleep 4; exit 3`,
    );
    assert.is(code, 3);
    assert.match(stderr, /cannot write .*_timeseries\.json: EROFS/);
    const names = (await filesIn(spare)).filter((name) => name.endsWith('.journal'));
    assert.is(names.length, 1, stderr);
    const file = path.join(spare, 'recovered.json');
    sh(`${RANKSTAT} recover -o ${file} ${spare}/${names[0]}`);
    assertNothingLost(await seriesFile(file));
  },
);

check('the journal on another file system, the series file on a disk too small for both', async () => {
  const { disk, spare } = place;
  const { code } = await run(['--results-dir', spare, '--journal-dir', disk], 'sleep 4.5');
  assert.is(code, 0);
  const [name = ''] = await filesIn(spare);
  const file = await seriesFile(path.join(spare, name));
  assertNothingLost(file);
  // The journal stays if the machine was busy, and a tick is missing.
  const isComplete = Object.values(file.host_status).every(({ status }) => status === 'complete');
  assert.equal(await readdir(disk), isComplete ? [] : [name.replace(/json$/, 'journal')]);
});

test.run();
