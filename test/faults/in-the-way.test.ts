import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rescueJournal } from '../../src/job/end/rescue.ts';
import { createOutput, createOwnJournal } from '../../src/job/files.ts';
import { publish, readContent } from '../../src/launch/rendezvous/file/file.ts';
import { SeriesWriter } from '../../src/series/writer.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { withTextOutput } from '../../src/terminal/text-output.ts';
import { RollingJournal } from '../../src/wire/journal/rolling.ts';
import { content } from '../launch/rendezvous/file/contents.ts';
import { exampleHeader } from '../series/example.ts';

// What can be guessed of the names of our files, and what somebody who may write there, too, puts in their place.

const START = new Date(2026, 0, 2, 3, 4, 5);
const VICTIM = 'precious';
/** Nobody, as Debian calls it. */
const NOBODY = 65_534;

/** What is put in the way: at the name `at`, in a directory that has a `victim`. */
const OBSTACLES = {
  async 'a symbolic link'(at: string, victim: string) {
    await symlink(victim, at);
  },
  async 'a link to nothing'(at: string) {
    await symlink('/nonexistent/of-somebody', at);
  },
  async 'a FIFO'(at: string) {
    execFileSync('mkfifo', [at]);
  },
  async 'a directory'(at: string) {
    await mkdir(at);
    await writeFile(path.join(at, 'x'), '');
  },
  async 'a file of another owner'(at: string) {
    await writeFile(at, VICTIM, { mode: 0o600 });
  },
};
type Obstacle = keyof typeof OBSTACLES;

/** A file that we make. */
interface Made {
  /** The name that can be guessed. */
  readonly name: string;
  /** Makes it in a directory. Gives its path. */
  readonly make: (directory: string) => Promise<string>;
  /** What becomes of it: `replaced` has the name, `beside` another; else what the error says. */
  readonly becomes: Record<Obstacle, 'replaced' | 'beside' | RegExp>;
}

const beside = {
  'a symbolic link': 'beside',
  'a link to nothing': 'beside',
  'a FIFO': 'beside',
  'a directory': 'beside',
  'a file of another owner': 'beside',
} as const;
const replaced = {
  'a symbolic link': 'replaced',
  'a link to nothing': 'replaced',
  'a FIFO': 'replaced',
  'a directory': /EISDIR|ENOTEMPTY|EEXIST/,
  'a file of another owner': /EPERM|EACCES/, // The directory is sticky.
} as const;
const regular = { 'a FIFO': /is no regular file: give another -o/, 'a directory': /is no regular file/ };

const output = async (directory: string) => {
  const options = { resultsDir: directory, journalDir: undefined, benchmark: 'b', start: START };
  return await createOutput({ ...options, compression: 'none' });
};

const FILES: Record<string, Made> = {
  'the journal': {
    name: 'b_20260102_030405_timeseries.journal',
    async make(directory) {
      const { journal } = await output(directory);
      await journal.close();
      return journal.path;
    },
    becomes: beside,
  },
  'the name of the series file, when a job begins': {
    name: 'b_20260102_030405_timeseries.json',
    async make(directory) {
      const { journal, paths } = await output(directory);
      await journal.close();
      const writer = await SeriesWriter.create(paths.series, exampleHeader());
      await writer.finish();
      return paths.series;
    },
    becomes: { ...beside, 'a link to nothing': 'replaced' },
  },
  'the series file, when a job ends': {
    name: 'a.json',
    async make(directory) {
      const file = path.join(directory, 'a.json');
      const writer = await SeriesWriter.create(file, exampleHeader());
      await writer.finish().catch(async (error: unknown) => {
        await writer.abandon();
        throw error;
      });
      return file;
    },
    becomes: replaced, // Who has an error keeps the journal and says where it is.
  },
  'a rank’s own journal': {
    name: 'b_20260102_030405_rank1_n_timeseries.journal',
    async make(directory) {
      const own = { directory, benchmark: 'b', start: START, rank: 1, hostname: 'n' };
      const journal = await createOwnJournal(own);
      await journal.close();
      return journal.path;
    },
    becomes: beside,
  },
  'a rescued journal among the temporary files': {
    name: 'a.journal',
    async make(directory) {
      const results = await mkdtemp(path.join(tmpdir(), 'rankstat-results-'));
      const journal = await RollingJournal.create(path.join(results, 'a.journal'));
      await rm(results, { recursive: true });
      await writeFile(results, ''); // Not even a directory any more.
      const [rescued = ''] = await rescueJournal(journal, [], directory);
      await journal.close();
      await rm(results);
      return rescued;
    },
    becomes: beside,
  },
  'the rendezvous file': {
    name: '.rankstat-x.json',
    async make(directory) {
      const file = path.join(directory, '.rankstat-x.json');
      await publish(file, content('x'));
      await readContent(file);
      return file;
    },
    becomes: replaced,
  },
  'a report, a table or a recovered file': {
    name: 'a.html',
    async make(directory) {
      const file = path.join(directory, 'a.html');
      const options = { path: file, existing: 'replace', inputs: [], leftovers: new Leftovers() } as const;
      await withTextOutput(options, async (to) => await to.write(Buffer.from('new')));
      return file;
    },
    becomes: { ...replaced, ...regular },
  },
};

interface Place {
  /** Where all may write: sticky, as /tmp is. */
  shared: string;
  victim: string;
}

const test = suite<Place>('in the way');
const isRoot = process.geteuid?.() === 0;

test.before.each(async (place) => {
  place.shared = await mkdtemp(path.join(tmpdir(), 'rankstat-shared-'));
  await chmod(place.shared, 0o1777);
  place.victim = path.join(place.shared, 'victim');
  await writeFile(place.victim, VICTIM);
});
test.after.each(async ({ shared }) => {
  process.seteuid?.(process.getuid?.() ?? 0);
  await rm(shared, { recursive: true });
});

for (const [what, { name, make, becomes }] of Object.entries(FILES)) {
  test(`${what}: nothing that is in its place is followed, waited for or overwritten`, async ({
    shared,
    victim,
  }) => {
    for (const [obstacle, put] of Object.entries(OBSTACLES) as [Obstacle, (typeof OBSTACLES)[Obstacle]][]) {
      if (obstacle === 'a file of another owner' && !isRoot) continue;
      const at = path.join(shared, name);
      await put(at, victim);
      const before = await lstat(at);
      const names = await readdir(shared);
      if (obstacle === 'a file of another owner') process.seteuid?.(NOBODY);
      const outcome = await make(shared).catch((error: unknown) => error);
      process.seteuid?.(process.getuid?.() ?? 0);
      const expected = becomes[obstacle];
      const after = await lstat(at);
      const case_ = `${what}, ${obstacle}: ${outcome instanceof Error ? outcome.message : outcome}`;
      if (expected === 'replaced') {
        assert.is(outcome, at, case_);
        assert.ok(after.isFile() && after.ino !== before.ino, case_);
      } else {
        assert.is(after.ino, before.ino, case_);
        if (expected === 'beside') {
          assert.ok(typeof outcome === 'string' && outcome !== at, case_);
          assert.ok((await lstat(outcome)).isFile(), case_);
        } else {
          assert.match(outcome instanceof Error ? outcome.message : '', expected, case_);
          assert.equal(await readdir(shared), names, case_);
        }
      }
      assert.is(await readFile(victim, 'utf8'), VICTIM, case_);
      for (const left of await readdir(shared)) {
        if (left !== 'victim') await rm(path.join(shared, left), { recursive: true });
      }
    }
  });
}

test.run();
