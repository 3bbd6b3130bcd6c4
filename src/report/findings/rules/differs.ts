import { grouped } from '../../../system/grouped.ts';
import { differencesOf } from '../differences.ts';
import { named } from '../engine/words.ts';
import type { Candidate, Rule } from './rule.ts';

/** More hosts than this part are no exception. */
const MOST_SHARE = 0.1;
const LEAST_HOSTS = 3;
const MOST_SAID = 3;

/** Few hosts that are not like all the others: another kernel, a slower link, other mount options. */
export const differs: Rule = ({ observed: { header } }) => {
  const count = Object.keys(header.host_info).length;
  if (count < LEAST_HOSTS) return [];
  const most = Math.max(1, MOST_SHARE * count);
  const odd = differencesOf(header.host_info).flatMap(({ what, variants: [usual, ...rest] }) =>
    rest.flatMap(({ value, hosts }) =>
      usual === undefined || hosts.length > most || usual.hosts.length <= count / 2
        ? []
        : [{ what, value, usual: usual.value, hosts }],
    ),
  );
  const byHosts = grouped(odd, ({ hosts }) => hosts.join('\n'));
  return [...byHosts.values()].flatMap((all): Candidate[] => {
    const [first] = all;
    if (first === undefined) return [];
    const said = all.slice(0, MOST_SAID).map(({ what, value, usual }) => `${what} ${value}, not ${usual}`);
    const more = all.length > MOST_SAID ? ` and ${all.length - MOST_SAID} more` : '';
    const verb = first.hosts.length === 1 ? 'is' : 'are';
    return [
      {
        ...{ cause: 'differs', severity: 'note', hosts: first.hosts, phase: null, time: null, chart: null },
        ...{ value: null, normal: null, weight: all.length },
        text: `${named(first.hosts)} ${verb} not like the others: ${said.join('; ')}${more}.`,
        evidence: all.slice(MOST_SAID).map(({ what, value, usual }) => `${what}: ${value}, not ${usual}`),
      },
    ];
  });
};
