import { spawn } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import { ended, textOf } from '../program.ts';
import {
  type ExampleRun,
  IN_A_JOB,
  makeExampleRun,
  makeFolder,
  needsCluster,
  needsJob,
  runnable,
  userEnvironment,
} from './example-run.ts';
import { type Block, blocksOf, commandsElsewhere, pages, ROOT } from './markdown.ts';

// Every command of README.md and docs/ is run: here, on a cluster (cluster.test.ts) if it needs one, or by the test that a
// mark above its block names. What is not run says why, also by a mark.
const test = suite('commands of the docs');

const blocks = pages().flatMap((page) => blocksOf(page));
const here = blocks.filter(({ mark, script }) => mark === undefined && !needsCluster(script));
const nameOf = ({ page, line }: Block) => `${page}:${line}`;

const scratch = await mkdtemp(path.join(tmpdir(), 'rankstat-docs-'));
let example: Promise<ExampleRun> | undefined;

test.after(() => rm(scratch, { recursive: true, force: true }));

/** What is to become of a block: each becomes something. */
function kindOf({ mark, script }: Block) {
  if (mark !== undefined) return mark.kind === 'run by' ? 'run by another test' : 'not run';
  return needsCluster(script) ? 'run on a cluster' : 'run here';
}

/** The lines of a block that are commands, without comments. */
function commandsOf(script: string): string[] {
  const lines = script.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
}

interface Outcome {
  readonly code: number | string;
  readonly said: string;
}

async function run({ page, line, script }: Block): Promise<Outcome> {
  example ??= makeExampleRun(path.join(scratch, 'example'));
  const folder = path.join(scratch, `${page.replaceAll('/', '-')}-${line}`);
  await makeFolder(folder, await example);
  const inFront = needsJob(script) ? IN_A_JOB : [];
  const [program = '', ...args] = [...inFront, 'bash', '-c', runnable(script)];
  const env = userEnvironment(folder);
  const child = spawn(program, args, { cwd: folder, env });
  const [code, said, more] = await Promise.all([ended(child), textOf(child.stderr), textOf(child.stdout)]);
  return { code, said: said + more };
}

const outcomes = new SideBySide(here, run);

for (const block of here) {
  test(`${nameOf(block)} works`, async () => {
    const { code, said } = await outcomes.get(block);
    assert.is(code, 0, `${nameOf(block)}:\n${block.script}\nsaid:\n${said}`);
  });
}

test('what is not run here is run by a test that there is, or says why not', () => {
  for (const block of blocks) {
    const { mark } = block;
    if (mark?.kind === 'run by') {
      assert.ok(existsSync(path.join(ROOT, mark.test)), `${nameOf(block)}: there is no ${mark.test}`);
      assert.match(mark.test, /^test\/.*\.test\.ts$/, nameOf(block));
    }
    if (mark?.kind === 'not run') assert.ok(mark.why.length > 10, `${nameOf(block)}: that is no reason`);
  }
});

test('all of them are listed and counted', () => {
  const counts = { 'run here': 0, 'run on a cluster': 0, 'run by another test': 0, 'not run': 0 };
  const says = channel('rankstat-test:says');
  for (const block of blocks) {
    const { mark, script } = block;
    const commands = commandsOf(script);
    assert.ok(commands.length > 0, `${nameOf(block)}: no command`);
    const kind = kindOf(block);
    counts[kind] += commands.length;
    const why = mark === undefined ? '' : ` (${mark.kind === 'run by' ? mark.test : mark.why})`;
    for (const command of commands) says.publish(`${nameOf(block)} ${kind}${why}: ${command}`);
  }
  const all = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const left = pages().flatMap((page) => commandsElsewhere(page));
  says.publish(`commands of the docs: ${all.join(', ')}; ${left.length} left`);
  assert.equal(left, []);
  assert.ok(counts['run here'] + counts['run on a cluster'] > 20);
});

test('marks are read', () => {
  const text = [
    ...[
      '<!-- not run: takes an hour -->',
      '',
      '```sh',
      'one',
      '```',
      'Text.',
      '',
      '```console',
      '$ two',
      'said',
      '```',
    ],
    ...[
      '<!-- run by test/docs/cluster.test.ts -->',
      '  ```bash',
      '  three',
      '',
      '    four',
      '  ```',
      '```json',
      '{}',
      '```',
    ],
  ].join('\n');
  assert.equal(blocksOf('page.md', text), [
    { page: 'page.md', line: 3, script: 'one', mark: { kind: 'not run', why: 'takes an hour' } },
    { page: 'page.md', line: 8, script: 'two', mark: undefined },
    {
      page: 'page.md',
      line: 13,
      script: 'three\n\n  four',
      mark: { kind: 'run by', test: 'test/docs/cluster.test.ts' },
    },
  ]);
  assert.equal(commandsElsewhere('page.md', '```\nrankstat: said\n$ rankstat top\n```'), [
    'page.md:3: $ rankstat top',
  ]);
  assert.throws(() => blocksOf('page.md', '```sh\none'), /page\.md:1: the block does not end/);
});

test.run();
