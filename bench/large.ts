import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Spent, timed } from './lib/gnu-time.ts';
import { SMALL_NODE } from './lib/host-fixture.ts';
import { writeJournal } from './lib/made-journal.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { median } from './lib/statistics.ts';
import { RANKSTAT, SCRATCH } from './lib/workshop.ts';

const MOST_HOSTS = 10_000;
const HOSTS = { full: [100, 1000, MOST_HOSTS], short: [100, 1000] };
/** An hour at 10 s. */
const SAMPLES = 360;
const ROUNDS = { full: 3, short: 1 };
/** A data set takes minutes there, and as long for each host as of fewer. */
const MOST_HOSTS_OF_TABLES = 1000;

interface Large {
  readonly hosts: number;
  readonly journalBytes: number;
  readonly reports: readonly Spent[];
  readonly pageBytes: number;
  readonly tables: (Spent & { readonly bytes: number }) | undefined;
}

/** Large jobs, read from their journals. */
export const large: Family = {
  name: 'large',
  title: 'Large jobs',
  about:
    `\`rankstat report\` of journals with ${SAMPLES} samples of each host, of a node with 4 CPUs and 2 disks, and ` +
    '`convert --to parquet --hosts-per-file 256`, whole processes; MB are 10^6 bytes. Medians of three rounds of the report, ' +
    'one of the data set.',
  async run(pace) {
    const found: Large[] = [];
    for (const hosts of HOSTS[pace]) found.push(await largeOf(hosts, ROUNDS[pace]));
    const most = found.at(-1)!;
    const { reportTime, reportMemory, reportPage } = PROMISES.large;
    const held = (promise: (typeof PROMISES.large)[keyof typeof PROMISES.large], value: number) =>
      most.hosts === MOST_HOSTS ? ` ${heldAgainst(promise, value)}` : '';
    const [seconds, memory, page] = [secondsOf(most), memoryOf(most), most.pageBytes / 1e6];
    const tables = found.findLast((one) => one.tables !== undefined);
    return {
      findings: [
        `The report of ${most.hosts} hosts takes ${seconds.toFixed(0)} s${held(reportTime, seconds)}, of which ` +
          `${median(most.reports.map(({ cpuSeconds }) => cpuSeconds)).toFixed(0)} s of CPU time.`,
        `It takes ${memory.toFixed(0)} MB of memory${held(reportMemory, memory)}.`,
        `The page has ${page.toFixed(1)} MB${held(reportPage, page)}.`,
        ...(tables?.tables === undefined
          ? []
          : [
              `The Parquet data set of ${tables.hosts} hosts is made in ${tables.tables.seconds.toFixed(0)} s and ` +
                `${mb(tables.tables.rssKb * 1024)} MB of memory, and has ${mb(tables.tables.bytes)} MB; the journal ` +
                `${mb(tables.journalBytes)} MB.`,
            ]),
      ],
      tables: [
        {
          title: `Journals of ${SAMPLES} samples a host`,
          columns: [
            'hosts',
            'journal, MB',
            'report, s',
            'its CPU time, s',
            'its memory, MB',
            'page, MB',
            'data set, s',
            'its memory, MB',
            'data set, MB',
          ],
          rows: found.map((one) => [
            one.hosts,
            mb(one.journalBytes),
            secondsOf(one).toFixed(1),
            median(one.reports.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
            memoryOf(one).toFixed(0),
            (one.pageBytes / 1e6).toFixed(1),
            one.tables?.seconds.toFixed(1) ?? '',
            one.tables === undefined ? '' : mb(one.tables.rssKb * 1024),
            one.tables === undefined ? '' : mb(one.tables.bytes),
          ]),
        },
      ],
      chart: {
        kind: 'lines',
        title: `Report of a journal by the number of hosts, ${SAMPLES} samples each`,
        x: 'hosts',
        y: 's, MB',
        series: [
          { name: 'time, s', points: found.map((one) => [one.hosts, secondsOf(one)]) },
          { name: 'memory, MB', points: found.map((one) => [one.hosts, memoryOf(one)]) },
        ],
      },
    };
  },
};

async function largeOf(hosts: number, rounds: number): Promise<Large> {
  const name = path.join(SCRATCH, `large-${hosts}`);
  const [journal, page] = [`${name}.journal`, `${name}.html`];
  await writeJournal(journal, { hosts, samples: SAMPLES, size: SMALL_NODE });
  const reports: Spent[] = [];
  for (let round = 0; round < rounds; round++) reports.push(timed([RANKSTAT, 'report', journal, '-o', page]));
  const dataSet = ['convert', '--to', 'parquet', '--hosts-per-file', '256', '-o', name, journal];
  const tables = hosts > MOST_HOSTS_OF_TABLES ? undefined : timed([RANKSTAT, ...dataSet]);
  const found = {
    ...{ hosts, reports, journalBytes: statSync(journal).size, pageBytes: statSync(page).size },
    tables: tables && { ...tables, bytes: bytesIn(name) },
  };
  for (const made of [journal, page, name]) rmSync(made, { recursive: true, force: true });
  return found;
}

function bytesIn(directory: string): number {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const sizes = names.map((one) => statSync(path.join(directory, one)));
  return sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

function secondsOf({ reports }: Large): number {
  return median(reports.map(({ seconds }) => seconds));
}

function memoryOf({ reports }: Large): number {
  return Math.max(...reports.map(({ rssKb }) => (rssKb * 1024) / 1e6));
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
