import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNames } from '../../../src/procfs/host/small-file.ts';
import { SourceReader, type Turn } from '../../../src/procfs/reading/reader.ts';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { lustre, lustreTargets } from '../../../src/procfs/sources/lustre.ts';
import { assertEachReading, CLIENTS, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, tree } from '../parse.ts';

const test = suite('lustre');

const TREES = [
  'lustre-2.10-proc',
  'lustre-2.12-proc-osc-only',
  'lustre-2.17-sysfs-only',
  'lustre-2.17-debugfs-open',
  'lustre-ra-stats-with-blanks',
  'lustre-rpc_stats-cleared',
  'lustre-import-without-averages',
];
const IN_USE = 'proc/fs/lustre/osc/fs1-OST0003-osc-ffff8fd1c2a4e800';

for (const name of TREES) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, lustre);
  });
}

function readerOf(root: string, now?: () => number): SourceReader {
  return new SourceReader(
    lustre,
    { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') },
    ...(now === undefined ? [] : [now]),
  );
}

/** A copy of a tree that was read three times; what a test changes in it is seen at the next reading. */
function changing(
  name: string,
  test: (reader: SourceReader, root: string) => void,
  now?: () => number,
): void {
  const { root, remove } = copyOf(name);
  const reader = readerOf(root, now);
  try {
    for (let nth = 0; nth < 3; nth++) assert.is(reader.read(), 'ok');
    test(reader, root);
  } finally {
    reader.close();
    remove();
  }
}

function edit(file: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): void {
  const before = readFileSync(file, 'utf8');
  const after = changes.reduce((text, [from, to]) => text.replace(from, to), before);
  assert.is.not(after, before);
  writeFileSync(file, after);
}

/** What is expected of a tree, with these parts of the text replaced. */
function expected(name: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  const text = expectedOf(name, 'lustre') ?? '';
  return changes.reduce((json, [from, to]) => {
    assert.ok(json.includes(from), from);
    return json.replace(from, to);
  }, text);
}

test('numbers that have changed are read without the names', () => {
  changing('lustre-2.12-proc-osc-only', (reader, root) => {
    edit(path.join(root, IN_USE, 'rpc_stats'), [
      /256:.*/,
      '256:\t\t        10  83 100   |          6 100 100',
    ]);
    edit(path.join(root, IN_USE, 'import'), ['bytes_per_rpc: 838861', 'bytes_per_rpc: 873813']);
    assert.is(reader.read(), 'ok');
    assert.not(reader.reading.changed);
    // 873813 × 12, 1048576 × 6
    const json = expected(
      'lustre-2.12-proc-osc-only',
      ['"read_rpcs":10,"write_rpcs":5', '"read_rpcs":12,"write_rpcs":6'],
      ['"256":{"read_rpcs":8,"write_rpcs":5}', '"256":{"read_rpcs":10,"write_rpcs":6}'],
      ['"read_bytes_derived":8388610', '"read_bytes_derived":10485756'],
      ['"write_bytes_derived":5242880', '"write_bytes_derived":6291456'],
    );
    assert.is(jsonOf(reader), json);
  });
});

test('a connection that changes its state is one of another state, without an error', () => {
  changing('lustre-2.12-proc-osc-only', (reader, root) => {
    edit(path.join(root, IN_USE, 'import'), ['state: FULL', 'state: EVICTED']);
    assert.is(reader.read(), 'ok');
    assert.equal([reader.error, reader.reading.changed], [undefined, false]);
    const json = expected('lustre-2.12-proc-osc-only', [
      '"full":1,"evicted":0,"idle":1',
      '"full":0,"evicted":1,"idle":1',
    ]);
    assert.is(jsonOf(reader), json);
    edit(path.join(root, IN_USE, 'import'), ['state: EVICTED', 'state: HIBERNATING']);
    reader.read();
    assert.match(jsonOf(reader), '"ost_states":{"unknown":1,');
  });
});

test('nothing is read that makes a server be asked', () => {
  const asking = /^(?:kbytes(?:free|avail|total)|files(?:free|total)|(?:stat_)?blocksize|fstype|uuid)$/;
  for (const name of TREES) {
    const root = path.join(CLIENTS, name);
    const roots = { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') };
    const files = lustre.find?.(roots.procfs, roots) ?? [];
    assert.ok(files.length > 0, name);
    assert.equal(
      files.filter((file) => asking.test(path.basename(file))),
      [],
    );
  }
});

test('2.17: what there is of targets is recorded, and that what they did is denied', () => {
  const reader = readerOf(path.join(CLIENTS, 'lustre-2.17-sysfs-only'));
  assert.is(reader.read(), 'ok');
  assert.match(reader.outcome ?? '', /^denied: debugfs; /);
  assert.is(reader.error, undefined);
  reader.close();
  const seen = readerOf(path.join(CLIENTS, 'lustre-2.12-proc-osc-only'));
  seen.read();
  assert.is(seen.outcome, 'ok');
  seen.close();
});

test('debugfs that is for root alone hides calls of applications from others, without an error', () => {
  changing('lustre-2.12-proc-osc-only', (_, root) => {
    const debug = path.join(root, 'sys/kernel/debug');
    cpSync(
      path.join(CLIENTS, 'lustre-2.17-debugfs-open/sys/kernel/debug/lustre/llite'),
      `${debug}/lustre/llite`,
      {
        recursive: true,
      },
    );
    const asRoot = readerOf(root);
    asRoot.read();
    assert.match(jsonOf(asRoot), '"llite":{"read_bytes":{"calls":2,"bytes":1052672}');
    asRoot.close();
    // Root may read it nonetheless.
    const user = process.geteuid?.();
    chmodSync(root, 0o755);
    chmodSync(debug, 0);
    if (user === 0) process.seteuid?.(65534);
    try {
      // The mutation tester has a folder for its files that is root's alone.
      if (readNames(root).length === 0) return;
      const reader = readerOf(root);
      assert.is(reader.read(), 'ok');
      assert.equal([reader.outcome, reader.error], ['ok', undefined]);
      assert.is(jsonOf(reader), expectedOf('lustre-2.12-proc-osc-only', 'lustre'));
      reader.close();
    } finally {
      if (user === 0) process.seteuid?.(0);
      chmodSync(debug, 0o755);
    }
  });
});

test('a file that is listed and may not be read, as debugfs of a kernel that is locked down, hides nothing else', () => {
  changing('lustre-2.12-proc-osc-only', (_, root) => {
    const closed = ['OST0000', 'OST0003'].map((target) => {
      const folder = path.join(root, `sys/kernel/debug/lustre/osc/fs1-${target}-osc-ffff8fd1c2a4e800`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'stats'), 'read_bytes 5 samples [bytes] 1 2 7 9\n', { mode: 0 });
      return path.join(folder, 'stats');
    });
    // Root may read it nonetheless.
    const user = process.geteuid?.();
    chmodSync(root, 0o755);
    if (user === 0) process.seteuid?.(65534);
    const reader = readerOf(root);
    try {
      // The mutation tester has a folder for its files that is root's alone.
      if (readNames(root).length === 0) return;
      assert.is(reader.read(), 'ok');
      assert.is(jsonOf(reader), expectedOf('lustre-2.12-proc-osc-only', 'lustre'));
      assert.match(reader.error ?? '', 'denied: no permission to read');
    } finally {
      if (user === 0) process.seteuid?.(0);
    }
    for (const file of closed) chmodSync(file, 0o644);
    reader.read();
    assert.match(jsonOf(reader), '"wire":{"read_bytes":14,"write_bytes":0}');
    assert.is(reader.error, undefined);
    reader.close();
  });
});

test('a target that comes later is in the sums from then on, and one that goes is not', () => {
  let now = 0;
  changing(
    'lustre-2.12-proc-osc-only',
    (reader, root) => {
      const osc = path.join(root, 'proc/fs/lustre/osc');
      const more = path.join(osc, 'fs1-OST0004-osc-ffff8fd1c2a4e800');
      cpSync(path.join(root, IN_USE), more, { recursive: true });
      now = 30;
      reader.read();
      assert.match(jsonOf(reader), '"osts":{"found":2,"summed":2,"read":2}');
      now = 60;
      reader.read();
      assert.match(jsonOf(reader), '"osts":{"found":3,"summed":3,"read":3}');
      assert.match(jsonOf(reader), '"bytes":{"read_bytes_derived":16777220,');
      rmSync(more, { recursive: true });
      now = 120;
      reader.read();
      // Its cur_dirty_bytes was never there: of what not all have there is no sum.
      assert.match(jsonOf(reader), '"osts":{"found":2,"summed":2,"read":2}');
      assert.match(jsonOf(reader), '"bytes":{"read_bytes_derived":8388610,');
      assert.is(reader.error, undefined);
    },
    () => now,
  );
});

test('of what not all targets have there is no sum', () => {
  changing('lustre-2.12-proc-osc-only', (_, root) => {
    rmSync(path.join(root, 'sys/fs/lustre/osc/fs1-OST0000-osc-ffff8fd1c2a4e800/cur_dirty_bytes'));
    const reader = readerOf(root);
    reader.read();
    assert.is(
      jsonOf(reader),
      expected('lustre-2.12-proc-osc-only', ['"osc":{"cur_dirty_bytes":1048576},', '']),
    );
    reader.close();
  });
});

test('a file that makes no sense leaves the sums as they were, and is named', () => {
  const broken: readonly (readonly [file: string, from: string | RegExp, to: string, why: RegExp])[] = [
    ['rpc_stats', /256:.*/, '256:\t\tx', /rpc_stats line 17: "x" is not a number \(read\)/],
    ['rpc_stats', /256:.*/, '256:\t\t9', /rpc_stats line 17: no RPCs that wrote behind those that read/],
    ['rpc_stats', /.*/s, '', /rpc_stats: the file is empty/],
    ['import', 'timeouts: 1', 'timeouts: soon', /import line \d+: "soon" is not a number/],
    ['import', '    state: FULL\n', '', /import: no state/],
  ];
  for (const [file, from, to, why] of broken) {
    changing('lustre-2.12-proc-osc-only', (reader, root) => {
      edit(path.join(root, IN_USE, file), [from, to]);
      assert.is(reader.read(), 'ok');
      // The other files of the target were read.
      assert.is(jsonOf(reader), expectedOf('lustre-2.12-proc-osc-only', 'lustre'));
      assert.match(reader.error ?? '', why);
    });
  }
});

test('a target none of whose numbers were ever read is in no sum', () => {
  const { root, remove } = copyOf('lustre-2.12-proc-osc-only');
  edit(path.join(root, IN_USE, 'rpc_stats'), [/256:.*/, '256:\t\tx']);
  const reader = readerOf(root);
  assert.is(reader.read(), 'ok');
  assert.match(jsonOf(reader), '"osts":{"found":2,"summed":1,"read":1}');
  assert.match(jsonOf(reader), '"rpcs":{"read_rpcs":0,"write_rpcs":0,');
  reader.close();
  remove();
});

test('calls that begin to be counted, and statistics that make no sense', () => {
  changing('lustre-2.10-proc', (reader, root) => {
    const stats = path.join(root, 'proc/fs/lustre/llite/scratch-2-ffff8fd1ffee0000/stats');
    const head = readFileSync(stats, 'utf8');
    writeFileSync(stats, `${head}write_bytes               2 samples [bytes] 1 2 3\n`);
    reader.read();
    assert.match(jsonOf(reader), '"write_bytes":{"calls":2,"bytes":3}}}}');
    for (const [line, why] of [
      ['write_bytes 2 samples [bytes] 1 2', 'bytes without a sum'],
      ['write_bytes 2', 'no "samples" behind a count'],
      ['write_bytes', 'no name and count'],
      ['7 samples [pages]', 'no name and count'],
    ] as const) {
      writeFileSync(stats, `${head}${line}\n`);
      assert.is(reader.read(), 'ok');
      assert.match(reader.error ?? '', `stats line 2: ${why}`);
      assert.match(jsonOf(reader), '"write_bytes":{"calls":2,"bytes":3}}}}');
    }
  });
});

test('where rpc_stats are cleared while it runs, bytes go on from where they were', () => {
  changing('lustre-2.12-proc-osc-only', (reader, root) => {
    const file = path.join(root, IN_USE, 'rpc_stats');
    const cleared = path.join(
      CLIENTS,
      'lustre-rpc_stats-cleared/proc/fs/lustre/osc/fs1-OST0001-osc-ffff8fd1c2a4e800/rpc_stats',
    );
    writeFileSync(file, readFileSync(cleared));
    reader.read();
    assert.match(
      jsonOf(reader),
      '"bytes":{"read_bytes_derived":8388610,"read_bytes_estimated":12288,"write_bytes_derived":7340032,"write_bytes_estimated":0}',
    );
  });
});

/** So many targets, each of which has read so many times 256 pages, 1 MiB. */
function targets(count: number, rpcs: number): Record<string, string> {
  const folder = (nth: number) =>
    `proc/fs/lustre/osc/fs1-OST${nth.toString(16).padStart(4, '0')}-osc-ffff8fd1`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, nth) => nth).flatMap((nth) => [
      [
        `${folder(nth)}/import`,
        'import:\n    state: FULL\n    read_data_averages:\n       bytes_per_rpc: 1048576\n',
      ],
      [
        `${folder(nth)}/rpc_stats`,
        `pages per rpc         rpcs   % cum % |       rpcs   % cum %\n256:\t\t ${rpcs} 100 100   |  0   0   0\n`,
      ],
    ]),
  );
}

