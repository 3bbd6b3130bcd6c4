import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { markerOf } from '../launch/identity/marker.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { checked } from '../terminal/checked.ts';
import { findingOptionsOf, withFindingOptions } from '../terminal/finding-options.ts';
import { askJob } from '../terminal/running-job.ts';
import type { JobPhase } from '../wire/control.ts';

const label = v.pipe(v.string(), v.nonEmpty('a label'), v.maxLength(1000, 'at most 1000 characters'));
const markSchema = v.object({ label });

/** `rankstat mark`: notes a moment of the benchmark in the file of a running job. */
export const markCommand: CommandModule = {
  command: 'mark <label>',
  describe: 'Note a moment of the benchmark, e.g. the begin of a phase',
  builder: (yargs: Argv) =>
    withFindingOptions(yargs)
      .positional('label', { type: 'string', demandOption: true, describe: 'What begins here' })
      .example('$0 mark "epoch 2"', 'in the script of the benchmark')
      .example('srun $0 mark "epoch 2"', 'the same: what all ranks mark is one mark'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { label } = checked(markSchema, argv);
    const { status } = await askJob(findingOptionsOf(argv), { op: 'mark', label, by: markerOf(process.env) });
    checkNoted(status.phase);
  },
};

/**
 * A job takes marks until its file is being made.
 * @throws UserError if it was too late
 */
export function checkNoted(phase: JobPhase): void {
  if (phase !== 'merging' && phase !== 'done' && phase !== 'failed') return;
  throw new UserError(
    EXIT.unavailable,
    'the mark is not noted: the job was stopped before, and its file is made',
  );
}
