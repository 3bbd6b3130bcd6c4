import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { asNamed } from '../../../src/procfs/registry.ts';
import { cgroup as byDefault } from '../../../src/procfs/sources/cgroup.ts';
import { assertEachReading, CLIENTS, copyOf, expectedOf, readings } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';

const test = suite('cgroup');

const cgroup = asNamed(byDefault);

for (const name of [
  'slurm-v1',
  'slurm-v2-jobid',
  'slurm-v2-sluid-no-io',
  'cgroup-hybrid',
  'cgroup-root-only',
  'pbs-v1',
  'container-mount-root',
]) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, cgroup);
  });

  test(`${name}: once it is known, only numbers are read`, () => {
    const reader = reading(path.join(CLIENTS, name));
    for (let nth = 0; nth < 2; nth++) reader.read();
    const { parses } = reader;
    assert.is(reader.read(), 'ok');
    assert.is(reader.parses, parses);
    reader.close();
  });
}

test('namespace-hidden: nothing of what the namespace shows is taken for the job, and it is said why', () => {
  assert.is(expectedOf('namespace-hidden', 'cgroup'), undefined);
  for (const { json } of readings('namespace-hidden', cgroup)) {
    assert.match(
      json,
      /^failed: .*: a namespace hides which cgroup the job has: \/proc\/self\/cgroup says \/\.\.\/\.\.$/,
    );
  }
});

/** A reader of a tree that counts how many files it parses. */
class CountingReader extends SourceReader {
  parses = 0;

