import yargs, { type Argv } from 'yargs';
import { EXIT, UserError } from './exit.ts';
import { markCommand } from './mark.ts';
import { rankCommand } from './rank.ts';
import { recoverCommand } from './recover.ts';
import { runCommand } from './run.ts';
import { sampleCommand } from './sample.ts';
import { schemaCommand } from './schema.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { summaryCommand } from './summary.ts';
import { validateCommand } from './validate.ts';
import { VERSION } from './version.ts';

const WIDTH = 100;

/** The command line. `parseAsync` of what it gives runs the command; it throws `UserError` for bad input. */
export function parser(args: string[]): Argv {
  return yargs(args)
    .scriptName('rankstat')
    .usage(
      'rankstat records how every host of a parallel benchmark behaved while it ran,\n' +
        'and merges it into one JSON file.\n\nUsage: $0 COMMAND [options]',
    )
    .parserConfiguration({ 'populate--': true, 'strip-aliased': true, 'strip-dashed': true })
    .command(runCommand)
    .command(rankCommand)
    .command(stopCommand)
    .command(statusCommand)
    .command(markCommand)
    .command(sampleCommand)
    .command(recoverCommand)
    .command(summaryCommand)
    .command(validateCommand)
    .command(schemaCommand)
    .demandCommand(1, 'a command is missing')
    .strict()
    .recommendCommands()
    .wrap(Math.min(WIDTH, process.stderr.columns ?? WIDTH))
    .version(VERSION)
    .alias('help', 'h')
    .example('$0 run -- srun ./benchmark', 'record a benchmark, inside a Slurm allocation or not')
    .example('$0 summary FILE', 'what the hosts did')
    .epilogue('Each command has its own help: rankstat COMMAND --help')
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? new UserError(EXIT.usage, `${message} (see rankstat --help)`);
    });
}
