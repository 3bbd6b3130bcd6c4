// Long
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import { filesIn, RANKSTAT } from '../jobs/site.ts';

const test = suite<{ directory: string; disk: string }>('a file system that does not answer');
// Mounting takes root, which a cluster takes, too.
const check = clusterTest(test as never);
const place = { directory: '', disk: '' };
const isRoot = process.getuid?.() === 0;

/** A disk of its own, which can be frozen: writes to it then wait until it is thawed, as those to a server that is gone. */
test.before.each(async () => {
  place.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-frozen-'));
  place.disk = path.join(place.directory, 'disk');
  await mkdir(place.disk);
  const image = path.join(place.directory, 'image');
  if (isRoot) sh(`truncate -s 40M ${image} && mkfs.ext4 -q ${image} && mount -o loop ${image} ${place.disk}`);
});
test.after.each(async () => {
  if (isRoot) {
    spawnSync('fsfreeze', ['-u', place.disk]);
    sh(`umount ${place.disk}`);
  }
  await rm(place.directory, { recursive: true });
});

function sh(command: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
}

/** Processes that have the directory in their command line. */
function processesOf(directory: string): string[] {
  const { stdout } = spawnSync('ps', ['axo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(directory));
}

check(
  'it is told of, and given up; the exit code is kept, no collector is left, and the journal is',
  async () => {
    const { disk } = place;
    const out = path.join(disk, 'results');
    const freeze = `sleep 2; fsfreeze -f ${disk}; sleep 12; date +%s%N >&2; exit 3`;
    const args = [
      'run',
      '--launcher',
      'local',
      '--interval',
      '0.2',
      '--stop-timeout',
      '2',
      '--results-dir',
      out,
    ];
    const child = spawn(RANKSTAT, [...args, '--', 'sh', '-c', freeze], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    const took = Date.now() - Number(/^\d{19}$/m.exec(said)?.[0]) / 1e6;
    assert.is(code, 3, said);
    assert.match(said, /cannot write .*\.journal: a write has not returned for 10 s; samples are kept\n/);
    assert.match(said, /nothing was read or written for 10 s, as when a file server does not answer\n/);
    assert.match(
      said,
      /on \S+: .* for 30 s, .*; it is given up; what was written until then is in .*\.journal/,
    );
    assert.ok(took < 38_000, `run ended ${took} ms after the benchmark`);
    sh(`fsfreeze -u ${disk}`);
    assert.equal(processesOf(out), []);
    const names = (await filesIn(out)).filter((name) => name.endsWith('.journal'));
    assert.is(names.length, 1);
    assert.ok((await readFile(path.join(out, names[0] ?? ''))).length > 5000);
  },
);

test.run();
