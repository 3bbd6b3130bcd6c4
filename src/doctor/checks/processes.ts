import { type Check, ofEach } from '../report.ts';

/** Whether `/proc` hides other users' processes. */
export const checkProcesses: Check = ({ hosts }) =>
  ofEach(hosts, ({ hidepid }) => ({
    level: 'ok',
    seen:
      hidepid === null
        ? 'all processes are seen'
        : `/proc hides other users’ processes (${hidepid}): those of the benchmark are seen, its own user’s`,
  }));
