import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { diagnosed } from '../../doctor/checks.ts';
import { lookAround } from '../../doctor/doctor.ts';
import type { ConfigurationSeen } from '../../doctor/seen.ts';
import { diagnosisJson, diagnosisText } from '../../doctor/views.ts';
import { programsOf } from '../../launch/start/programs.ts';
import { LAUNCHERS } from '../../launch/start/starters.ts';
import { checkPorts } from '../../run/ports.ts';
import { systemClock } from '../../system/clock.ts';
import { messageOf } from '../../system/errors.ts';
import { codeOf } from '../../system/exit.ts';
import { onStopSignal } from '../../system/signals.ts';
import { checked } from '../checked.ts';
import { collectingOptionsOf } from '../collecting-options.ts';
import { rankArguments } from '../rank-arguments.ts';
import { bcastSchema } from '../site/bcast-option.ts';
import { checkRunOptions, RUN_DEFAULTS, RUN_OPTIONS } from '../site/run-options.ts';
import { readSiteDefaults } from '../site/site-defaults.ts';
import { withSiteDefaults } from '../site/with-defaults.ts';
import { toStdout } from '../stdout.ts';

/** How doctor is asked. */
export interface DoctorAsked {
  /** Arguments as yargs gives them; those of `run` that are not among them are as by default. */
  readonly argv: Readonly<Record<string, unknown>>;
  /** What they were parsed of. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly scope: 'all nodes' | 'this host';
  readonly view: 'text' | 'JSON';
  /** The benchmark's command; undefined if none is named. */
  readonly command?: readonly string[] | undefined;
}

/**
 * As `run` has it.
 * @throws UserError that names the option and what it takes
 */
function checkAsRun(argv: Readonly<Record<string, unknown>>): void {
  checkRunOptions(argv);
  const { skipTimeseries, ports } = collectingOptionsOf(argv);
  if (!skipTimeseries) checkPorts(ports);
}

/**
 * Has doctor look at what a run with these options would need, and prints what it says.
 * @returns its exit code
 * @throws UserError for an option that is not right
 */
export async function askDoctor({ argv, args, env, scope, view, command }: DoctorAsked): Promise<number> {
  const given = { argv: { ...RUN_DEFAULTS, ...argv }, args, options: RUN_OPTIONS, check: checkAsRun };
  const defaults = await withSiteDefaults(given, { env });
  checkAsRun(defaults.argv);
  const options = collectingOptionsOf(defaults.argv);
  const targets = { ...options.targets, paths: options.targets.paths.map((one) => path.resolve(one)) };
  const stopped = new AbortController();
  let signal: NodeJS.Signals | undefined;
  onStopSignal((one) => {
    signal ??= one;
    stopped.abort();
  });
  const seen = await lookAround({
    ...options,
    targets,
    clock: systemClock(),
    env,
    bcast: checked(bcastSchema, defaults.argv).bcast,
    interface: options.interface,
    launcher: LAUNCHERS.find((name) => name === defaults.argv.launcher) ?? 'auto',
    scope,
    resultsDir: path.resolve(options.resultsDir),
    journalDir: options.journalDir === undefined ? undefined : path.resolve(options.journalDir),
    timeout: options.readyTimeout,
    rankArguments: rankArguments(options),
    configuration: await configurationIn(env, [
      ...defaults.faults,
      ...(options.skipTimeseries
        ? ['--skip-timeseries is set: run starts the command and records nothing']
        : []),
    ]),
    commandProblem: command && (await problemOfCommand(command, env)),
    aborted: stopped.signal,
  });
  if (signal !== undefined) return codeOf(signal);
  const report = diagnosed(seen);
  toStdout(view === 'JSON' ? diagnosisJson(report, seen) : diagnosisText(report));
  return report.exitCode;
}

async function configurationIn(
  env: NodeJS.ProcessEnv,
  faults: readonly string[],
): Promise<ConfigurationSeen> {
  const { file, fileState, settings } = await readSiteDefaults({ env });
  const state = { read: 'is read', absent: 'is not there', 'left out': 'is left out' }[fileState];
  return {
    settings: settings.map(({ name, text, where }) => `${name} = ${text} (${where})`),
    faults,
    file: file === null ? 'no file is wanted (RANKSTAT_CONFIG is empty)' : `${file} ${state}`,
  };
}

/** Why a command cannot be started; null if it can. */
async function problemOfCommand(
  [name = '']: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if ((await programsOf(env).locate(name)) !== null) return null;
  if (!name.includes('/')) return `${name} is not in PATH`;
  const why = await access(name, constants.X_OK).then(() => 'it is no file', messageOf);
  return `${name} cannot be run: ${why}`;
}