  constructor(root: string, now?: () => number) {
    const counting: typeof cgroup = {
      ...cgroup,
      parse: (...all) => {
        this.parses++;
        cgroup.parse(...all);
      },
    };
    super(counting, { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') }, now);
  }
}

function reading(root: string): CountingReader {
  return new CountingReader(root);
}

/** A copy of a tree that is read three times, changed and read again. */
function afterwards(name: string, change: (file: (name: string, content?: string) => string) => void) {
  const { root, remove } = copyOf(name);
  const reader = reading(root);
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    const { parses } = reader;
    change((below, content) => {
      const file = path.join(root, 'sys/fs/cgroup', below);
      if (content !== undefined) writeFileSync(file, content);
      return readFileSync(file, 'utf8');
    });
    const outcome = reader.read();
    return {
      outcome,
      sample: outcome === 'ok' ? JSON.parse(jsonOf(reader)) : undefined,
      error: reader.error,
      parsed: reader.parses - parses,
    };
  } finally {
    reader.close();
    remove();
  }
}

const JOB_2 = 'system.slice/slurmstepd.scope/job_4242';
const JOB_1 = 'memory/slurm/uid_1000/job_77';

test('numbers that have changed, of every file, are read without their names', () => {
  const files = `cpu.stat memory.current memory.peak memory.swap.current memory.events memory.stat io.stat
    cpu.pressure memory.pressure io.pressure pids.current`;
  const { sample, error, parsed } = afterwards('slurm-v2-jobid', (file) => {
    for (const name of files.split(/\s+/)) {
      const below = `${JOB_2}/${name}`;
      // 0 becomes 10, in what is not looked at, too; names of devices stay.
      file(below, file(below).replace(/(?<=[ =]|^)(\d+)(?=[. \n])(?!:)/gm, '1$1'));
    }
  });
  assert.equal([parsed, error], [0, undefined]);
  assert.equal(sample.cpu.usage_usec, 17250000123);
  assert.equal(sample.memory.current_bytes, 13221225472);
  assert.equal(sample.memory.max_bytes, 8589934592);
  assert.equal(sample.memory.events, { high: 112, max: 134, oom_kill: 11 });
  assert.equal([sample.memory.stat.file_bytes, sample.memory.stat.pgmajfault], [12147483648, 156]);
  assert.equal(sample.io['253:0'].dios, 10);
  assert.equal(sample.pressure.io.some, { avg10: 112.34, avg60: 15.6, avg300: 11, total_us: 155555555 });
  assert.equal(sample.pids, { current: 137 });
});

test('a limit that is set, changed and lifted is noticed at once; none is no huge number', () => {
  const none = '9223372036854771712\n';
  for (const [before, after, expected] of [
    [none, '1000000\n', 1000000],
    ['1000000\n', none, undefined],
    // With pages of 64 KiB.
    ['1000000\n', '9223372036854710272\n', undefined],
    ['1000000\n', '2000000\n', 2000000],
    [none, '4611686018427387904\n', undefined],
    [none, '4611686018427383808\n', '4611686018427383808'],
  ] as const) {
    const { root, remove } = copyOf('slurm-v1');
    const file = path.join(root, 'sys/fs/cgroup', JOB_1, 'memory.limit_in_bytes');
    writeFileSync(file, before);
    const reader = reading(root);
    for (let nth = 0; nth < 3; nth++) reader.read();
    for (let nth = 0; nth < 4; nth++) {
      writeFileSync(file, after);
      reader.read();
      assert.is(reader.error, undefined);
      const found = /"limit_in_bytes":(\d+)/.exec(jsonOf(reader))?.[1];
      assert.is(found, expected === undefined ? undefined : String(expected), `${before} → ${after}`);
    }
    reader.close();
    remove();
  }
  const { sample } = afterwards('slurm-v2-jobid', (file) => void file(`${JOB_2}/memory.max`, 'max\n'));
  assert.is('max_bytes' in sample.memory, false);
});

test('devices come when there is I/O, and one that has none yet is no row', () => {
  const { root, remove } = copyOf('slurm-v2-jobid');
  const file = path.join(root, 'sys/fs/cgroup', JOB_2, 'io.stat');
  writeFileSync(file, '');
  const reader = reading(root);
  const io = () => {
    assert.is(reader.read(), 'ok');
    assert.is(reader.error, undefined);
    return JSON.parse(jsonOf(reader)).io;
  };
  assert.equal([io(), io(), io()], [undefined, undefined, undefined]);
  const { parses } = reader;
  assert.is(io(), undefined);
  assert.is(reader.parses, parses);
  writeFileSync(file, '8:0 \n');
  assert.is(io(), undefined);
  writeFileSync(file, '8:0 rbytes=5 wbytes=6 rios=7 wios=8\n');
  assert.equal(io(), { '8:0': { rbytes: 5, wbytes: 6, rios: 7, wios: 8 } });
  writeFileSync(file, '8:0 rbytes=5 wbytes=6 rios=7 wios=8 dbytes=9 dios=1 cost.vrate=100.00 cost.usage=3\n');
  const six = { rbytes: 5, wbytes: 6, rios: 7, wios: 8, dbytes: 9, dios: 1 };
  assert.equal([io(), io(), io()], [{ '8:0': six }, { '8:0': six }, { '8:0': six }]);
  reader.close();
  remove();
});

test('version 1: what does not count the levels below is read only where there are none', () => {
  const { root, remove } = copyOf('pbs-v1');
  const at = (name: string) => path.join(root, 'sys/fs/cgroup', name, 'pbs_jobs.service/jobid/123.srv');
  const sample = () => {
    const reader = reading(root);
    assert.is(reader.read(), 'ok');
    reader.close();
    return JSON.parse(jsonOf(reader));
  };
  writeFileSync(
    path.join(at('memory'), 'memory.oom_control'),
    'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n',
  );
  assert.is(sample().memory.oom_kill, 4);
  for (const controller of ['memory', 'blkio']) mkdirSync(path.join(at(controller), 'below'));
  const { memory, blkio } = sample();
  assert.equal([memory.oom_kill, blkio], [undefined, undefined]);
  const recursive = path.join(at('blkio'), 'blkio.throttle.io_service_bytes_recursive');
  writeFileSync(recursive, '8:0 Read 70\n8:0 Write 80\n8:0 Total 150\nTotal 150\n');
  assert.equal(sample().blkio, { '8:0': { read_bytes: 70, write_bytes: 80 } });
  writeFileSync(recursive, 'Total 0\n');
  assert.is(sample().blkio, undefined);
  remove();
});

test('pressure that the kernel was told not to count is left out', () => {
  const { root, remove } = copyOf('slurm-v2-jobid');
  // As with psi=0, opening it works and reading it does not.
  for (const name of ['cpu', 'memory', 'io']) {
    const file = path.join(root, 'sys/fs/cgroup', JOB_2, `${name}.pressure`);
    rmSync(file);
    mkdirSync(file);
  }
  const reader = reading(root);
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.is(JSON.parse(jsonOf(reader)).pressure, undefined);
  reader.close();
  remove();
});

test('a line that makes no sense costs that line, a file that makes none that file', () => {
  const lines = afterwards('slurm-v2-jobid', (file) => {
    file(`${JOB_2}/memory.stat`, 'anon x\nfile\nfile_dirty 5 6\npgfault 7\n');
    file(`${JOB_2}/io.stat`, 'sda rbytes=1\n8:0 rbytes=x wbytes=2\n8:1 rbytes= \n8:2 rbytes=5 wbytes=6\n');
  });
  assert.equal(lines.sample.memory.stat, { pgfault: 7 });
  assert.equal(lines.sample.io, { '8:2': { rbytes: 5, wbytes: 6 } });
  for (const why of [
    /memory\.stat line 1: "x" is not a number/,
    /memory\.stat line 2: no number/,
    /memory\.stat line 3: more than a number/,
    /io\.stat line 1: no device/,
  ])
    assert.match(lines.error ?? '', why);
  const files = afterwards('slurm-v2-jobid', (file) => {
    file(`${JOB_2}/memory.current`, '');
    file(`${JOB_2}/memory.max`, '');
    file(`${JOB_2}/cpu.stat`, '\n');
    file(`${JOB_2}/memory.peak`, '-');
  });
  assert.is(files.outcome, 'ok');
  assert.equal(Object.keys(files.sample), ['memory', 'io', 'pressure', 'pids']);
  assert.equal(Object.keys(files.sample.memory), ['swap_current_bytes', 'events', 'stat']);
  assert.match(files.error ?? '', /memory\.current: the file is empty/);
});

test('counters of version 1 without those of the levels below are not taken', () => {
  const { json } = parsed(
    cgroup,
    'cache 5\npgfault 6\nworkingset_refault_file 7\ntotal_pgfault 8\n',
    'a/memory.stat',
  );
  assert.is(json, '{"memory":{"stat":{"total_pgfault":8}}}');
  const two = parsed(cgroup, 'anon 5\npgfault 6\ntotal_pgfault 8\n', 'a/memory.stat');
  assert.is(two.json, '{"memory":{"stat":{"anon_bytes":5,"pgfault":6}}}');
});

test('a node without cgroups has none, without an error', async () => {
  const { root, remove } = await tree({ 'proc/self/mountinfo': '', 'sys/x': '' });
  const roots = { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') };
  const reader = new SourceReader(byDefault, roots);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  const why = 'failed: this node has none; leave it out with --exclude-sources cgroup';
  assert.is(new SourceReader(cgroup, roots).read(), why);
  remove();
});

test('by default it is the job that is read, and nothing else', () => {
  for (const [name, own] of Object.entries({
    ...{ 'slurm-v1': 'ok', 'slurm-v2-jobid': 'ok', 'slurm-v2-sluid-no-io': 'ok', 'pbs-v1': 'ok' },
    ...{ 'cgroup-hybrid': 'absent', 'cgroup-root-only': 'absent', 'namespace-hidden': 'absent' },
  })) {
    const { json, error } = readings(name, byDefault, 1)[0]!;
    assert.is(json, own === 'ok' ? expectedOf(name, 'cgroup') : own, name);
    assert.is(error, undefined, name);
  }
});

test('a process that is put into another cgroup is found again within a minute', () => {
  const { root, remove } = copyOf('cgroup-hybrid');
  let now = 0;
  const reader = new CountingReader(root, () => now);
  const limits = () => {
    assert.is(reader.read(), 'ok');
    return JSON.parse(jsonOf(reader)).memory.usage_in_bytes;
  };
  assert.is(limits(), 6000000);
  const file = path.join(root, 'proc/self/cgroup');
  writeFileSync(file, readFileSync(file, 'utf8').replace('/process_api/27', '/process_api'));
  const above = path.join(root, 'sys/fs/cgroup/memory/process_api/memory.usage_in_bytes');
  writeFileSync(above, '77\n');
  now = 59;
  assert.is(limits(), 6000000);
  now = 60;
  assert.is(limits(), 77);
  reader.close();
  remove();
});

test('where it cannot be read which cgroup it is, that is an error, and not none', async () => {
  const { root, remove } = await tree({
    'proc/self/cgroup': '0::/a\n',
    'proc/self/mountinfo/x': '',
    'sys/x': '',
  });
  const reader = new SourceReader(cgroup, { procfs: `${root}/proc`, sysfs: `${root}/sys` });
  assert.match(reader.read(), /^failed: .* cannot be read \(EISDIR\)$/);
  remove();
});

test.run();
