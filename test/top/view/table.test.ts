import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type TopChoice, tableBy } from '../../../src/top/choice.ts';
import type { TopState } from '../../../src/top/state.ts';
import {
  type Paper,
  screenful as screenfulOf,
  tableOf,
  wholeTable as wholeTableOf,
} from '../../../src/top/view/table.ts';
import { exampleHost, exampleJob, exampleRates } from './example.ts';

const PAPER: Paper = { width: 80, height: 10, color: 'never', glyphs: 'unicode' };
const BY_NAME = tableBy('n');
const screenful = (state: TopState, choice: TopChoice, paper: Paper) =>
  screenfulOf(tableOf(state, choice), choice, paper);
const wholeTable = (state: TopState, choice: TopChoice, paper: Omit<Paper, 'height'>) =>
  wholeTableOf(tableOf(state, choice), choice, paper);
const GIB = 1024 * 1024;

const point = (tick: number, cpu: number, disk = 0, net = 0) => ({
  tick,
  curves: [cpu, disk, net],
});

/** Three hosts, of which one is late, one silent since tick 7; and one that has not come. */
const JOB = exampleJob(
  [
    exampleHost('node1', {
      rates: exampleRates({
        cpu_busy_percent: 90.4,
        cpu_iowait_percent: 5,
        memory_used_kb: 12 * GIB,
        disk_read_mb_per_s: 1250,
        net_rx_mb_per_s: 3.144,
      }),
      points: [point(8, 50, 400), point(9, 90, 800)],
    }),
    exampleHost('node2', {
      state: { kind: 'late', ms: 250.6 },
      rates: exampleRates({
        cpu_busy_percent: 10,
        memory_used_kb: 0.5 * GIB,
        disk_read_mb_per_s: 250,
        net_rx_mb_per_s: null,
      }),
      points: [point(8, 0, 0), point(9, 10, 100)],
    }),
    exampleHost('node3', { state: { kind: 'silent', ms: 12_900 }, rates: null, points: [point(7, 100)] }),
    exampleHost('node4', { state: { kind: 'missing' }, rates: null }),
  ],
  { ready: 3 },
);

test('80 columns: a curve of the CPU, means and sums of those who are there', () => {
  assert.equal(screenful(JOB, BY_NAME, PAPER), [
    'training: sampling for 1:02:03, 3 of 4 hosts, 1 silent, 1 late, 1 missing, 40 s…',
    'srun ./benchmark',
    'host     state        CPU% to 100        iow% memGiB rdMB/s wrMB/s rxMB/s txMB/s',
    'all      mean, sum      50           █▃▅    3   12.5  1.50k      0   3.14      0',
    'node1    sampling       90            ▅█    5   12.0  1.25k      0   3.14      0',
    'node2    late 251 ms    10            ▁▁    0   0.50    250      0      -      0',
    'node3    silent 12 s     -           █      -      -      -      -      -      -',
    'node4    missing         -                  -      -      -      -      -      -',
    '',
    '[n name] c i m d t s o r reverse / filter ? help q quit ',
  ]);
});

test('how far apart samples are, of hosts that differ from what to what', () => {
  const line = (stride: number, least_stride: number) =>
    wholeTable(exampleJob([], { interval_ms: 200, stride, least_stride }), BY_NAME, PAPER).split('\n')[0] ??
    '';
  assert.match(line(1, 1), / 40 samples, every 0\.2 s$/);
  assert.match(line(4, 4), / 40 samples, every 0\.8 s$/);
  assert.match(line(4, 1), / 40 samples, every 0\.2 to 0\.8 s$/);
});

