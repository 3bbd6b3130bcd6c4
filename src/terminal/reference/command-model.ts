import * as v from 'valibot';
import yargs, { type Argv, type CommandModule } from 'yargs';
import type { ArgumentModel, CommandModel, ExampleModel, OptionModel } from './model.ts';

const words = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given) => [given].flat()),
  ),
  [],
);
const optionSchema = v.object({
  alias: words,
  type: v.optional(v.string()),
  array: v.optional(v.boolean(), false),
  boolean: v.optional(v.boolean(), false),
  number: v.optional(v.boolean(), false),
  choices: v.optional(v.array(v.union([v.string(), v.number()])), []),
  default: v.optional(v.unknown()),
  group: v.optional(v.string()),
  describe: v.optional(v.union([v.string(), v.literal(false)])),
  description: v.optional(v.string()),
  desc: v.optional(v.string()),
  hidden: v.optional(v.boolean(), false),
});
type Given = v.InferOutput<typeof optionSchema>;

/** Calls that say more of an option than the model takes in: who needs one adds it here. */
const NOT_UNDERSTOOD: ReadonlySet<string> = new Set([
  ...['alias', 'array', 'boolean', 'choices', 'command', 'count', 'default', 'describe', 'group', 'hide'],
  ...['number', 'string'],
]);

/**
 * What a command says to yargs of itself. It is noted down as it is said, for yargs tells it only as help of a certain width.
 * @throws Error if the command says something that is not understood here
 */
export function commandModel(command: CommandModule): CommandModel {
  const pattern = String([command.command ?? ''].flat()[0]);
  const [name = '', ...rest] = pattern.split(' ');
  const told = new Told(name);
  const { builder } = command;
  if (typeof builder === 'function') void builder(told.listener());
  else for (const [option, given] of Object.entries(builder ?? {})) told.hear('option', [option, given]);
  const { usage } = told;
  return {
    name,
    synopsis: usage ?? [name, '[options]', ...rest].join(' '),
    describe: typeof command.describe === 'string' ? command.describe : '',
    options: told.options,
    arguments: told.arguments,
    examples: told.examples,
    epilogue: told.epilogue,
    hasCommand: / -- COMMAND\b/.test(usage ?? ''),
  };
}

/** What a builder has said. */
class Told {
  readonly #command: string;
  readonly options: OptionModel[] = [];
  readonly arguments: ArgumentModel[] = [];
  readonly examples: ExampleModel[] = [];
  readonly epilogue: string[] = [];
  usage: string | undefined;

  constructor(command: string) {
    this.#command = command;
  }

  /** An object for builders: what they call of it is heard, and nothing else is done. */
  listener(): Argv {
    const listener: Argv = new Proxy(yargs([]), {
      get: (_, called) => {
        return (...given: unknown[]) => {
          this.hear(String(called), given);
          return listener;
        };
      },
    });
    return listener;
  }

  /** @param called the name of yargs's method */
  hear(called: string, given: readonly unknown[]): void {
    const [first, second] = given;
    if (called === 'option' || called === 'options') {
      const all = typeof first === 'string' ? { [first]: second } : v.parse(entries, first);
      for (const [name, option] of Object.entries(all)) this.#option(name, v.parse(optionSchema, option));
    } else if (called === 'positional') {
      const { choices, ...told } = v.parse(optionSchema, second);
      this.arguments.push({
        name: v.parse(text, first),
        describe: described(told),
        choices: choices.map(String),
      });
    } else if (called === 'example') {
      const all = Array.isArray(first)
        ? v.parse(v.array(v.array(text)), first)
        : [v.parse(v.array(text), given)];
      for (const [line = '', describe = ''] of all) this.examples.push({ line: named(line), describe });
    } else if (called === 'usage') this.usage = named(v.parse(text, first)).replace(/^Usage: rankstat /, '');
    else if (called === 'epilogue' || called === 'epilog') this.epilogue.push(named(v.parse(text, first)));
    else if (NOT_UNDERSTOOD.has(called))
      throw new Error(`${this.#command}: ${called}() is not understood: use option() or positional()`);
  }

  #option(name: string, given: Given): void {
    if (given.hidden || given.describe === false) return;
    const isFlag = given.type === 'boolean' || given.boolean;
    const isNumber = given.type === 'number' || given.number;
    this.options.push({
      name,
      aliases: given.alias,
      type: isFlag ? 'flag' : isNumber ? 'number' : 'text',
      repeats: given.array || given.type === 'array',
      choices: given.choices.map(String),
      default: isFlag || given.default === undefined ? undefined : String(given.default),
      group: given.group?.replace(/:$/, ''),
      describe: described(given),
    });
  }
}

const text = v.string();
const entries = v.record(v.string(), v.unknown());

function described({
  describe,
  description,
  desc,
}: Pick<Given, 'describe' | 'description' | 'desc'>): string {
  return describe || (description ?? desc ?? '');
}

function named(line: string): string {
  return line.replaceAll('$0', 'rankstat');
}
