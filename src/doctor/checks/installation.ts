import { someOf } from '../../system/text/some-of.ts';
import { type Check, ofEach } from '../report.ts';

const MOST_FILES = 5;

/** Whether the installation is whole, readable, and the same everywhere. */
export const checkInstallation: Check = ({ here, hosts }) =>
  ofEach(hosts, ({ installation: { root, wrong }, version }) => {
    if (wrong.length > 0) {
      return {
        level: 'fault',
        harm: 'host',
        seen: `of the installation in ${root ?? '?'} these are missing, empty or cannot be read: ${someOf(wrong, MOST_FILES)}`,
        todo: 'install it again, so that every user can read it (umask 022)',
      };
    }
    if (version !== here.version) {
      return {
        level: 'warning',
        seen: `it is rankstat ${version} here, and ${here.version} where doctor was asked`,
        todo: 'have one installation that all nodes see, or the same version everywhere',
      };
    }
    const where = root === null ? 'a single executable' : root;
    return { level: 'ok', seen: `rankstat ${version} in ${where} is whole` };
  });
