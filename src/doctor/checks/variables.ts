import { type Check, ofEach } from '../report.ts';

/** Variables that are set for Node.js: ours does not heed them, the benchmark's does. */
export const checkVariables: Check = ({ hosts }) =>
  ofEach(hosts, ({ variables }) => {
    if (variables.length === 0) return { level: 'ok', seen: 'none is set that would be ignored' };
    const are = variables.length === 1 ? 'is' : 'are';
    return {
      level: 'warning',
      seen: `${variables.join(', ')} ${are} set, for a Node.js of the benchmark: rankstat’s own does not heed it`,
      todo: 'unset it if it was meant for rankstat; else all is well',
    };
  });
