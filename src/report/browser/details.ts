import { duration } from '../metrics/clock-time.ts';
import type { PageData, PageRun } from '../page/page-data.ts';
import { element, note, section, table } from './dom.ts';
import { names, number } from './format.ts';
import { hostButton } from './host-picker.ts';
import type { View } from './view.ts';

/** What the hosts did in each phase: medians of all metrics, and one metric as it spreads over hosts. */
export function phaseSection(data: PageData, run: PageRun, view: View): HTMLElement {
  const shown = data.metrics.filter(({ name }) =>
    run.phaseTable.some(({ cells }) => cells.some(({ metric }) => metric === name)),
  );
  // A label can turn the direction of what is behind it.
  const label = ({ phase }: PageRun['phaseTable'][number]) =>
    element('span', {}, element('bdi', {}, phase.label), ` (${duration((phase.end - phase.start) / 1000)})`);
  const medians = run.phaseTable.map((row) => [
    label(row),
    ...shown.map(({ name }) => number(row.cells.find(({ metric }) => metric === name)?.spread.median)),
  ]);
  const spread = element('div');
  const choice = element(
    'select',
    {},
    ...shown.map(({ name, title }) => element('option', { attributes: { value: name } }, title)),
  );
  const show = () => {
    const rows = run.phaseTable.map((row) => {
      const cell = row.cells.find(({ metric }) => metric === choice.value);
      if (cell === undefined) return [label(row), ...Array<string>(6).fill('–')];
      const { min, q1, median, q3, max } = cell.spread;
      const { host, value } = cell.furthest;
      const furthest = element('span', {}, hostButton(run, view, host), ` ${number(value)}`);
      return [label(row), ...[min, q1, median, q3, max].map(number), furthest];
    });
    const unit = shown.find(({ name }) => name === choice.value)?.unit ?? '';
    spread.replaceChildren(
      table(
        [
          `phase, ${unit}`,
          'min',
          '1st quartile',
          'median',
          '3rd quartile',
          'max',
          'furthest from the median',
        ],
        rows,
      ),
    );
  };
  choice.addEventListener('change', show);
  const first = shown.find(({ name }) => name === 'disk_write_mb_per_s') ?? shown[0];
  if (first === undefined) return section('phases', 'Phases', note('The run was too short for rates.'));
  choice.value = first.name;
  show();
  return section(
    'phases',
    'Phases',
    ...(run.phases.length === 0
      ? [
          note(
            'No phases are known: set marks with “rankstat mark LABEL” in the benchmark’s script, or give --phases a file of DLIO or IO500, or --result what the benchmark says of itself.',
          ),
        ]
      : []),
    ...(run.phasesFrom === null ? [] : [note(`The phases are from ${run.phasesFrom}.`)]),
    note(
      `The whole run is ${run.window === 'benchmark' ? 'the benchmark from its start to its end' : run.window}.`,
    ),
    table(
      [
        run.hosts.length === 1 ? 'phase' : 'median over hosts',
        ...shown.map(({ title, unit }) => `${title}, ${unit}`),
      ],
      medians,
    ),
    // One host is no spread.
    ...(run.hosts.length === 1
      ? []
      : [element('p', { class: 'picker' }, element('label', {}, 'Spread over hosts of ', choice)), spread]),
  );
}

/** In what hosts differ that should be alike, and what looks wrong. */
export function differencesSection(run: PageRun): HTMLElement {
  const rows = run.differences.flatMap(({ what, variants }) =>
    variants.map(({ value, hosts }, at) => [at === 0 ? what : '', value, String(hosts.length), names(hosts)]),
  );
  const odd = run.oddities.map(({ host, what, samples }) => [host, what, String(samples)]);
  const oddTable = () => table(['host', 'what', 'samples'], odd.slice(0, MOST_ODD));
  const oddTitle = 'Odd values and errors';
  if (run.hosts.length < 2)
    return section('differences', oddTitle, odd.length === 0 ? note('There are none.') : oddTable());
  return section(
    'differences',
    'Differences between hosts',
    rows.length === 0
      ? note(
          'What is known of kernel, CPUs, memory, disks, link speeds and readable sources is the same everywhere.',
        )
      : table(['what', 'is', 'hosts', 'which'], rows),
    ...(odd.length === 0 ? [] : [element('h3', {}, oddTitle), oddTable()]),
  );
}

const MOST_ODD = 200;

/** What the collectors themselves have cost. */
export function overheadSection(run: PageRun): HTMLElement {
  const known = run.hosts.flatMap(({ name, overhead, late_p99_ms, clock_offset_ms, clock_error_ms }) => {
    if (overhead === null) return [];
    const { cpu_user_seconds, cpu_system_seconds, wall_seconds, max_rss_kb, bytes_sent } = overhead;
    const share =
      wall_seconds > 0 ? (100 * (cpu_user_seconds + cpu_system_seconds)) / wall_seconds : Number.NaN;
    return [
      {
        name,
        share,
        mib: max_rss_kb / 1024,
        kb: bytes_sent / 1000,
        late_p99_ms,
        clock_offset_ms,
        clock_error_ms,
      },
    ];
  });
  const rows = [...known]
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_COSTS)
    .map((one) => [
      one.name,
      number(one.share),
      number(one.mib),
      number(one.kb),
      number(one.late_p99_ms),
      one.clock_offset_ms === null
        ? '–'
        : `${one.clock_offset_ms.toFixed(2)} ± ${(one.clock_error_ms ?? 0).toFixed(2)}`,
    ]);
  const head = ['host', 'CPU, % of one core', 'resident MiB', 'sent kB', 'late p99, ms', 'clock offset, ms'];
  return section(
    'overhead',
    'What recording cost',
    rows.length === 0
      ? note('Not known: the collectors were killed, or have not said it.')
      : table(head, rows),
    ...(known.length > MOST_COSTS
      ? [note(`The ${MOST_COSTS} of ${known.length} hosts with the most CPU time.`)]
      : []),
  );
}

const MOST_COSTS = 16;
