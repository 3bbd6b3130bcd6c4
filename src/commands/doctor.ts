import type { ArgumentsCamelCase, Argv, CommandModule, Options } from 'yargs';
import { askDoctor } from '../terminal/doctor/ask-doctor.ts';
import { RUN_OPTIONS } from '../terminal/site/run-options.ts';

/** Options of `run` that change what is looked at. */
const OF_RUN = [
  'launcher',
  'results-dir',
  'journal-dir',
  'bcast',
  'interface',
  'port-range',
  'sources',
  'exclude-sources',
  'target',
  'procfs',
  'sysfs',
  'ready-timeout',
] as const;

/** `rankstat doctor`: whether a run would work here, and what a site should mend. */
export const doctorCommand: CommandModule = {
  command: 'doctor',
  describe: 'Say whether a run would work here, and what a site should mend',
  builder: (yargs: Argv) =>
    yargs
      .option('nodes', {
        type: 'boolean',
        default: false,
        describe: 'Look at every node of the allocation, by the launcher that run would use',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print all that was seen as JSON' })
      .options(Object.fromEntries(OF_RUN.map((name): [string, Options] => [name, RUN_OPTIONS[name] ?? {}])))
      .requiresArg(OF_RUN.filter((name) => RUN_OPTIONS[name]?.type !== 'boolean'))
      .example('$0 doctor', 'this host, and whether the launcher starts something on the others')
      .example(
        '$0 doctor --nodes --results-dir out',
        'in an allocation: every node, and the network between them',
      )
      .example(
        '$0 run --check --results-dir out -- srun ./benchmark',
        'the same for a run, which is not started',
      )
      .epilogue(
        'The exit code is 0 if a run would work, 75 if it would in part, and 69 if nothing would be recorded. See docs/doctor.md.',
      ),
  handler: async (argv: ArgumentsCamelCase) => {
    const scope = argv.nodes === true ? 'all nodes' : 'this host';
    const view = argv.json === true ? 'JSON' : 'text';
    process.exitCode = await askDoctor({ argv, args: process.argv.slice(2), env: process.env, scope, view });
  },
};