test('wide: disk and network have curves, with one scale for all hosts and one for the sum', () => {
  const [, , titles, all, node1, node2] = screenful(JOB, BY_NAME, { ...PAPER, width: 110 });
  // 110 less 66 leave 44: nine for each of three curves, and five more for each.
  assert.is(
    titles?.trimEnd(),
    'host     state        CPU% to 100        iow% memGiB rdMB/s wrMB/s disk to 800   rxMB/s txMB/s net to 0',
  );
  assert.is(
    all,
    'all      mean, sum      50           █▃▅    3   12.5  1.50k      0           ▁▄█   3.14      0           ▁▁▁',
  );
  assert.is(
    node1,
    'node1    sampling       90            ▅█    5   12.0  1.25k      0            ▅█   3.14      0            ▁▁',
  );
  assert.is(
    node2,
    'node2    late 251 ms    10            ▁▁    0   0.50    250      0            ▁▂      -      0            ▁▁',
  );
});

test('columns of what not every node has are there where a host has it', () => {
  const rates = exampleRates({ rdma_rx_mb_per_s: 12_000, rdma_tx_mb_per_s: 0 });
  const job = exampleJob([
    exampleHost('node1', { rates }),
    exampleHost('node2'),
    exampleHost('node3', { rates: null }),
  ]);
  const [, , titles, all, node1, node2, node3] = screenful(job, BY_NAME, { ...PAPER, width: 81 });
  assert.is(titles, 'host     state        CPU% iow% memGiB rdMB/s wrMB/s rxMB/s txMB/s rdmaRx rdmaTx');
  assert.is(all, 'all      mean, sum       0    0      0      0      0      0      0  12.0k      0');
  assert.is(node1, 'node1    sampling        0    0      0      0      0      0      0  12.0k      0');
  assert.is(node2, 'node2    sampling        0    0      0      0      0      0      0      -      -');
  assert.is(node3, 'node3    sampling        -    -      -      -      -      -      -      -      -');
});

test('each line fits, at any size, and there are as many as the screen has', () => {
  for (const [width, height] of [
    [1, 1],
    [20, 5],
    [80, 24],
    [160, 50],
  ] as const) {
    const lines = screenful(JOB, BY_NAME, { ...PAPER, width, height });
    assert.is(lines.length, height);
    assert.ok(lines.every((line) => [...line].length <= width));
  }
});

test('what does not fit is scrolled to, and the keys say where one is', () => {
  const many = exampleJob(Array.from({ length: 30 }, (_, nth) => exampleHost(`node${nth + 1}`)));
  const shown = (scroll: number) => screenful(many, { ...BY_NAME, scroll }, { ...PAPER, width: 120 });
  const names = (scroll: number) =>
    shown(scroll)
      .slice(4, -1)
      .map((line) => line.split(' ')[0]);
  assert.equal(names(0), ['node1', 'node2', 'node3', 'node4', 'node5']);
  assert.equal(names(7), ['node8', 'node9', 'node10', 'node11', 'node12']);
  assert.match(shown(7).at(-1)!, / q quit {2}8-12\/30$/);
  // There are fewer hosts, or more lines, than when it was scrolled.
  assert.equal(names(99).at(-1), 'node30');
});

test('what is odd has a sign right before its number, and so has the row that is chosen', () => {
  const hosts = Array.from({ length: 6 }, (_, nth) =>
    exampleHost(`node${nth + 1}`, { rates: exampleRates({ cpu_iowait_percent: nth === 2 ? 45 : 1 }) }),
  );
  const lines = screenful(
    exampleJob(hosts),
    { ...BY_NAME, selected: 'node2' },
    { ...PAPER, width: 66, height: 12 },
  );
  assert.equal(lines.slice(2, 8), [
    'host     state        CPU% iow% memGiB rdMB/s wrMB/s rxMB/s txMB/s',
    'all      mean, sum       0    8      0      0      0      0      0',
    'node1    sampling        0    1      0      0      0      0      0',
    'node2   >sampling        0    1      0      0      0      0      0',
    'node3    sampling        0  !45      0      0      0      0      0',
    'node4    sampling        0    1      0      0      0      0      0',
  ]);
  const coloured = screenful(exampleJob(hosts), BY_NAME, {
    ...PAPER,
    color: 'always',
    width: 66,
    height: 12,
  });
  assert.match(coloured[6] ?? '', '\u001b[1;33m  !45\u001b[0m');
  const [, , , , first] = screenful(exampleJob(hosts), tableBy('o'), PAPER);
  assert.match(first ?? '', /^node3 /);
});

