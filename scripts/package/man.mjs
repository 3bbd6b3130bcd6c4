// node scripts/package/man.mjs FOLDER: the manual pages, where man(1) looks below share/.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { load, programModel } from './load.mjs';
import { bold, example, italic, page, paragraph, tagged, typed } from './man-text.mjs';

/** Of the sources, s since 1970: two builds of them are the same. */
const timeOfSources = () => Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000);

/**
 * rankstat(1), and a page for each command: rankstat-run(1).
 * @param folder the share/ of an installation
 * @param seconds their date, since 1970
 * @returns the paths of the files
 */
export async function writeManPages(folder, seconds = timeOfSources()) {
  const program = await programModel();
  const values = await load('terminal/reference/values.ts');
  const { COMMON_OPTIONS } = await load('terminal/reference/model.ts');
  const context = {
    program,
    ...values,
    common: COMMON_OPTIONS,
    date: new Date(seconds * 1000).toISOString().slice(0, 10),
  };
  const man1 = path.join(folder, 'man/man1');
  await mkdir(man1, { recursive: true });
  const pages = [
    [program.name, programPage(context)],
    ...program.commands.map((command) => [`${program.name}-${command.name}`, commandPage(command, context)]),
  ];
  const files = pages.map(async ([name, text]) => {
    const file = path.join(man1, `${name}.1`);
    await writeFile(file, text);
    return file;
  });
  return await Promise.all(files);
}

function programPage({ program, common, date }) {
  const { name, version, describe, commands, examples } = program;
  const does = describe.replace(`${name} `, '').replace(/\.$/, '');
  const sections = {
    NAME: paragraph(`${name} - ${does}`),
    SYNOPSIS: `${bold(name)} ${italic('COMMAND')} [${italic('options')}]`,
    DESCRIPTION: paragraph(
      `${describe} One small process on each node, started by mpirun or srun, reads the kernel's files; rank 0 gathers. ` +
        'It takes no SSH, no root and no daemon. Each command has a page of its own.',
    ),
    COMMANDS: commands
      .map((command) => tagged(bold(`${name}-${command.name}`, '(1)'), command.describe))
      .join('\n'),
    OPTIONS: common.map((option) => tagged(optionTag(option), option.describe)).join('\n'),
    'EXIT STATUS': exitText(),
    ENVIRONMENT: environmentText(),
    FILES: [
      tagged(
        italic('BENCHMARK_YYYYMMDD_HHMMSS_timeseries.json'),
        'The series file of a run, in the results directory; with --gzip it ends in .gz.',
      ),
      tagged(
        italic('BENCHMARK_YYYYMMDD_HHMMSS_timeseries.journal'),
        'The journal of rank 0; it is removed when the series file is there and every host is complete.',
      ),
      tagged(italic('/etc/rankstat.conf'), 'Defaults of a site for run, one a line: interval = 5.'),
      tagged(
        italic('.rankstat-LAUNCH.json'),
        'Where a running job is, for its owner alone; it is removed at the end.',
      ),
    ].join('\n'),
    EXAMPLES: exampleText(examples),
    'SEE ALSO': seeAlso(commands.map((command) => `${name}-${command.name}`)),
  };
  return page({ title: name, version: `${name} ${version}`, date, sections });
}

function commandPage(command, context) {
  const { program, date } = context;
  const { name } = program;
  const title = `${name}-${command.name}`;
  const sections = {
    NAME: paragraph(`${title} - ${lowerFirst(command.describe)}`),
    SYNOPSIS: `${bold(name)} ${typed(command.synopsis)}`,
    DESCRIPTION: [sentence(command.describe), ...command.epilogue].map(paragraph).join('\n.PP\n'),
    ARGUMENTS: argumentText(command, context),
    OPTIONS: optionText(command, context),
    EXAMPLES: exampleText(command.examples),
    'SEE ALSO': seeAlso([name]),
  };
  return page({ title, version: `${name} ${program.version}`, date, sections });
}

