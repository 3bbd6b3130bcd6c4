import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { validated } from '../series/validate.ts';
import { EXIT } from '../system/exit.ts';
import { toStderr } from '../system/log.ts';
import { printable } from '../system/text/printable.ts';
import { filesGiven } from '../terminal/input.ts';
import { inputsOf } from '../terminal/reading/inputs.ts';
import { damageLines } from '../terminal/reading/journal-errors.ts';
import type { DamageKind } from '../wire/journal/reader.ts';

/** What a file is called that is of this kind. */
const KINDS = {
  rankstat: 'a series file of rankstat',
  mlpstorage: 'a time-series file of mlpstorage',
  journals: 'a journal of rankstat',
} as const;

/** How a journal ends that is still written, or whose writer was killed: of what was written whole nothing lacks. */
const LEFT_BY_A_KILL: ReadonlySet<DamageKind> = new Set(['torn end', 'empty']);

/** `rankstat validate`: whether files are what they should be. */
export const validateCommand: CommandModule = {
  command: 'validate <file..>',
  describe: 'Say of which kind series files are, and check that they are whole and agree with themselves',
  builder: (yargs: Argv) =>
    yargs.positional('file', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Series files, or journals: those of one job are one run',
    }),
  handler: async (argv: ArgumentsCamelCase) => {
    let isDamaged = false;
    const inputs = await inputsOf(filesGiven(argv.file), (damage) => {
      isDamaged = damage.some(({ kind }) => !LEFT_BY_A_KILL.has(kind));
      for (const line of damageLines(damage).map(printable)) {
        if (isDamaged) process.stdout.write(`${line}\n`);
        else toStderr(`rankstat: ${line}\n`);
      }
    });
    for (const { name: file, kind: inputKind, open, error: errorOf } of inputs) {
      try {
        isDamaged = false;
        const say = (text: string) => process.stdout.write(`${printable(`${file}: ${text}`)}\n`);
        const { kind, problems } = await validated(file, (remark) => say(`note: ${remark}`), open);
        for (const problem of problems) say(problem);
        const isValid = problems.length === 0 && !isDamaged;
        if (!isValid) process.exitCode = EXIT.data;
        const verdict = isValid ? 'valid' : 'not valid';
        if (kind !== undefined) say(`${KINDS[inputKind === 'journals' ? inputKind : kind]}, ${verdict}`);
      } catch (error) {
        // The others are checked all the same.
        const { message, exitCode } = errorOf(error);
        toStderr(`rankstat: ${printable(message)}\n`);
        process.exitCode = exitCode;
      }
    }
  },
};
