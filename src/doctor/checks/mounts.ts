import { someOf } from '../../system/text/some-of.ts';
import { type Check, ofEach, type Saying } from '../report.ts';
import type { HostSeen } from '../seen.ts';

const MOST_NAMED = 10;

/** Whether there are file systems whose traffic no number of a file shows. */
export const checkMounts: Check = ({ hosts }) => ofEach(hosts, judge);

function judge({ blind_mounts }: HostSeen): Saying {
  const names = (mounts: HostSeen['blind_mounts']) =>
    someOf(
      mounts.map(({ target, type }) => `${target} (${type})`),
      MOST_NAMED,
    );
  const tested = blind_mounts.filter((mount) => mount.tested);
  if (tested.length > 0) {
    return {
      level: 'warning',
      seen: `the storage under test is on ${names(tested)}, whose traffic is in no number of this host but the network’s`,
      todo: 'have the benchmark’s own figures shown beside it: --result; see docs/sources.md',
    };
  }
  if (blind_mounts.length === 0) return { level: 'ok', seen: 'no mount is blind' };
  return { level: 'ok', seen: `blind, so that their traffic is in no number: ${names(blind_mounts)}` };
}