function argumentText(command, { argumentValue }) {
  const texts = command.arguments.map((argument) => {
    const choices = argument.choices.length > 0 ? ` One of ${argument.choices.join(', ')}.` : '';
    const { word } = argumentValue(command.name, argument);
    const called = argument.choices.length > 0 ? argument.name.toUpperCase() : word;
    return tagged(italic(called), `${sentence(argument.describe)}${choices}`);
  });
  return texts.join('\n');
}

/** Those without a heading of their own first: what follows a heading is below it. */
function optionText(command, { common, optionValue }) {
  const all = [...command.options, ...common];
  const headings = [...new Set(all.map(({ group }) => group))].sort(
    (a, b) => Number(a !== undefined) - Number(b !== undefined),
  );
  const parts = headings.map((heading) => {
    const texts = all
      .filter(({ group }) => group === heading)
      .map((option) => tagged(optionTag(option, optionValue(command.name, option)), told(option)));
    return [...(heading === undefined ? [] : [`.SS ${typed(heading)}`]), ...texts].join('\n');
  });
  return parts.join('\n');
}

function told({ describe, choices, ...option }) {
  return [
    sentence(describe),
    ...(choices.length > 0 ? [`One of ${choices.join(', ')}.`] : []),
    ...(option.default === undefined ? [] : [`Default: ${defaultText(option.default)}.`]),
  ].join(' ');
}

/** A dot alone would be lost before the full stop. */
const defaultText = (value) => (value === '.' ? 'the working directory' : value);

/** `-o FILE, --output FILE`. */
function optionTag({ name, aliases }, value) {
  const names = [
    ...aliases.filter((one) => one.length === 1),
    name,
    ...aliases.filter((one) => one.length > 1),
  ];
  const takes = value === undefined ? '' : ` ${italic(value.word)}`;
  return names.map((one) => `${bold(one.length === 1 ? `-${one}` : `--${one}`)}${takes}`).join(', ');
}

const exampleText = (examples) => examples.map(example).join('\n.PP\n');
const seeAlso = (names) =>
  names.map((name, at) => `.BR ${typed(name)} (1)${at + 1 < names.length ? ' ,' : ''}`).join('\n');
const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
const lowerFirst = (text) => `${text[0].toLowerCase()}${text.slice(1)}`;

function exitText() {
  return Object.entries(EXITS)
    .map(([code, meaning]) => tagged(bold(code), meaning))
    .join('\n');
}

/** As in docs/launching.md; test/scripts/man.test.ts holds them to src/system/exit.ts. */
const EXITS = {
  0: 'All went well.',
  1: 'rankstat compare --fail-over: the run got worse.',
  64: 'The command line is wrong.',
  65: 'A file is not what it should be.',
  66: 'A file cannot be opened.',
  69: 'There is no running job to talk to, or there are several; no Node.js that works; doctor: a run would not work.',
  70: 'A fault of rankstat.',
  73: 'A file or a directory cannot be written.',
  74: 'Reading or writing failed.',
  75: 'Coverage is incomplete (run --strict); a job does not answer; doctor: a run would work in part.',
};

const ENVIRONMENT = {
  RANKSTAT_NODE: 'The Node.js that runs rankstat, if not the one of the installation or in PATH.',
  RANKSTAT_RENDEZVOUS: 'The same as --rendezvous; run sets it for the benchmark, so that mark finds the job.',
  RANKSTAT_LAUNCHER_ARGS: 'Further options for the launcher of the collectors; they come last, and win.',
  RANKSTAT_LAUNCHER_PROGRAM: 'The launcher of the collectors, if not the one in PATH.',
  RANKSTAT_OPTIONS: 'Options of run, before those of the command line.',
  RANKSTAT_CONFIG: 'The file of a site with such options, if not /etc/rankstat.conf.',
};

function environmentText() {
  return Object.entries(ENVIRONMENT)
    .map(([name, meaning]) => tagged(bold(name), meaning))
    .join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder = 'share'] = process.argv;
  for (const file of await writeManPages(folder)) console.log(file);
}
