import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Broken, runBroken } from './broken.ts';
import {
  forNewerGlibc,
  type Installation,
  ofAnotherArchitecture,
  programsWithoutNode,
} from './installation.ts';
import { Native } from './native.ts';
import { SideBySide } from './side-by-side.ts';
import { ORDINARY } from './strange.ts';
import { nativeTest } from './suite.ts';

const native = new Native();
const it = nativeTest(test);
const WITHOUT_NODE = programsWithoutNode(path.join(native.folder, 'programs'));

const WITHOUT_PROC = 'umount -l /proc && exec "$@"';

type Case = [name: string, broken: Broken, reason: RegExp];

const NODE = /[Nn]ode/;
/** Instead of Node.js, these lines of shell. */
const fake = (lines: string): Broken => ({
  damage: (installation) => [`RANKSTAT_NODE=${installation.script(lines)}`],
});
const damaged = (damage: (installation: Installation) => void): Broken => ({
  damage: (installation) => {
    damage(installation);
    return [];
  },
});
// getrlimit(2)
const LIMIT = { space: '9', files: '7', processes: '6', stack: '3' };
const limited = (name: keyof typeof LIMIT, value: number): Broken => ({
  instructions: () => ['hard', LIMIT[name], String(value)],
});

const OF_NODE: readonly Case[] = [
  ['no Node.js in PATH', { variables: [`PATH=${WITHOUT_NODE}`, 'HOME=/root'] }, NODE],
  ['nothing at all in PATH', { variables: ['PATH=/missing'] }, NODE],
  ['no /proc', { before: ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', WITHOUT_PROC, 'sh'] }, /proc/],
  ['RANKSTAT_NODE is missing', { variables: [...ORDINARY, 'RANKSTAT_NODE=/missing/node'] }, NODE],
  ['RANKSTAT_NODE is a directory', { variables: [...ORDINARY, 'RANKSTAT_NODE=/usr'] }, NODE],
  ['RANKSTAT_NODE is not executable', { variables: [...ORDINARY, 'RANKSTAT_NODE=/etc/passwd'] }, NODE],
  [
    'Node.js is too old',
    fake(
      'case " $* " in *" --version "*|*" -v "*) echo v16.20.2; exit;; esac\necho "bad option" >&2; exit 9',
    ),
    NODE,
  ],
  ['Node.js is killed at once', fake('kill -9 $$'), NODE],
  ['Node.js dies of a bus error', fake('kill -BUS $$'), NODE],
  ['Node.js ends at once, as if all were well', fake('exit 0'), NODE],
  ['Node.js fails with a message', fake('echo one >&2; echo two >&2; exit 1'), NODE],
  ['Node.js never begins', fake('exec sleep 60'), NODE],
  [
    'Node.js is no executable format',
    { damage: (made) => [`RANKSTAT_NODE=${made.program(Buffer.from([0, 1, 2, 3, 0xff, 0x0a, 0]))}`] },
    NODE,
  ],
  [
    'Node.js is of another architecture',
    { damage: (made) => [`RANKSTAT_NODE=${made.program(ofAnotherArchitecture('/usr/bin/true'))}`] },
    NODE,
  ],
  [
    'Node.js misses a library',
    { damage: (made) => [`RANKSTAT_NODE=${made.program(made.needingMissingLibrary())}`] },
    NODE,
  ],
];

const ADDON = 'dist/addon.node';
const BUNDLE = 'dist/rankstat.cjs';
const COMMANDS = 'dist/commands.cjs';
const PACK = 'dist/collector.pack';
const OWN = 'dist/benchmark.cjs';
const OF_THE_INSTALLATION: readonly Case[] = [
  ['addon missing', damaged((made) => made.remove(ADDON)), /addon/],
  ['addon truncated to its half', damaged((made) => made.halve(ADDON)), /addon|bus error|SIGBUS|Bus/i],
  ['addon empty', damaged((made) => made.replace(ADDON, '')), /addon/],
  ['addon that is text', damaged((made) => made.replace(ADDON, 'text\n')), /addon/],
  [
    'addon of another architecture',
    damaged((made) => made.replace(ADDON, ofAnotherArchitecture(made.file(ADDON)))),
    /addon/,
  ],
  [
    'addon for a newer glibc',
    damaged((made) => made.replace(ADDON, forNewerGlibc(made.file(ADDON)))),
    /addon|GLIBC/,
  ],
  [
    'addon that misses a library',
    damaged((made) => made.replace(ADDON, made.needingMissingLibrary('-shared', '-fPIC'))),
    /addon|libmissing/,
  ],
  ['bundle missing', damaged((made) => made.remove(BUNDLE)), /rankstat\.cjs/],
  [
    'bundle truncated to its half',
    damaged((made) => made.halve(BUNDLE)),
    /rankstat\.cjs|[Nn]ode|installation/,
  ],
  ['bundle empty', damaged((made) => made.replace(BUNDLE, '')), /rankstat\.cjs is empty: install/],
  ['commands missing', damaged((made) => made.remove(COMMANDS)), /commands\.cjs/],
  ['commands truncated to their half', damaged((made) => made.halve(COMMANDS)), /commands\.cjs|installation/],
  ['commands empty', damaged((made) => made.replace(COMMANDS, '')), /commands\.cjs is empty: install/],
  ['pack of ranks empty', damaged((made) => made.replace(PACK, '')), /collector\.pack is empty: install/],
  ['own program empty', damaged((made) => made.replace(OWN, '')), /benchmark\.cjs is empty: install/],
  ['own program truncated to its half', damaged((made) => made.halve(OWN)), /SyntaxError/],
  ['dist missing', damaged((made) => made.remove('dist')), /rankstat\.cjs|dist/],
];

const results = (name: (folder: string) => string) => (folder: string) => ['--results-dir', name(folder)];
const OF_DIRECTORIES: readonly Case[] = [
  [
    'results directory below a file',
    { options: results((folder) => path.join(folder, 'err/results')) },
    /err\/results/,
  ],
  ['results directory in /proc', { options: results(() => '/proc/results') }, /\/proc\/results/],
  [
    'results directory is that of another',
    { before: ['/usr/bin/setpriv', '--reuid', '61000', '--clear-groups'], options: results(() => '/usr') },
    /\/usr/,
  ],
  [
    'results directory is a link in a circle',
    {
      damage: (made) => {
        symlinkSync('circle', made.file('circle'));
        return [];
      },
      options: results((folder) => path.join(folder, 'installation/circle')),
    },
    /circle/,
  ],
  [
    'journal directory below a file',
    {
      options: (folder) => [
        ...results((name) => name)(folder),
        '--journal-dir',
        path.join(folder, 'err/journals'),
      ],
    },
    /err\/journals/,
  ],
  [
    'working directory removed',
    {
      instructions: (folder) => [
        'mkdir',
        `${folder}/gone`,
        'chdir',
        `${folder}/gone`,
        'rmdir',
        `${folder}/gone`,
      ],
      options: () => [],
    },
    /directory/,
  ],
];

const OF_LIMITS: readonly Case[] = [
  ['ulimit -s 64', limited('stack', 64 * 1024), /stack/],
  ['ulimit -v 700000', limited('space', 700_000 * 1024), /./],
  ['ulimit -v 100000', limited('space', 100_000 * 1024), /./],
  ...[16, 20, 24, 28].map((files): Case => [`ulimit -n ${files}`, limited('files', files), /./]),
  ...[1, 2, 3, 6, 12].map(
    (processes): Case => [
      `ulimit -u ${processes}`,
      {
        ...limited('processes', processes),
        // Each as a user of its own, whose processes nobody else adds to.
        before: [
          '/usr/bin/setpriv',
          '--reuid',
          String(61_000 + processes),
          '--regid',
          '61000',
          '--clear-groups',
        ],
      },
      /./,
    ],
  ),
];

const all = [...OF_NODE, ...OF_THE_INSTALLATION, ...OF_DIRECTORIES, ...OF_LIMITS];
const outcomes = new SideBySide(all, ([, broken]) => runBroken(native, broken));

for (const one of all) {
  const [name, , reason] = one;
  it(`COMMAND runs, and one line says why nothing is recorded: ${name}`, async () => {
    const { end, starts, said, stderr, stdout, left, seconds } = await outcomes.get(one);
    assert.is(starts, 1, `${end}: ${stderr}`);
    assert.is(end, 'exited 3', stderr);
    assert.is(said.length, 1, stderr);
    assert.match(said[0]!, 'nothing is recorded');
    assert.match(said[0]!, reason);
    assert.is(stdout, '');
    assert.equal(left, []);
    assert.ok(seconds < 10, `${seconds} s`);
  });
}

it('ulimit -f: a file that cannot grow, and SIGXFSZ for who writes it', async () => {
  const { end, starts, left, stderr } = await runBroken(native, {
    instructions: () => ['hard', '1', '12000'],
  });
  assert.equal([end, starts, left], ['exited 3', 1, []], stderr);
});

it('wrong arguments: COMMAND does not run', async () => {
  const wrong = [
    ['--interval', 'nonsense'],
    ['--interval', '-1'],
    ['--no-such-option'],
    ['--launcher', 'nonsense'],
  ];
  const refused = new SideBySide(wrong, (options) => runBroken(native, { options: () => options }));
  for (const outcome of await refused.all()) {
    assert.equal([outcome.end, outcome.starts], ['exited 64', 0], outcome.stderr);
    assert.match(outcome.stderr, /^rankstat: /);
  }
});

it('--strict refuses a results directory that cannot be made', async () => {
  const { end, starts, said } = await runBroken(native, {
    options: () => ['--strict', '--results-dir', '/proc/results'],
  });
  assert.equal([end, starts], ['exited 73', 0]);
  assert.match(said[0]!, '/proc/results');
});

it('an installation that is not broken records', async () => {
  const { end, starts, stderr, left } = await runBroken(native, {});
  assert.equal([end, starts, left], ['exited 3', 1, []]);
  assert.match(stderr, '1 of 1 hosts complete');
});

test.after(() => native.remove());

test.run();
