import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandModule } from 'yargs';
import { programModel } from '../../../src/commands/parser.ts';
import { commandModel } from '../../../src/terminal/reference/command-model.ts';
import { argumentValue, optionValue } from '../../../src/terminal/reference/values.ts';

const command = (builder: CommandModule['builder'], pattern = 'copy [options] <from..>'): CommandModule => ({
  command: pattern,
  describe: 'Copy files',
  handler: () => {},
  ...(builder === undefined ? {} : { builder }),
});

test('what a command says of itself', () => {
  const found = commandModel(
    command(
      (yargs) =>
        yargs
          .usage('Usage: $0 copy [options] -- COMMAND')
          .positional('from', { type: 'string', array: true, describe: 'What is copied' })
          .option('level', { alias: 'l', type: 'number', default: 3, group: 'How:', describe: 'How hard' })
          .options({
            to: { choices: ['disk', 'tape'], describe: 'Where to' },
            secret: { type: 'boolean', hidden: true },
            'dry-run': { type: 'boolean', default: false, describe: 'Only say it' },
            skip: { type: 'string', array: true, describe: 'Not this' },
          })
          .example('$0 copy a', 'one file')
          .epilogue('See $0 help.'),
      'copy <from..>',
    ),
  );
  const option = { aliases: [], repeats: false, choices: [], default: undefined, group: undefined };
  assert.equal(found, {
    name: 'copy',
    synopsis: 'copy [options] -- COMMAND',
    describe: 'Copy files',
    options: [
      {
        ...option,
        name: 'level',
        aliases: ['l'],
        type: 'number',
        default: '3',
        group: 'How',
        describe: 'How hard',
      },
      { ...option, name: 'to', type: 'text', choices: ['disk', 'tape'], describe: 'Where to' },
      { ...option, name: 'dry-run', type: 'flag', describe: 'Only say it' },
      { ...option, name: 'skip', type: 'text', repeats: true, describe: 'Not this' },
    ],
    arguments: [{ name: 'from', describe: 'What is copied', choices: [] }],
    examples: [{ line: 'rankstat copy a', describe: 'one file' }],
    epilogue: ['See rankstat help.'],
    hasCommand: true,
  });
});

test('a command without a usage of its own, with options as a table', () => {
  const found = commandModel(command({ fast: { type: 'boolean', describe: 'At once' } }, 'copy <from> [to]'));
  assert.is(found.synopsis, 'copy [options] <from> [to]');
  assert.equal(
    found.options.map(({ name }) => name),
    ['fast'],
  );
  assert.is(found.hasCommand, false);
});

test('what would be lost is an error', () => {
  assert.throws(
    () => commandModel(command((yargs) => yargs.boolean('fast'))),
    /copy: boolean\(\) is not understood/,
  );
});

test('commands that people type, with all that help says', async () => {
  const { commands } = await programModel();
  const names = commands.map(({ name }) => name);
  assert.ok(names.includes('run') && names.includes('completion'));
  assert.not.ok(names.includes('results') || names.includes('tables'));
  const run = commands.find(({ name }) => name === 'run');
  assert.is(run?.synopsis, 'run [options] -- COMMAND [ARGUMENT…]');
  assert.is(run?.hasCommand, true);
  assert.not.ok(run?.options.some(({ name }) => name === 'target-guessed'));
  assert.equal(run?.options.find(({ name }) => name === 'interval')?.aliases, ['timeseries-interval']);
  for (const { name, describe, options, arguments: places } of commands) {
    assert.ok(describe !== '', name);
    for (const { describe } of [...options, ...places]) assert.ok(describe !== '', name);
  }
});

test('what options take', async () => {
  const { commands } = await programModel();
  const of = (called: string, option: string) => {
    const command = commands.find(({ name }) => name === called);
    const found = command?.options.find(({ name }) => name === option);
    return found === undefined ? 'no such option' : optionValue(called, found);
  };
  assert.equal(of('run', 'output'), { word: 'FORMATS', is: 'one of', choices: ['json', 'json,parquet'] });
  assert.equal(of('report', 'output'), { word: 'FILE', is: 'file', choices: [] });
  assert.equal(of('convert', 'to'), {
    word: 'csv|parquet|openmetrics',
    is: 'one of',
    choices: ['csv', 'parquet', 'openmetrics'],
  });
  assert.equal(of('stop', 'results-dir'), { word: 'DIR', is: 'folder', choices: [] });
  assert.equal(of('run', 'gzip'), undefined);
  assert.equal(of('summary', 'top'), { word: 'N', is: 'anything', choices: [] });
  const [journal] = commands.find(({ name }) => name === 'recover')?.arguments ?? [];
  assert.equal(journal && argumentValue('recover', journal), { word: 'JOURNAL', is: 'file', choices: [] });
});

test.run();
