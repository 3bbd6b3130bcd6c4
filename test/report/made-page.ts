import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readRun } from '../../src/report/data/run.ts';
import type { Findings } from '../../src/report/findings/finding.ts';
import { limitsFor } from '../../src/report/page/chart-data.ts';
import { PAGE_TEMPLATE, pageOf } from '../../src/report/page/page.ts';
import type { PageRun } from '../../src/report/page/page-data.ts';
import { pageRun } from '../../src/report/page/page-run.ts';
import { phasesOfMarks } from '../../src/report/phases/phases.ts';
import type { Reports } from './browser.ts';
import { type MadeRun, madeRun } from './made-run.ts';

const TEMPLATE = path.join(import.meta.dirname, '../../dist', PAGE_TEMPLATE);

/** What a page is given of a made run, with findings that were made by hand. */
export async function madePageRun(
  reports: Reports,
  name: string,
  run: MadeRun,
  findings: Findings,
): Promise<PageRun> {
  const series = await readRun(await reports.file(`${name}.json`, madeRun(run)));
  return { ...(await pageRun(series, phasesOfMarks(series.header), limitsFor(1))), findings };
}

/** A page of these runs. @returns where it is */
export async function madePage(reports: Reports, name: string, runs: readonly PageRun[]): Promise<string> {
  const template = await readFile(TEMPLATE, 'utf8');
  return await reports.file(`${name}.html`, pageOf({ version: '1.2.3', runs, comparisons: [] }, template));
}
