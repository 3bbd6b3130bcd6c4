import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import { blocksOf, markdownBelow, pages, proseOf, ROOT, textOf } from './markdown.ts';

// Options that the docs name exist: in prose, and in commands that are not run. What those that are run name, they try.
const execute = promisify(execFile);
const RANKSTAT = path.join(ROOT, 'bin/rankstat');
const COMMANDS = readdirSync(path.join(ROOT, 'src/commands'))
  .map((name) => name.replace(/\.ts$/, ''))
  .filter((name) => textOf('src/commands/parser.ts').includes(`['${name}', `));

/** Options of other programs that stand alone in the text, with whose they are. */
const OF_OTHERS = new Map([
  ['--hosts', 'mlpstorage'],
  ['--output', 'fio'],
  ['--output-format', 'fio'],
  ['--jobs', 'npm run mutate'],
  ['--max-semi-space-size', 'V8'],
]);
/** Pages that are about other programs: an option alone can be of one of these. */
const ABOUT_OTHERS = /^docs\/(?:launchers\.md|guides\/)/;
/** Stand for any option. */
const EXAMPLES = ['--name', '--flag'];

const helps = new SideBySide(COMMANDS, async (command) => {
  const { stdout } = await execute(RANKSTAT, [command, '--help']);
  return new Set(stdout.match(/(?<![\w-])--[a-z][\w-]*/g));
});

/** Whether a command has an option or what it takes back, or with no command whether any has; those of yargs' own included. */
async function has(named: string, command?: string): Promise<boolean> {
  const option = named.replace(/^--no-/, '--');
  if (command !== undefined) return (await helps.get(command)).has(option);
  return (await helps.all()).some((options) => options.has(option));
}

interface Use {
  readonly at: string;
  readonly option: string;
  /** The command whose option it is, if that is said. */
  readonly command: string | undefined;
}

/** Options in a line of shell: those before a ` -- `, of rankstat, and of nothing else. */
function usesIn(at: string, text: string): Use[] {
  const [, command, rest] = /^(?:\S*\brankstat )?(\w+)?\s*(.*)$/s.exec(text.trim()) ?? [];
  const isOurs = command === undefined || COMMANDS.includes(command);
  if (!isOurs || rest === undefined) return [];
  const own = rest.split(/ -- | [|>;&]/)[0] ?? '';
  const options = own.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [];
  return options.map((option) => ({ at, option, command }));
}

/** Those in `code` of a page's prose, and in its commands that are not run. */
function usesOf(page: string): Use[] {
  const prose = proseOf(textOf(page)).split('\n');
  const inProse = prose.flatMap((line, nth) =>
    [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => usesIn(`${page}:${nth + 1}`, code)),
  );
  const notRun = blocksOf(page).flatMap(({ line, script, mark }) =>
    mark === undefined
      ? []
      : script
          .split('\n')
          .filter((text) => /\brankstat \w/.test(text))
          .flatMap((text) => usesIn(`${page}:${line}`, text.replace(/ #.*|^.*(?=\brankstat )/g, ''))),
  );
  return [...inProse, ...notRun];
}

const uses = [...new Set([...pages(), ...markdownBelow('bench'), 'CONTRIBUTING.md'])].flatMap(usesOf);

test('options that the docs name exist, in the command that they name', async () => {
  assert.ok(uses.length > 100, `${uses.length} options`);
  const wrong: string[] = [];
  for (const { at, option, command } of uses) {
    const isOfOthers = OF_OTHERS.has(option) || ABOUT_OTHERS.test(at);
    if (EXAMPLES.includes(option) || (command === undefined && isOfOthers)) continue;
    if (!(await has(option, command))) wrong.push(`${at}: ${command ?? 'no command'} has no ${option}`);
  }
  assert.equal(wrong, []);
});

test('what is said of a command, of others, of none', () => {
  const found = (text: string) => usesIn('here', text).map(({ option, command }) => [command, option]);
  assert.equal(found('rankstat run --result auto -- fio --output=x'), [['run', '--result']]);
  assert.equal(found('summary --json'), [['summary', '--json']]);
  assert.equal(found('--pin last'), [[undefined, '--pin']]);
  assert.equal(found('srun --mpi=pmi2'), []);
  assert.equal(found('rankstat convert FILE --to csv | head --lines 2'), [['convert', '--to']]);
});

test.run();
