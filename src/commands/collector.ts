// What is started on every node, without the commands that are for people: in dist/collector.pack.
import { writeSync } from 'node:fs';
import type { ArgumentsCamelCase } from 'yargs';
import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { letTerminalsGo } from '../system/node/terminals.ts';
import { COLLECTING_OPTIONS } from '../terminal/collecting-options.ts';
import { plainOptions } from '../terminal/plain-options.ts';
import { splitArguments } from '../terminal/usage/command-line.ts';
import type { Program } from './frame.ts';
import { RANK_OPTIONS, rankCommand } from './rank.ts';

/**
 * Does what the arguments ask for, if that is to collect, and they can be understood without yargs.
 * @returns whether it does; else nothing has been done, and all is for the program that has all commands
 */
export async function collect([command = '', ...args]: readonly string[]): Promise<boolean> {
  const program = command === 'wrap' ? await beside(args) : programOf(command, args);
  if (program === undefined) return false;
  const { runProgram } = await import('./frame.ts');
  runProgram(program);
  return true;
}

function programOf(command: string, args: readonly string[]): Program | undefined {
  // bin/rankstat tries whether a rank can start.
  if (command === 'check') return { kind: 'command', run: check };
  const argv = plainOptions(command === 'rank' ? RANK_OPTIONS : COLLECTING_OPTIONS, args);
  if (argv === undefined) return undefined;
  if (command === 'rank') return { kind: 'rank', run: async () => await rankCommand.handler(argv) };
  return command === 'sample' ? { kind: 'command', run: async () => await sample(argv) } : undefined;
}

async function check(): Promise<void> {
  await import('../job/parts.ts');
  writeSync(1, 'done\n');
}

async function sample(argv: ArgumentsCamelCase): Promise<void> {
  await (await import('./sample.ts')).sampleCommand.handler(argv);
}

/** The collector beside a benchmark that runs already: a process of the same launch. */
async function beside(args: readonly string[]): Promise<Program | undefined> {
  const { own, command } = splitArguments(args);
  if (command === undefined || process.env[RECORDER_VARIABLE] === undefined) return undefined;
  onSignals();
  const { WRAP_OPTIONS, wrapCommand } = await import('./wrap.ts');
  const argv = plainOptions(WRAP_OPTIONS, own);
  if (argv === undefined) return undefined;
  const run = async () => await wrapCommand.handler(argv);
  return { kind: 'companion', run, onExit: letTerminalsGo };
}
