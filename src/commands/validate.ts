import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { validateSeries } from '../series/validate.ts';
import { EXIT } from '../system/exit.ts';
import { toStderr } from '../system/log.ts';
import { printable } from '../system/text/printable.ts';
import { filesGiven, inputError } from '../terminal/input.ts';

/** `rankstat validate`: whether files are what they should be. */
export const validateCommand: CommandModule = {
  command: 'validate <file..>',
  describe: 'Check that series files are whole and agree with themselves',
  builder: (yargs: Argv) =>
    yargs.positional('file', { type: 'string', array: true, demandOption: true, describe: 'Series files' }),
  handler: async (argv: ArgumentsCamelCase) => {
    for (const file of filesGiven(argv.file)) {
      try {
        const say = (text: string) => process.stdout.write(`${printable(`${file}: ${text}`)}\n`);
        const problems = await validateSeries(file, (remark) => say(`note: ${remark}`));
        for (const problem of problems) say(problem);
        if (problems.length > 0) process.exitCode = EXIT.data;
        else say('valid');
      } catch (error) {
        // The others are checked all the same.
        const { message, exitCode } = inputError(file, error);
        toStderr(`rankstat: ${printable(message)}\n`);
        process.exitCode = exitCode;
      }
    }
  },
};
