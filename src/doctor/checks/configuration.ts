import type { Check } from '../report.ts';

/** What a site or a user has set for all runs. */
export const checkConfiguration: Check = ({ configuration }) => {
  if (configuration === null) return [];
  const { file, settings, faults } = configuration;
  const shown = settings.length === 0 ? 'nothing is set' : settings.join('; ');
  return [
    ...faults.map((fault) => ({ level: 'warning' as const, hosts: [], seen: fault })),
    { level: 'ok' as const, hosts: [], seen: `${shown}; ${file}` },
  ];
};