test('more than 64 targets come in turn, at the beginning and the end all; no sum falls meanwhile', async () => {
  const { root, remove } = await tree(targets(130, 1));
  let now = 0;
  const reader = readerOf(root, () => now);
  const slab = new Slab();
  const next = (turn: Turn) => {
    slab.truncate(0);
    reader.capture(slab, turn);
    assert.is(reader.parse(slab), 'ok');
    const [, read, derived] = /"read":(\d+)}.*"read_bytes_derived":(\d+)/.exec(jsonOf(reader)) ?? [];
    return [Number(read), Number(derived) / 1_048_576];
  };
  assert.equal(next('in any case'), [130, 130]);
  for (const [name, text] of Object.entries(targets(130, 3))) writeFileSync(path.join(root, name), text);
  const seen: number[][] = [];
  for (now = 10; now <= 30; now += 10) seen.push(next('its turn'));
  // Of the third only two had not had their turn.
  assert.equal(seen, [
    [64, 130 + 2 * 64],
    [64, 130 + 2 * 128],
    [64, 130 + 2 * 130],
  ]);
  assert.equal(next('in any case'), [130, 390]);
  reader.close();
  remove();
});

test('each target by itself has what a file system of it alone would have', () => {
  const root = path.join(CLIENTS, 'lustre-2.12-proc-osc-only');
  const reader = new SourceReader(lustreTargets, {
    procfs: path.join(root, 'proc'),
    sysfs: path.join(root, 'sys'),
  });
  assert.is(reader.read(), 'ok');
  const json = JSON.parse(jsonOf(reader));
  assert.equal(Object.keys(json), ['fs1-MDT0000', 'fs1-OST0000', 'fs1-OST0003']);
  assert.equal(json['fs1-MDT0000'].mdts, { found: 1, summed: 1, read: 1 });
  assert.equal([json['fs1-OST0000'].ost_states.idle, json['fs1-OST0003'].ost_states.full], [1, 1]);
  assert.is(json['fs1-OST0003'].bytes.read_bytes_derived, 8_388_610);
  assert.equal(json['fs1-OST0003'].osc, { cur_dirty_bytes: 1_048_576 });
  reader.close();
  const mount = path.join(CLIENTS, 'lustre-ra-stats-with-blanks');
  const mountOnly = new SourceReader(lustreTargets, { procfs: path.join(mount, 'proc'), sysfs: '/none' });
  assert.is(mountOnly.read(), 'absent');
  mountOnly.close();
});