test('a filter leaves the hosts that match, their sums, and how many they are', () => {
  const hosts = ['a1', 'a2', 'b1'].map((name) =>
    exampleHost(name, { rates: exampleRates({ disk_read_mb_per_s: 7 }) }),
  );
  const lines = screenful(exampleJob(hosts), { ...BY_NAME, filter: 'a' }, { ...PAPER, width: 66 });
  assert.equal(
    lines.slice(3).filter((line) => line !== ''),
    [
      'these 2  mean, sum       0    0      0   14.0      0      0      0',
      'a1       sampling        0    0      0   7.00      0      0      0',
      'a2       sampling        0    0      0   7.00      0      0      0',
      '/a 2 of 3 hosts  ? help q quit / filter [n name] ',
    ],
  );
});

test('lines that no host needs have curves of all of them, each with its number', () => {
  const hosts = [exampleHost('node1', { points: [point(8, 50, 400), point(9, 100, 800)] })];
  const lines = screenful(exampleJob(hosts), BY_NAME, { ...PAPER, height: 12 });
  assert.equal(
    lines.slice(2, 9).map((line) => line.trimEnd()),
    // Of five lines with eight levels each 50 % are two and a half.
    [
      'CPU 100 %, to 100          disk 800 MB/s, to 800      net 0 MB/s, to 0',
      '                        █                          █',
      '                        █                          █',
      '                       ▄█                         ▄█',
      '                       ██                         ██',
      '                       ██                         ██                         ▁▁',
      'host     state        CPU% to 100        iow% memGiB rdMB/s wrMB/s rxMB/s txMB/s',
    ],
  );
});

test('order and its direction are said in the line of keys', () => {
  const lines = screenful(JOB, { ...tableBy('c'), direction: 'reversed' }, { ...PAPER, width: 100 });
  assert.match(lines.at(-1)!, /n name \[c CPU\] i iow .* \[r reverse\]/);
  assert.equal(
    lines.slice(4, 8).map((line) => line.split(' ')[0]),
    ['node2', 'node1', 'node3', 'node4'],
  );
});

test('silent and late are words, and with colours coloured words', () => {
  const lines = screenful(JOB, BY_NAME, { ...PAPER, color: 'always' });
  assert.match(lines[5]!, '\u001b[1;33mlate 251 ms \u001b[0m');
  assert.match(lines[6]!, '\u001b[1;31msilent 12 s \u001b[0m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
  const plain = lines.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''));
  assert.equal(
    plain.map((line) => line.trimEnd()),
    screenful(JOB, BY_NAME, PAPER).map((line) => line.trimEnd()),
  );
});

test('names and messages from elsewhere reach the terminal as text only', () => {
  const evil = exampleJob([exampleHost('\u001b[2Jnode\u0007')], {
    problem: 'cannot write \u001b]0;x\u0007',
    benchmark: 'a\nb',
  });
  const text = screenful(evil, BY_NAME, { ...PAPER, width: 200 }).join('');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.not.match(text, /[\u0000-\u001f\u007f]/);
  assert.match(text, 'problem: cannot write \\u{1b}]0;x\\u{7}');
  assert.match(text, '\\u{1b}[2Jnode\\u{7}');
});

test('a table has all hosts, no keys, and no blanks at the ends of lines', () => {
  const many = exampleJob(Array.from({ length: 30 }, (_, nth) => exampleHost(`node${nth + 1}`)));
  const lines = wholeTable(many, BY_NAME, { ...PAPER, glyphs: 'ascii' }).split('\n');
  assert.is(lines.length, 35);
  assert.is(lines[33], 'node30   sampling        0                  0      0      0      0      0      0');
  assert.is(lines[34], '');
  assert.ok(lines.every((line) => line === line.trimEnd()));
});

test.run();
