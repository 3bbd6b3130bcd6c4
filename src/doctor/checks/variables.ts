import { type Check, ofEach, withHere } from '../report.ts';

/** Sites set these for all programs, and rankstat asks no server whose certificate they could tell of. */
const OF_CERTIFICATES = /^(?:SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|OPENSSL_\w+)$/;

/** Variables that are set for Node.js: ours does not heed them, the benchmark's does. */
export const checkVariables: Check = (seen) =>
  ofEach(withHere(seen), ({ variables }) => {
    const meant = variables.filter((name) => !OF_CERTIFICATES.test(name));
    if (meant.length > 0) {
      const [are, it] = meant.length === 1 ? ['is', 'it'] : ['are', 'them'];
      return {
        level: 'warning',
        seen: `${meant.join(', ')} ${are} set: a Node.js of the benchmark heeds ${it}, rankstat’s own does not`,
        todo: `unset ${it} if meant for rankstat; else all is well`,
      };
    }
    const others = variables.length === 0 ? '' : ` but for certificates (${variables.join(', ')})`;
    return { level: 'ok', seen: `none is set that would be ignored${others}` };
  });
