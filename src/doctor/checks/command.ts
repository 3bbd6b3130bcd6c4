import type { Check } from '../report.ts';

/** Whether the benchmark's command is there, of `run --check`. */
export const checkCommand: Check = ({ here, commandProblem }) => {
  if (commandProblem === undefined) return [];
  const hosts = [here.hostname];
  if (commandProblem === null) return [{ level: 'ok', hosts, seen: 'the benchmark’s command is there' }];
  return [
    { level: 'fault', harm: 'run', hosts, seen: commandProblem, todo: 'load its module, or give its path' },
  ];
};
