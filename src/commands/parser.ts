import yargs, { type Argv, type CommandModule } from 'yargs';
import { EXIT, UserError } from '../system/exit.ts';
import { VERSION } from '../system/version.ts';
import { commandModel } from '../terminal/reference/command-model.ts';
import type { ProgramModel } from '../terminal/reference/model.ts';
import { splitArguments } from '../terminal/usage/command-line.ts';
import { noCommand, UsageFault, usageError } from '../terminal/usage/usage-error.ts';

const WIDTH = 100;

/** Each is loaded when it is asked for: all the ranks of a large job start at once, and need one of them. */
const COMMANDS = new Map<string, () => Promise<CommandModule>>([
  ['run', async () => (await import('./run.ts')).runCommand],
  ['rank', async () => (await import('./rank.ts')).rankCommand],
  ['wrap', async () => (await import('./wrap.ts')).wrapCommand],
  ['stop', async () => (await import('./stop.ts')).stopCommand],
  ['status', async () => (await import('./status.ts')).statusCommand],
  ['top', async () => (await import('./top.ts')).topCommand],
  ['mark', async () => (await import('./mark.ts')).markCommand],
  ['sample', async () => (await import('./sample.ts')).sampleCommand],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand],
  ['sources', async () => (await import('./sources.ts')).sourcesCommand],
  ['recover', async () => (await import('./recover.ts')).recoverCommand],
  ['summary', async () => (await import('./summary.ts')).summaryCommand],
  ['report', async () => (await import('./report.ts')).reportCommand],
  ['compare', async () => (await import('./compare.ts')).compareCommand],
  ['convert', async () => (await import('./convert.ts')).convertCommand],
  ['results', async () => (await import('./results.ts')).resultsForRun],
  ['tables', async () => (await import('./tables.ts')).tablesForRank],
  ['validate', async () => (await import('./validate.ts')).validateCommand],
  ['schema', async () => (await import('./schema.ts')).schemaCommand],
  ['completion', async () => (await import('./completion.ts')).completionCommand(programModel)],
]);

/** What a command does with an option of it is a command of its own: `run` needs the addon, and these say what is wrong with it. */
const INSTEAD = new Map<string, readonly [option: string, load: () => Promise<CommandModule>]>([
  ['run', ['--check', async () => (await import('./run-check.ts')).runCheckCommand]],
  ['rank', ['--examine', async () => (await import('./examine.ts')).examineCommand]],
]);

/** Those that people type. */
const VISIBLE = [...COMMANDS.keys()].filter((name) => name !== 'results' && name !== 'tables');

const DESCRIBE =
  'rankstat records how every host of a parallel benchmark behaved while it ran,\nand merges it into one JSON file.';
const EXAMPLES = [
  ['$0 run -- srun ./benchmark', 'record a benchmark, inside a Slurm allocation or not'],
  ['$0 summary FILE', 'what the hosts did'],
] as const;

/** All that help says, of the program and of each command that people type: for man pages and completion. */
export async function programModel(): Promise<ProgramModel> {
  const modules = VISIBLE.map(async (name) => await COMMANDS.get(name)?.());
  const commands = (await Promise.all(modules)).filter((command) => command !== undefined).map(commandModel);
  const examples = EXAMPLES.map(([line, describe]) => ({ line: line.replace('$0', 'rankstat'), describe }));
  return { name: 'rankstat', version: VERSION, describe: DESCRIBE.replace('\n', ' '), commands, examples };
}

/**
 * Runs the command that the arguments name.
 * @throws UserError for bad input
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const [first = ''] = args;
  if (first === 'help') return await runCommandLine(helpFor(args.slice(1)));
  const [name = '', ...rest] = args;
  const { own } = splitArguments(args);
  demandNoDash(own);
  demandValues(own);
  const [option, instead] = INSTEAD.get(name) ?? [];
  const isInstead = option !== undefined && own.some((arg) => arg === option || arg === `${option}=true`);
  const load = isInstead ? instead : COMMANDS.get(name);
  const command = await load?.();
  const parser = command === undefined ? await allCommands(args) : oneCommand(command, rest);
  try {
    await parser.parseAsync();
  } catch (error) {
    if (!(error instanceof UsageFault)) throw error;
    if (command === undefined) throw noCommand(VISIBLE, args);
    const usage = { name, pattern: String(command.command), options: await optionsOf(command) };
    throw usageError(error.message, usage, rest);
  }
}

/** Of `rankstat help COMMAND`, what asks for the same. @throws UserError if there is no such command */
function helpFor([name]: readonly string[]): string[] {
  if (name === undefined || name.startsWith('-')) return ['--help'];
  if (!COMMANDS.has(name)) throw noCommand(VISIBLE, [name]);
  return [name, '--help'];
}

/** The names of a command's options: yargs tells them only in its help. */
async function optionsOf(command: CommandModule): Promise<string[]> {
  const help = await new Promise<string>((resolve) => {
    void oneCommand(command, []).parse(['--help'], (_error: unknown, _argv: unknown, text: string) =>
      resolve(text),
    );
  });
  return [...help.matchAll(/(?<=^|[\s,])--([a-z][\w-]*)/gm)].map(([, option = '']) => option);
}

/** yargs drops a `-` that is no option's value, as in `-o -`, without a word: it would be a file that was not looked at. */
function demandNoDash(own: readonly string[]): void {
  if (!own.some((arg, at) => arg === '-' && own[at - 1]?.startsWith('-') !== true)) return;
  throw new UserError(EXIT.usage, '"-" is not taken: no command reads from a pipe; name a file');
}

/** yargs takes the default in the place of a number that is empty, as of a variable that is not set. */
function demandValues(own: readonly string[]): void {
  const at = own.findIndex(
    (arg, at) => /^--[^=]+=$/.test(arg) || (arg === '' && /^--[^=]+$/.test(own[at - 1] ?? '')),
  );
  if (at < 0) return;
  const name = own[at] === '' ? own[at - 1] : own[at]?.slice(0, -1);
  throw new UserError(EXIT.usage, `${name} has an empty value: is a variable not set?`);
}

/** The parser of one command's arguments. */
function oneCommand(command: CommandModule, args: readonly string[]): Argv {
  const { describe, ...rest } = command;
  return common(args)
    .usage(`$0 ${command.command}\n\n${describe}`)
    .command({ ...rest, command: String(command.command).replace(/^\S+/, '$0'), describe: false });
}

/** The parser that knows all commands: for its help, and to say what is wrong. */
async function allCommands(args: readonly string[]): Promise<Argv> {
  const parser = common(args).usage(`${DESCRIBE}\n\nUsage: $0 COMMAND [options]`);
  for (const load of COMMANDS.values()) parser.command(await load());
  for (const [line, describe] of EXAMPLES) parser.example(line, describe);
  return parser.demandCommand(1).epilogue('Each command has its own help: rankstat COMMAND --help');
}

function common(args: readonly string[]): Argv {
  return (
    yargs([...args])
      .scriptName('rankstat')
      .parserConfiguration({ 'populate--': true, 'strip-aliased': true, 'strip-dashed': true })
      .strict()
      // There is one way out of the process, and this is not it.
      .exitProcess(false)
      .wrap(Math.min(WIDTH, process.stderr.columns ?? WIDTH))
      .version(VERSION)
      .alias('version', 'V')
      .alias('help', 'h')
      .fail((message: string | null, error: Error | undefined) => {
        // An error of yargs itself is a mistake on the command line, too.
        if (error && error.name !== 'YError') throw error;
        throw new UsageFault(message ?? error?.message);
      })
  );
}
