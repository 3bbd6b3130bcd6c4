import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { programModel } from '../../src/commands/parser.ts';
import { EXIT } from '../../src/system/exit.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const folder = mkdtempSync(path.join(tmpdir(), 'rankstat-man-'));
const MAN = path.join(folder, 'man/man1');
const EPOCH = '1764201600'; // 2025-11-27

test.before(() => {
  const args = [path.join(ROOT, 'scripts/package/man.mjs'), folder];
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH };
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  assert.is(status, 0, stderr);
});
test.after(() => rmSync(folder, { recursive: true }));

/** A page as a terminal shows it, all of a paragraph on one line; and what groff says of it. */
function shown(page: string): { stdout: string; stderr: string } {
  return spawnSync('man', ['-l', '--warnings', '--nh', '--nj', path.join(MAN, page)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, MANWIDTH: '2000', LC_ALL: 'C.UTF-8' },
  });
}

test('a page for the program, and one for each command', async () => {
  const { commands } = await programModel();
  const expected = ['rankstat.1', ...commands.map(({ name }) => `rankstat-${name}.1`)];
  assert.equal(readdirSync(MAN).sort(), expected.sort());
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.match(
    readFileSync(path.join(MAN, 'rankstat-run.1'), 'utf8'),
    `.TH RANKSTAT\\-RUN 1 2025-11-27 "rankstat ${version}" "User Commands"\n`,
  );
});

test('a default that is a dot is said in words', () => {
  const page = readFileSync(path.join(MAN, 'rankstat-run.1'), 'utf8');
  assert.ok(page.includes('\nDefault: the working directory.\n'));
  assert.not.match(page, 'Default: ..');
});

test('the program lists its commands and exit codes', async () => {
  const page = readFileSync(path.join(MAN, 'rankstat.1'), 'utf8');
  for (const { name } of (await programModel()).commands)
    assert.ok(page.includes(`\\fBrankstat\\-${name}\\fR(1)`), name);
  const told = [...page.matchAll(/^\.TP\n\\fB(\d+)\\fR$/gm)].map(([, code]) => Number(code));
  assert.equal(told, Object.values(EXIT));
});

function testOf(
  program: string,
  args: readonly string[],
  name: string,
  body: () => void | Promise<void>,
): void {
  const has = spawnSync(program, args).error === undefined;
  if (has) test(name, body);
  else test.skip(`${name} (missing: ${program})`, body);
}

testOf('mandoc', [], 'mandoc has nothing to say of any page', () => {
  const pages = readdirSync(MAN).map((page) => path.join(MAN, page));
  const { stdout, stderr, status } = spawnSync('mandoc', ['-T', 'lint', '-W', 'all', ...pages], {
    encoding: 'utf8',
  });
  assert.is(`${stdout}${stderr}`, '');
  assert.is(status, 0);
});

testOf(
  'man',
  ['--version'],
  'groff has nothing to say of a page, and all of a command is on it',
  async () => {
    for (const command of (await programModel()).commands) {
      const { stdout, stderr } = shown(`rankstat-${command.name}.1`);
      assert.is(stderr, '', command.name);
      const page = stdout.replace(/\s+/g, ' ');
      for (const { name, aliases, describe } of command.options) {
        for (const one of [name, ...aliases]) {
          assert.ok(page.includes(one.length === 1 ? `-${one} ` : `--${one}`), `${command.name} ${one}`);
        }
        assert.ok(page.includes(describe.replace(/\s+/g, ' ')), `${command.name}: ${describe}`);
      }
      for (const { line } of command.examples) assert.ok(page.includes(line), `${command.name}: ${line}`);
    }
  },
);

test('what --help has is on the page, and no other option', async () => {
  for (const { name } of (await programModel()).commands) {
    const { stdout } = spawnSync(path.join(ROOT, 'bin/rankstat'), [name, '--help'], { encoding: 'utf8' });
    const helped = [...stdout.matchAll(/^\s+(?:-\w, )?(--[a-z][\w-]*)(?:, (--[a-z][\w-]*))?(?:,| {2}|$)/gm)];
    assert.ok(helped.length >= 2, stdout);
    const source = readFileSync(path.join(MAN, `rankstat-${name}.1`), 'utf8');
    const tags = [...source.matchAll(/^\.TP\n(\\fB\\-.*)$/gm)].map(([, tag = '']) =>
      tag.replaceAll('\\-', '-'),
    );
    const paged = tags.flatMap((tag) => [...tag.matchAll(/\\fB(--[\w-]+)\\fR/g)].map(([, option]) => option));
    const wanted = helped.flatMap(([, option, alias]) => (alias === undefined ? [option] : [option, alias]));
    assert.equal(paged.sort(), wanted.sort(), name);
  }
});

testOf('lexgrog', ['--version'], 'apropos finds a line for each', async () => {
  for (const { name, describe } of (await programModel()).commands) {
    const { stdout } = spawnSync('lexgrog', [path.join(MAN, `rankstat-${name}.1`)], { encoding: 'utf8' });
    const line = `rankstat-${name} - ${describe.charAt(0).toLowerCase()}${describe.slice(1)}`;
    assert.ok(stdout.includes(`"${line}"`), stdout);
  }
});

test.run();