test('files that say nothing give nothing', async () => {
  const cache = 'proc/fs/lustre/llite/fs1-ffff8fd1c2a4e800/max_cached_mb';
  const { root, remove } = await tree({ [cache]: '32768\n' });
  const reader = readerOf(root);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  writeFileSync(path.join(root, cache), 'used_mb: 7\n');
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), '{"fs1":{"cache":{"used_mb":7}}}');
  reader.close();
  remove();
});

test('a node without Lustre has none, without an error, and is looked at once a minute', async () => {
  const { root, remove } = await tree({ 'proc/loadavg': '' });
  let now = 0;
  const reader = readerOf(root, () => now);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  cpSync(path.join(CLIENTS, 'lustre-2.12-proc-osc-only'), root, { recursive: true });
  now = 59;
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  now = 60;
  assert.is(reader.read(), 'ok');
  rmSync(path.join(root, 'proc/fs'), { recursive: true });
  rmSync(path.join(root, 'sys/fs'), { recursive: true });
  now = 120;
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  reader.close();
  // A module without a mount, and what a server has.
  mkdirSync(path.join(root, 'proc/fs/lustre/osc/fs1-OST0000-osc-MDT0000'), { recursive: true });
  writeFileSync(path.join(root, 'proc/fs/lustre/osc/fs1-OST0000-osc-MDT0000/import'), 'state: FULL\n');
  const server = readerOf(root);
  assert.is(server.read(), 'absent');
  server.close();
  remove();
});

test.run();
