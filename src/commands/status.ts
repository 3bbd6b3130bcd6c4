import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { printable } from '../system/text/printable.ts';
import { findingOptionsOf, withFindingOptions } from '../terminal/finding-options.ts';
import { askJob } from '../terminal/running-job.ts';
import { toStdout } from '../terminal/stdout.ts';
import type { Status } from '../wire/control.ts';

/** `rankstat status`: how far a running job is. */
export const statusCommand: CommandModule = {
  command: 'status',
  describe: 'Show how far a running job is',
  builder: (yargs: Argv) =>
    withFindingOptions(yargs).option('json', {
      type: 'boolean',
      default: false,
      describe: 'As JSON, for programs',
    }),
  handler: async (argv: ArgumentsCamelCase) => {
    const { status } = await askJob(findingOptionsOf(argv), { op: 'status' });
    toStdout(argv.json === true ? `${JSON.stringify(status)}\n` : rendered(status));
  },
};

function rendered(status: Status): string {
  const { phase, ready, expected, samples, interval_ms, refused, problem } = status;
  const hosts = expected === null ? `${ready} hosts` : `${ready} of ${expected} hosts`;
  const lines = [
    `${phase}: ${hosts}, ${samples} samples, every ${interval_ms / 1000} s; ${printable(whereTo(status))}`,
    ...(refused > 0 ? [`${refused} records were refused`] : []),
    ...(problem === null ? [] : [`problem: ${printable(problem)}`]),
    ...(status.hosts ?? []).map(({ host, rank, samples: count, state, last_heard_ms_ago }) => {
      const heard = `heard ${(last_heard_ms_ago / 1000).toFixed(1)} s ago`;
      return `  ${printable(host)} (rank ${rank}): ${state}, ${count} samples, ${heard}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function whereTo({ phase, file }: Status): string {
  if (phase === 'done') return `its file is ${file}`;
  return phase === 'failed' ? 'no file could be made' : `will be ${file}`;
}
