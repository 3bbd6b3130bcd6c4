import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { programSettings } from '../procfs/program/programs.ts';
import { SOURCES } from '../procfs/registry.ts';
import { sourcesTable, sourceText } from '../procfs/sources-text.ts';
import { checked } from '../terminal/checked.ts';
import { knownSource } from '../terminal/collecting-options.ts';
import { toStdout } from '../terminal/stdout.ts';

const optionsSchema = v.object({
  source: v.optional(v.array(v.string()), []),
  procfs: v.string(),
  sysfs: v.string(),
});

/** `rankstat sources`: what can be read on this node, and what each source is. */
export const sourcesCommand: CommandModule = {
  command: 'sources [source..]',
  describe: 'Show what can be seen on this node, and what each source is',
  builder: (yargs: Argv) =>
    yargs
      .positional('source', {
        type: 'string',
        array: true,
        describe: 'show all that is to be known of these',
      })
      .option('procfs', { type: 'string', default: '/proc', requiresArg: true, describe: 'where /proc is' })
      .option('sysfs', { type: 'string', default: '/sys', requiresArg: true, describe: 'where /sys is' })
      .example('$0 sources', 'which sources there are, and which of them this node has')
      .example('$0 sources nfs', 'the fields of one, and where they come from')
      .epilogue('Run it on a compute node, as the user who runs the benchmark: srun -n1 rankstat sources.'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { source: names, ...roots } = checked(optionsSchema, argv);
    const programs = programSettings(roots, process.env, 0);
    if (names.length === 0) toStdout(await sourcesTable(SOURCES, roots, programs));
    const chosen = names.map((name) => knownSource(name));
    const texts: string[] = [];
    for (const source of chosen) texts.push(await sourceText(source, roots, programs));
    toStdout(texts.join('\n'));
  },
};
