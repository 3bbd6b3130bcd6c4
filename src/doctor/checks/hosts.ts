import type { Check, Line } from '../report.ts';

/** Which hosts have answered. Node.js that is missing or too old, or an addon that does not load, is told in these words. */
export const checkHosts: Check = ({ hosts, launch }) => {
  const { tried, answered, absent, silent, silentCount, said, patienceSeconds } = launch;
  if (tried !== 'doctor') return [];
  const reasons = new Set(absent.map(({ reason }) => reason));
  const lines: Omit<Line, 'check'>[] = [...reasons].map((reason) => ({
    level: 'fault',
    harm: answered === 0 ? 'run' : 'host',
    hosts: absent.filter((one) => one.reason === reason).map(({ host }) => host),
    seen: `no collector can start here: ${reason}`,
    todo: 'mend it on these nodes, or set RANKSTAT_NODE to a Node.js that all nodes see',
  }));
  if (silentCount > 0 && answered > 0) {
    const words = said.length === 0 ? '' : `; the launcher said: ${said.join(' | ')}`;
    const who =
      silent.length > 0
        ? ''
        : `${silentCount === 1 ? 'a host whose name is' : `${silentCount} hosts whose names are`} not known: `;
    lines.push({
      level: 'fault',
      harm: 'host',
      hosts: silent,
      seen: `${who}no answer in ${patienceSeconds} s${words}`,
      todo: 'see whether these nodes are up, and whether they see the installation',
    });
  }
  if (answered > 0 && !hosts.some(({ rank }) => rank === 0)) {
    const seen = 'rank 0, which gathers, is among the hosts that cannot start, or have not answered';
    const todo = 'mend what is said of these, or leave them out of the allocation';
    lines.push({ level: 'fault', harm: 'run', hosts: [], seen, todo });
  }
  if (answered > 0)
    lines.push({ level: 'ok', hosts: hosts.map(({ hostname }) => hostname), seen: 'answered' });
  return lines;
};
