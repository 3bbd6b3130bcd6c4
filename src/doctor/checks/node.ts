import { type Check, ofEach } from '../report.ts';

/** Node.js, the C library and the architecture of each host. One that is too old says so itself, see `hosts`. */
export const checkNode: Check = ({ hosts }) =>
  ofEach(hosts, ({ node }) => ({
    level: 'ok',
    seen: `Node.js ${node.version} (${node.architecture}, ${node.libc}) is ${node.path}`,
  }));
