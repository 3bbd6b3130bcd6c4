import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Placing } from '../../../src/run/mlpstorage/placing.ts';
import { runDirectories } from '../../../src/run/mlpstorage/run-directories.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { createLog } from '../../../src/system/log.ts';
import { ManualClock } from '../../manual-clock.ts';

const test = suite<{ directory: string; said: string[] }>('placing');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-placing-'));
  context.said = [];
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** mlpstorage 3 keeps runs so deep below its results directory. */
const TRAINING = 'closed/acme/results/array1/training/unet3d/run';

async function made(directory: string, leaf: string, ...files: string[]): Promise<string> {
  const folder = path.join(directory, 'results', leaf);
  await mkdir(folder, { recursive: true });
  for (const file of files) await writeFile(path.join(folder, file), '{}');
  return folder;
}

/** A series file, and who places it; what is made later is of the run. */
async function before({ directory, said }: { directory: string; said: string[] }) {
  const log = createLog('rankstat', 'normal', (line) => said.push(line.trim()));
  const placing = new Placing(path.join(directory, 'results'), log, systemClock());
  await placing.ready();
  const file = path.join(directory, 'training_20261125_120003_timeseries.json');
  await writeFile(file, 'series');
  return { placing, file };
}

test('the file is in the directory of the new run, under its time, not under ours', async (context) => {
  const { directory, said } = context;
  await made(directory, `${TRAINING}/20261124_090000`, 'training_20261124_090000_metadata.json');
  const { placing, file } = await before(context);
  const leaf = await made(
    directory,
    `${TRAINING}/20261125_120001`,
    ...['training_20261125_120001_metadata.json', 'summary.json', 'dlio.log'],
  );
  const target = path.join(leaf, 'training_20261125_120001_timeseries.json');
  assert.is(await placing.place(file), target);
  assert.is(await readFile(target, 'utf8'), 'series');
  assert.equal(await readdir(directory), ['results']);
  assert.equal(said, []);
});

test('the type is that of mlpstorage, and a compressed file keeps its name s end', async (context) => {
  const { placing, file } = await before(context);
  const packed = `${file}.gz`;
  await writeFile(packed, 'series');
  const name = 'vector_database_20261125_120001';
  const leaf = await made(
    context.directory,
    'vector_database/milvus/DISKANN/run/20261125_120001',
    `${name}_metadata.json`,
  );
  assert.is(await placing.place(packed), path.join(leaf, `${name}_timeseries.json.gz`));
});

for (const [title, prepare, message] of [
  [
    'no run',
    async () => {},
    /^rankstat: --mlpstorage: there is no new run in \S+results; the series file stays where it is, /,
  ],
  [
    'several runs',
    async (directory: string) => {
      await made(directory, `${TRAINING}/20261125_120001`, 'training_20261125_120001_metadata.json');
      await made(directory, `${TRAINING}/20261125_130001`, 'training_20261125_130001_metadata.json');
    },
    /2 runs are new, \S+120001, \S+130001: it is of all of them/,
  ],
  [
    'a run that has not come so far',
    async (directory: string) => {
      await made(directory, `${TRAINING}/20261125_120001`, '.mlps-code-image');
    },
    /20261125_120001 has no \*_20261125_120001_metadata\.json/,
  ],
  [
    "mlpstorage's own time series",
    async (directory: string) => {
      const names = ['metadata', 'timeseries'].map((one) => `training_20261125_120001_${one}.json`);
      await made(directory, `${TRAINING}/20261125_120001`, ...names);
    },
    /_timeseries\.json is there \(mlpstorage has --skip-timeseries\)/,
  ],
] as const) {
  test(`${title}: the file stays where it is, and why is said`, async (context) => {
    const { placing, file } = await before(context);
    await prepare(context.directory);
    assert.is(await placing.place(file), file);
    assert.is(await readFile(file, 'utf8'), 'series');
    assert.is(context.said.length, 1);
    assert.match(context.said[0] ?? '', message);
  });
}

test('a file system that does not answer holds up neither the benchmark nor the end of the run', async (context) => {
  const { directory, said } = context;
  const clock = new ManualClock(0);
  const log = createLog('rankstat', 'normal', (line) => said.push(line.trim()));
  const placing = new Placing(path.join(directory, 'results'), log, clock);
  const ready = placing.ready();
  clock.advance(2000);
  await ready;
  const placed = placing.place('/out/series.json');
  clock.advance(30_000);
  assert.is(await placed, '/out/series.json');
  assert.match(said[0] ?? '', /: its file system has not answered in 30 s$/);
});

test('links are not followed', async ({ directory }) => {
  await made(directory, `${TRAINING}/20261125_120001`);
  await symlink(path.join(directory, 'results'), path.join(directory, 'results/closed/again'));
  const found = await runDirectories(path.join(directory, 'results'));
  assert.equal(
    found.map((one) => path.relative(directory, one.directory)),
    [`results/${TRAINING}/20261125_120001`],
  );
});

test.run();
