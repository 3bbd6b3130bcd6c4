import path from 'node:path';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { LAUNCHERS } from '../launch/start/starters.ts';
import { reportName } from '../report/page/report-name.ts';
import { NAME_IT } from '../report/page-cache/cache-lines.ts';
import type { RunResults } from '../result/results-of-run.ts';
import { Placing } from '../run/mlpstorage/placing.ts';
import { pageByProcess, reportCommandLine } from '../run/page-at-the-end.ts';
import { checkPorts } from '../run/ports.ts';
import { OwnFigures } from '../run/results/own-figures.ts';
import { runBenchmark } from '../run/run-benchmark.ts';
import { startCollectors } from '../run/start-collectors.ts';
import { keepTelling, type Supervisor, supervisorOfThis } from '../run/supervisor.ts';
import { askFor } from '../run/targets/ask.ts';
import { targetsOfRun } from '../run/targets/run-targets.ts';
import { nextCommand } from '../run/wording.ts';
import { readSeries } from '../series/reader.ts';
import { type Clock, systemClock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { createLog, type Log } from '../system/log.ts';
import { progressLine } from '../system/progress-line.ts';
import { goOnAfterUncaught } from '../system/uncaught.ts';
import { checked } from '../terminal/checked.ts';
import {
  type CollectingOptions,
  collectingOptionsOf,
  withCollectingOptions,
} from '../terminal/collecting-options.ts';
import { rankArguments } from '../terminal/rank-arguments.ts';
import { resultsGiven } from '../terminal/reading/result-options.ts';
import { bcastSchema } from '../terminal/site/bcast-option.ts';
import { demandNoRendezvous, RUN_OPTIONS, runOnlyOptions } from '../terminal/site/run-options.ts';
import { tellDefaults } from '../terminal/site/tell-defaults.ts';
import { type WithDefaults, withSiteDefaults } from '../terminal/site/with-defaults.ts';
import { summaryOf } from '../terminal/summary-of.ts';
import { splitArguments } from '../terminal/usage/command-line.ts';

/** `rankstat run`: the whole job around a benchmark. */
export const runCommand: CommandModule = {
  command: 'run',
  describe: 'Start the collectors, run the benchmark, stop, merge and summarize',
  builder: (yargs: Argv) =>
    withCollectingOptions(yargs)
      .usage('Usage: $0 run [options] -- COMMAND [ARGUMENT…]')
      .options(runOnlyOptions)
      .requiresArg(['result', 'mlpstorage'])
      .example('$0 run -- srun ./benchmark', 'in a Slurm batch script')
      .example('$0 run --interval 1 --results-dir out -- mpirun ./benchmark', 'around mpirun, every second')
      .example('$0 run -- fio job.fio', 'on this host alone')
      .example(
        '$0 run --result auto -- fio job.fio --output=fio.json --output-format=json',
        'with what fio says that it has moved',
      )
      .epilogue('The exit code is that of COMMAND. A collector that cannot start is a warning, no more.'),
  handler: async (argv: ArgumentsCamelCase) => {
    // As they are: yargs makes numbers of what looks like some.
    const { command = [] } = splitArguments(process.argv);
    if (command.length === 0 || command[0] === '') {
      throw new UserError(EXIT.usage, 'no command to run: rankstat run [options] -- COMMAND [ARGUMENT…]');
    }
    demandNoRendezvous(argv);
    if (argv.check === true) throw new UserError(EXIT.usage, '--check is given as it is, or not at all');
    if (process.env[RECORDER_VARIABLE] === undefined) {
      throw new UserError(EXIT.usage, 'run is started by bin/rankstat, which runs the command');
    }
    delete process.env[RECORDER_VARIABLE]; // It is for this process alone.
    const given = { argv, args: process.argv.slice(2), options: RUN_OPTIONS, check: runOptionsOf };
    const defaults = await withSiteDefaults(given, { env: process.env });
    process.exitCode = await run(runOptionsOf(defaults.argv), defaults, command, supervisorOfThis());
  },
};

/** @throws UserError that names the option and what it takes */
function runOptionsOf(argv: ArgumentsCamelCase): RunOptions {
  const options = {
    ...collectingOptionsOf(argv),
    launcher: LAUNCHERS.find((name) => name === argv.launcher) ?? 'auto',
    ...checked(bcastSchema, argv),
    strict: argv.strict === true,
    results: resultsGiven(argv),
    report: argv.report === true,
    mlpstorage: typeof argv.mlpstorage === 'string' ? argv.mlpstorage : undefined,
  };
  if (!options.skipTimeseries) checkPorts(options.ports);
  return options;
}

/** The options of `rankstat run`, checked. */
interface RunOptions extends CollectingOptions {
  readonly launcher: (typeof LAUNCHERS)[number];
  /** Folder of the nodes for copies of the single executable; undefined for none. */
  readonly bcast?: string | undefined;
  readonly strict: boolean;
  /** What was given as `--result`. */
  readonly results: readonly string[];
  /** Whether a page is made of the series file. */
  readonly report: boolean;
  /** Results directory of mlpstorage. */
  readonly mlpstorage: string | undefined;
}

/** Puts a run together. @param defaults what of the options is set elsewhere than on the command line @returns its exit code */
async function run(
  options: RunOptions,
  defaults: Pick<WithDefaults<unknown>, 'taken' | 'faults'>,
  command: readonly string[],
  supervisor: Supervisor,
): Promise<number> {
  const { verbosity, resultsDir, journalDir, launcher, ports, interface: only, strict } = options;
  const { env, stderr } = process;
  const line = progressLine(stderr, verbosity === 'quiet' ? 'unwanted' : 'wanted');
  const log = createLog('rankstat', verbosity, (message) => {
    line.clear();
    stderr.write(message);
  });
  // The benchmark comes first, whatever happens to us.
  goOnAfterUncaught(log.warn);
  onSignals().handle((signal) => supervisor.tell({ op: 'heard', signal }));
  tellDefaults(defaults, log);
  const readyTimeoutMs = options.readyTimeout * 1000;
  supervisor.tell({ op: 'began', readyTimeoutMs, strict, quiet: verbosity === 'quiet' });
  const runCommand = async (more: Record<string, string>) => {
    supervisor.tell({ op: 'go', env: more });
    const code = await supervisor.commandEnded;
    keepTelling(supervisor);
    return code;
  };
  if (options.skipTimeseries) return await runCommand({});
  const clock = systemClock();
  const start = {
    launcher,
    bcast: options.bcast,
    env,
    ports,
    only,
    stopTimeoutMs: options.stopTimeout * 1000,
    clock,
    log,
    line,
  };
  // Of a quiet run nobody sees them, but in a page.
  const given = verbosity === 'quiet' && !options.report ? [] : options.results;
  const folder = given.length === 0 ? '' : process.cwd();
  const placing = options.mlpstorage === undefined ? undefined : new Placing(options.mlpstorage, log, clock);
  const figures = new OwnFigures({ given, command, folder, resultsDir, clock, log });
  return await runBenchmark({
    command,
    runCommand: async (more) => {
      await placing?.ready();
      return await runCommand(more);
    },
    resultsDir,
    journalDir,
    startCollectors: async (aborted) => {
      const targets = await targetsOfRun(options.targets.paths, command, askFor());
      if (targets.isGuess) log.detail(`storage under test, by the command line: ${targets.paths.join(', ')}`);
      return await startCollectors(
        { ...start, rankArguments: rankArguments({ ...options, targets }) },
        aborted,
      );
    },
    readyTimeoutMs,
    onEnded: (began) => figures.begin(began),
    showSummary: async (made) => {
      const file = (await placing?.place(made)) ?? made;
      const found = await figures.found();
      const results = found.map(({ file, result }) => ({ name: path.basename(file), at: () => result }));
      try {
        const input = { name: file, open: readSeries };
        const { text, complete, hasTargets } = await summaryOf(input, stderr, results);
        if (verbosity !== 'quiet') stderr.write(text);
        if (!hasTargets) log.info(NAME_IT);
        return complete;
      } finally {
        const page = options.report ? await pageBeside(file, found, clock, log) : undefined;
        log.info(page === undefined ? nextCommand(file) : `${file}; its page is ${page}`);
      }
    },
    strict,
    onSignal: supervisor.onSignal,
    clock,
    log,
    line,
  });
}

/** Makes the page of a series file, with what the benchmark says of itself. @returns its path; undefined if there is none, and why is said */
async function pageBeside(
  file: string,
  found: RunResults['results'],
  clock: Clock,
  log: Log,
): Promise<string | undefined> {
  const page = path.join(path.dirname(file), reportName([file]));
  const results = found.map((one) => one.file);
  try {
    await pageByProcess({ file, page, results, clock, command: reportCommandLine() });
    return page;
  } catch (error) {
    log.warn(`there is no page: ${messageOf(error)}`);
    return undefined;
  }
}
