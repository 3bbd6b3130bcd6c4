import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSiteDefaults } from '../../../src/terminal/site/site-defaults.ts';

const test = suite<{ directory: string; file: string }>('site defaults');
const OWN = process.geteuid?.() ?? 0;

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-site-'));
  context.file = path.join(context.directory, 'rankstat.conf');
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

function write(file: string, text: string, mode = 0o644): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

test('nothing is set, and nothing is wrong with that', async ({ file }) => {
  const found = await readSiteDefaults({ env: {}, systemFile: file });
  assert.equal(found, { file, fileState: 'absent', settings: [], faults: [] });
});

test('the variable wins over the file, option by option', async ({ file }) => {
  write(file, 'interval = 5\nflush = 1\n');
  const env = { RANKSTAT_OPTIONS: '--interval 2 --gzip' };
  assert.equal(await readSiteDefaults({ env, systemFile: file }), {
    file,
    fileState: 'read',
    settings: [
      { name: 'interval', text: '2', where: 'RANKSTAT_OPTIONS' },
      { name: 'gzip', text: 'true', where: 'RANKSTAT_OPTIONS' },
      { name: 'flush', text: '1', where: `${file}:2` },
    ],
    faults: [],
  });
});

test('of two that contradict each other the one that counts more is in effect', async ({ file }) => {
  write(file, 'quiet = true\n');
  const { settings } = await readSiteDefaults({ env: { RANKSTAT_OPTIONS: '--verbose' }, systemFile: file });
  assert.equal(settings, [{ name: 'verbose', text: 'true', where: 'RANKSTAT_OPTIONS' }]);
});

test('RANKSTAT_CONFIG names another file, or none', async ({ file, directory }) => {
  const system = path.join(directory, 'system.conf');
  write(system, 'interval = 5\n');
  write(file, 'interval = 2\n');
  const text = async (named: string) =>
    (await readSiteDefaults({ env: { RANKSTAT_CONFIG: named }, systemFile: system })).settings.map(
      ({ text }) => text,
    );
  assert.equal(await text(file), ['2']);
  assert.equal(await text(''), []);
});

test('one that it names has to be there, by its whole path', async ({ file, directory }) => {
  const faults = async (named: string) =>
    (await readSiteDefaults({ env: { RANKSTAT_CONFIG: named } })).faults;
  assert.equal(await faults(file), [
    `${file}: RANKSTAT_CONFIG names it, and there is no such file; nothing is taken from ${file}`,
  ]);
  assert.equal(await faults('rankstat.conf'), [
    'rankstat.conf: RANKSTAT_CONFIG is to be a path that begins with /; nothing is taken from rankstat.conf',
  ]);
  assert.match((await faults(directory))[0] ?? '', 'it is not a regular file: name one');
});

test('a file with one wrong line is left out as a whole', async ({ file }) => {
  write(file, 'interval = 5\nflush = 9\n');
  assert.equal(await readSiteDefaults({ env: {}, systemFile: file }), {
    file,
    fileState: 'left out',
    settings: [],
    faults: [
      `${file}:2: --flush "9" is not right: it takes seconds from 0 to 5; nothing is taken from ${file}`,
    ],
  });
});

test('a wrong variable does not cost the file', async ({ file }) => {
  write(file, 'interval = 5\n');
  const env = { RANKSTAT_OPTIONS: '--nonsense' };
  const { settings, faults } = await readSiteDefaults({ env, systemFile: file });
  assert.equal(settings, [{ name: 'interval', text: '5', where: `${file}:1` }]);
  assert.equal(faults, [
    'RANKSTAT_OPTIONS: run has no option "nonsense"; nothing is taken from RANKSTAT_OPTIONS',
  ]);
});

const UNTRUSTED: readonly (readonly [string, (file: string) => void, string])[] = [
  [
    'that its group may write to',
    (file) => write(file, '', 0o664),
    'others than its owner may write to it: chmod go-w',
  ],
  [
    'that all may write to',
    (file) => write(file, '', 0o646),
    'others than its owner may write to it: chmod go-w',
  ],
  [
    'that is a link',
    (file) => {
      write(`${file}.real`, 'interval = 5\n');
      symlinkSync(`${file}.real`, file);
    },
    'it is a symbolic link: name the file itself',
  ],
  ['that is a pipe', (file) => void execFileSync('mkfifo', [file]), 'it is not a regular file: name one'],
  ['that is a folder', (file) => mkdirSync(file), 'it is not a regular file: name one'],
  [
    'that is no configuration',
    (file) => write(file, '#'.repeat(70_000)),
    'it has more than 64 KiB: it is no configuration',
  ],
  ['that is a program', (file) => write(file, '\x7fELF\0\0'), 'it is not text in UTF-8'],
];

for (const [what, make, why] of UNTRUSTED) {
  test(`a file ${what} is left out`, async ({ file }) => {
    make(file);
    const { fileState, faults } = await readSiteDefaults({ env: {}, systemFile: file });
    assert.equal(faults, [`${file}: ${why}; nothing is taken from ${file}`]);
    assert.is(fileState, 'left out');
  });
}

test('a file of another user is left out, that of root is not', async ({ file }) => {
  write(file, 'interval = 5\n');
  const asRoot = OWN === 0;
  if (asRoot) assert.equal((await readSiteDefaults({ env: {}, systemFile: file, uid: 1234 })).faults, []);
  if (asRoot) chownSync(file, 4321, 4321);
  const owner = asRoot ? 4321 : OWN;
  assert.equal((await readSiteDefaults({ env: {}, systemFile: file, uid: owner })).faults, []);
  assert.equal((await readSiteDefaults({ env: {}, systemFile: file, uid: owner + 1 })).faults, [
    `${file}: it belongs to user ${owner}: chown it to root or to who runs rankstat; nothing is taken from ${file}`,
  ]);
});

test.run();
