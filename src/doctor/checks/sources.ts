import { type Check, ofEach, type Saying } from '../report.ts';
import type { HostSeen } from '../seen.ts';

/** Whether what is to be read can be: files of `/proc` that a container masks, or that only others may read. */
export const checkSources: Check = ({ hosts }) => ofEach(hosts, judge);

function judge({ sources }: HostSeen): Saying[] {
  const wrong = sources.filter(({ outcome }) => /^(?:denied|failed)/.test(outcome));
  const faults = wrong.map(
    ({ name, outcome }): Saying => ({
      level: 'fault',
      seen: `${name} cannot be read: ${outcome.replace(/^(?:denied|failed): /, '')}`,
      todo: `have the container or the site show that file; or --exclude-sources ${name}`,
    }),
  );
  const read = sources.filter(({ outcome }) => outcome === 'ok').map(({ name }) => name);
  const without = sources.filter(({ outcome }) => outcome === 'absent').map(({ name }) => name);
  const off = sources.filter(({ outcome }) => outcome.startsWith('disabled')).map(({ name }) => name);
  const rest = [
    ...(without.length === 0 ? [] : [`not on this host: ${without.join(', ')}`]),
    ...(off.length === 0 ? [] : [`switched off: ${off.join(', ')}`]),
  ];
  return [...faults, { level: 'ok', seen: [`${read.join(', ')} can be read`, ...rest].join('; ') }];
}
