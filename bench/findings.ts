import { KINDS, STRENGTHS } from '../test/findings/kinds.ts';
import {
  casesOf,
  type Judged,
  judgedByCompare,
  judgedByReport,
  judgedBySummary,
  type Seeds,
} from './lib/judged-cases.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family, Pace, Table } from './lib/section.ts';

const SEEDS: Readonly<Record<Pace, Seeds>> = {
  full: new Map([
    [2, { ofEach: 4, healthy: 40 }],
    [3, { ofEach: 4, healthy: 40 }],
    [40, { ofEach: 4, healthy: 40 }],
    [300, { ofEach: 2, healthy: 20 }],
    [1000, { ofEach: 1, healthy: 12 }],
  ]),
  short: new Map([
    [2, { ofEach: 1, healthy: 4 }],
    [3, { ofEach: 1, healthy: 4 }],
    [40, { ofEach: 1, healthy: 4 }],
  ]),
};
/**
 * Of these a report is read, too: it is the same engine, with observations that are made on another way; and each is
 * compared with the run as it would have been without the problem.
 */
const ALSO_BY_OTHERS = { hosts: [3, 40], strength: 'middle' };

/** Whether what is said first of a run is right. */
export const findings: Family = {
  name: 'findings',
  title: 'Findings',
  about:
    'Runs with one known problem each, and healthy ones, made by a model of hosts that wait for each other (`test/findings`): ' +
    'is the right host named, and the right cause, in the first sentence of `summary`? Of three strengths the weakest is one that an ' +
    'expert sees who knows where to look; half of the runs have something odd that is no problem, such as mixed hardware. ' +
    'Rules were written with seeds 1 to 999; these are from 1000 on.',
  async run(pace) {
    const found: Judged[] = [];
    const reported: Judged[] = [];
    const compared: Judged[] = [];
    for (const wanted of casesOf(SEEDS[pace])) {
      found.push(await judgedBySummary(wanted));
      const { kind, hosts, strength } = wanted;
      const isOfOthers =
        ALSO_BY_OTHERS.hosts.includes(hosts) && (strength === ALSO_BY_OTHERS.strength || kind === 'healthy');
      if (!isOfOthers) continue;
      reported.push(await judgedByReport(wanted));
      compared.push(await judgedByCompare(wanted));
    }
    const healthy = found.filter(({ kind }) => kind === 'healthy');
    const ill = found.filter(({ kind }) => kind !== 'healthy');
    const { right, nothing } = PROMISES.findings;
    return {
      findings: [
        `${share(ill)} of problems are named first, with host and cause ${heldAgainst(right, percent(ill))}.`,
        `Of ${share(healthy)} of healthy runs nothing stands out ${heldAgainst(nothing, percent(healthy))}.`,
        `\`report\` is right in ${share(reported)} of ${reported.length} of these runs.`,
        `\`compare\` is right in ${share(compared)} of them beside the same run without its problem.`,
      ],
      tables: [
        byCommand({ summary: found, report: reported, compare: compared }),
        byKind(ill),
        ...[bySize(found), confusion(found)],
        ...[wrongOnes(found, 'summary'), wrongOnes(compared, 'compare')],
      ],
      chart: {
        kind: 'bars',
        title: 'First sentences that are right, by problem',
        unit: '%',
        categories: KINDS,
        series: STRENGTHS.map((strength) => ({
          name: strength,
          values: KINDS.map((kind) =>
            percent(
              found.filter((one) => one.kind === kind && (one.strength === strength || kind === 'healthy')),
            ),
          ),
        })),
      },
    };
  },
};

function percent(cases: readonly Judged[]): number {
  return (100 * cases.filter(({ wrong }) => wrong === undefined).length) / cases.length;
}

function share(cases: readonly Judged[]): string {
  return cases.length === 0 ? '–' : `${percent(cases).toFixed(1)} %`;
}

function byCommand(commands: Readonly<Record<string, readonly Judged[]>>): Table {
  return {
    title: 'By command',
    columns: ['', 'runs with a problem', 'right', 'healthy runs', 'nothing stands out'],
    rows: Object.entries(commands).map(([command, cases]) => {
      const healthy = cases.filter(({ kind }) => kind === 'healthy');
      const ill = cases.filter(({ kind }) => kind !== 'healthy');
      return [command, ill.length, share(ill), healthy.length, share(healthy)];
    }),
  };
}

function byKind(cases: readonly Judged[]): Table {
  const sizes = [...new Set(cases.map(({ hosts }) => hosts))];
  return {
    title: 'Right, by problem: strengths, and numbers of hosts',
    columns: ['problem', 'all', ...STRENGTHS, ...sizes.map((hosts) => `${hosts} hosts`)],
    rows: KINDS.filter((kind) => kind !== 'healthy').map((kind) => {
      const of = cases.filter((one) => one.kind === kind);
      return [
        kind,
        share(of),
        ...STRENGTHS.map((strength) => share(of.filter((one) => one.strength === strength))),
        ...sizes.map((hosts) => share(of.filter((one) => one.hosts === hosts))),
      ];
    }),
  };
}

function bySize(cases: readonly Judged[]): Table {
  const sizes = [...new Set(cases.map(({ hosts }) => hosts))];
  return {
    title: 'By number of hosts',
    columns: ['hosts', 'problems right', 'healthy runs', 'false alarms', 's a run, median'],
    rows: sizes.map((hosts) => {
      const of = cases.filter((one) => one.hosts === hosts);
      const healthy = of.filter(({ kind }) => kind === 'healthy');
      const seconds = of.map((one) => one.seconds).sort((a, b) => a - b);
      return [
        hosts,
        share(of.filter(({ kind }) => kind !== 'healthy')),
        healthy.length,
        healthy.filter(({ wrong }) => wrong !== undefined).length,
        seconds[Math.floor(seconds.length / 2)]!.toFixed(1),
      ];
    }),
  };
}

/** What there was against what was said first. */
function confusion(cases: readonly Judged[]): Table {
  const said = [...new Set(cases.map((one) => one.said))].sort();
  return {
    title: 'What there was, and what was said first: runs',
    columns: ['', ...said],
    rows: KINDS.map((kind) => {
      const of = cases.filter((one) => one.kind === kind);
      return [kind, ...said.map((word) => of.filter((one) => one.said === word).length || '')];
    }),
  };
}

const MOST_WRONG = 40;

function wrongOnes(cases: readonly Judged[], command: string): Table {
  const wrong = cases.filter((one) => one.wrong !== undefined);
  return {
    title: `\`${command}\`, not right: ${wrong.length} of ${cases.length}${wrong.length > MOST_WRONG ? `, the first ${MOST_WRONG}` : ''}`,
    columns: ['problem', 'hosts', 'strength', 'seed', 'why'],
    rows: wrong
      .slice(0, MOST_WRONG)
      .map(({ kind, hosts, strength, seed, wrong: why = '' }) => [kind, hosts, strength, seed, why]),
  };
}
