import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXCESSES } from '../../../src/report/findings/rules/excess-table.ts';
import { ORDER } from '../../../src/report/findings/rules/rules.ts';
import { UNLIKES } from '../../../src/report/findings/rules/unlike-table.ts';

const DOCS = readFileSync(new URL('../../../docs/report.md', import.meta.url), 'utf8');
const [, SECTION = ''] = DOCS.split('## What is looked for');
const ROWS = (SECTION.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));

function rowsOf(cause: string): string[] {
  return ROWS.filter((row) => (row.split('|')[1] ?? '').includes(`\`${cause}\``));
}

function has(row: string, value: number): boolean {
  return (row.match(/\d+(?:\.\d+)?/g) ?? []).map(Number).includes(value);
}

/** That no rule makes. */
const NOT_MADE = new Set(['unlike', 'storage full', 'CPU full']);

test('every cause is documented', () => {
  for (const cause of ORDER) {
    if (!NOT_MADE.has(cause)) assert.ok(rowsOf(cause).length > 0, cause);
  }
});

test('from when on something is too much is documented as it is', () => {
  for (const { cause, metrics, least, leastInBurst, severe } of EXCESSES) {
    const isSo = (row: string) => [least, leastInBurst, severe].every((value) => has(row, value));
    assert.ok(rowsOf(cause).some(isSo), `${cause}: ${metrics.join()}`);
  }
});

test('how far hosts must be apart is documented as it is', () => {
  for (const { cause, metrics, least, unit } of UNLIKES) {
    const said = `${least} ${unit === '%' ? 'points' : unit}, and`;
    assert.ok(
      rowsOf(cause).some((row) => row.includes(`| ${said}`)),
      `${cause}: ${metrics.join()}: ${said}`,
    );
  }
});

test.run();
