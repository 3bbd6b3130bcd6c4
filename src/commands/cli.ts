// All commands: dist/commands.cjs.
import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { letTerminalsGo } from '../system/node/terminals.ts';
import { runProgram } from './frame.ts';

const args = process.argv.slice(2);
const isRecorder = process.env[RECORDER_VARIABLE] !== undefined;
if (isRecorder) onSignals();
runProgram({
  kind: args[0] === 'rank' ? 'rank' : isRecorder ? 'recorder' : 'command',
  run: async () => {
    // Only now: packages ask for the working directory when they are loaded, and it can be gone.
    const { runCommandLine } = await import('./parser.ts');
    await runCommandLine(args);
  },
  // It shares its terminal with the benchmark.
  ...(isRecorder ? { onExit: letTerminalsGo } : {}),
});
