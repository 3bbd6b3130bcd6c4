import { type Check, ofEach } from '../report.ts';

/** Whether the ZeroMQ addon loads, without which nothing is gathered. */
export const checkAddon: Check = ({ hosts }) =>
  ofEach(hosts, ({ addon_problem, node }) => {
    if (addon_problem === null) return { level: 'ok', seen: 'the ZeroMQ addon loads' };
    return {
      level: 'fault',
      harm: 'host',
      seen: `the ZeroMQ addon does not load in Node.js ${node.version} (${node.architecture}, ${node.libc}): ${addon_problem}`,
      todo: 'install the rankstat that is made for this architecture and C library',
    };
  });
