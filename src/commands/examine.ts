import os from 'node:os';
import * as v from 'valibot';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { noProcfs, procfsAnswers } from '../doctor/look/answers.ts';
import { seatInLaunch } from '../doctor/nodes/seat-in-launch.ts';
import { parseRendezvous } from '../launch/rendezvous/way.ts';
import { systemClock } from '../system/clock.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { checked, directory, seconds } from '../terminal/checked.ts';

const optionsSchema = v.object({
  resultsDir: directory,
  journalDir: v.optional(directory),
  interface: v.optional(v.string()),
  portRange: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}-\d{1,5}$/, 'FIRST-LAST'))),
  sources: v.string(),
  target: v.optional(v.array(v.string()), []),
  procfs: directory,
  sysfs: directory,
  token: v.optional(v.pipe(v.string(), v.regex(/^[.\w-]+=\w+$/, 'NAME=CONTENT'))),
  timeout: seconds(0, 100_000),
});

/** `rankstat rank --examine`: doctor on one node, started by that on another as it would start a collector. */
export const examineCommand: CommandModule = {
  command: 'rank',
  describe: 'Look at this node for rankstat doctor, which starts it',
  builder: (yargs: Argv) =>
    yargs
      .option('examine', { type: 'boolean', default: false })
      .options(
        Object.fromEntries(
          [
            'results-dir',
            'journal-dir',
            'interface',
            'port-range',
            'sources',
            'procfs',
            'sysfs',
            'token',
          ].map((name) => [name, { type: 'string' } as const]),
        ),
      )
      .option('target', { type: 'string', array: true, nargs: 1 })
      .option('timeout', { type: 'number' }),
  handler: async (argv: ArgumentsCamelCase) => {
    const { portRange, sources, target, token, timeout, ...rest } = checked(optionsSchema, argv);
    const { env } = process;
    const way = parseRendezvous(env.RANKSTAT_RENDEZVOUS ?? '', env);
    if (way.kind !== 'broker') throw new UserError(EXIT.usage, '--examine is for rankstat doctor --nodes');
    const [first = 0, last = 0] = portRange?.split('-').map(Number) ?? [];
    const [name = '', content = ''] = token?.split('=') ?? [];
    const look = {
      ...rest,
      journalDir: rest.journalDir,
      interface: rest.interface,
      clock: systemClock(),
      env,
      ports: { first, last },
      sources: sources.split(','),
      targets: { paths: target, isGuess: false },
      token: token === undefined ? undefined : { name, content },
      identity: seatInLaunch(env),
    };
    if (!(await procfsAnswers(look.procfs))) {
      process.stderr.write(
        `rankstat[${os.hostname()}]: this host is not recorded: ${noProcfs(look.procfs)}\n`,
      );
      return;
    }
    // The addon is loaded only now: what is wrong with it is for bin/rankstat to say.
    const { examine } = await import('../doctor/nodes/examined.ts');
    await examine({ look, asker: way.brokers, secret: way.secret, patienceMs: timeout * 1000 });
  },
};
