import type { BenchmarkResult, Printed, ResultPhase } from '../result.ts';
import { shown } from '../shown.ts';
import { io500Phase, io500Totals } from './io500.ts';

const VERSION = /^IO500 version (\S{1,60})/m;
const RESULT =
  /^\[(?:RESULT(-invalid)?|\s{1,10})\]\s{1,30}([a-zA-Z][\w-]{1,60})\s{1,30}(\d[\d.]{0,30}) (GiB\/s|kIOPS)\s{1,3}: time (\d[\d.]{0,30}) seconds( \[INVALID\])?/;
const SCORE =
  /^\[(SCOREX?) ?(?:INVALID)?\] Bandwidth (\d[\d.]{0,30}) Gi?B\/s : IOPS (\d[\d.]{0,30}) kiops : TOTAL (\d[\d.]{0,30})/;
const MOST_REMARKS = 20;

/** Whether this is what IO500 prints and writes into `result_summary.txt`, maybe among other things. */
export function isIo500Summary(text: string): boolean {
  return (
    VERSION.test(text) ||
    /^\[RESULT(?:-invalid)?\]\s{1,30}[\w-]{1,60}\s{1,30}[\d.]{1,30} (?:GiB\/s|kIOPS)/m.test(text)
  );
}

/**
 * What IO500's `result_summary.txt` says: as `result.txt`, without times.
 * @see https://github.com/IO500/io500, src/main.c (dupprintf)
 */
export function io500Summary(text: string): BenchmarkResult {
  const phases: ResultPhase[] = [];
  const printed: Printed[] = [];
  const remarks: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [result, old, name = '', score = '', , seconds = '', invalid] = RESULT.exec(line) ?? [];
    // Such as `timestamp`, which only writes down when.
    if (result !== undefined && Number(score) > 0) phases.push(io500Phase(name, score, seconds));
    if (old !== undefined || invalid !== undefined) remarks.push(`it calls ${shown(name)} invalid`);
    const [all, which = '', bandwidth = '', iops = '', total = ''] = SCORE.exec(line) ?? [];
    if (all === undefined) continue;
    printed.push(
      { name: `${which} BW`, text: bandwidth, unit: 'GiB/s' },
      { name: `${which} MD`, text: iops, unit: 'kIOPS' },
      { name: which, text: total, unit: '' },
    );
    if (/INVALID/.test(line)) remarks.push('it calls the run invalid');
  }
  const version = VERSION.exec(text)?.[1];
  return {
    format: 'io500-summary',
    tool: 'IO500',
    ...(version !== undefined && { version: shown(version) }),
    phases,
    ...io500Totals(phases),
    printed,
    remarks: remarks.slice(0, MOST_REMARKS),
  };
}
