// All commands: dist/commands.cjs.
import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { letTerminalsGo } from '../system/node/terminals.ts';
import { type Program, runProgram } from './frame.ts';

const args = process.argv.slice(2);
const isRecorder = process.env[RECORDER_VARIABLE] !== undefined;
if (isRecorder) onSignals();
runProgram({
  kind: kindOf(args[0]),
  run: async () => {
    // Only now: packages ask for the working directory when they are loaded, and it can be gone.
    const { runCommandLine } = await import('./parser.ts');
    await runCommandLine(args);
  },
  // It shares its terminal with the benchmark.
  ...(isRecorder ? { onExit: letTerminalsGo } : {}),
});

function kindOf(command: string | undefined): Program['kind'] {
  if (command === 'rank') return 'rank';
  if (!isRecorder) return 'command';
  return command === 'wrap' ? 'companion' : 'recorder';
}
