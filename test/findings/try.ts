// node --import tsx test/findings/try.ts --kind steal --hosts 40 --seeds 1-5 --strength weak: what is said of made runs, and
// what would be right. --all tries all kinds and prints a table. For writing rules: seeds 1 to 999 only.
import { parseArgs } from 'node:util';
import { findingsOf } from '../../src/report/findings/findings.ts';
import { summarize } from '../../src/report/summary/summary.ts';
import { makeCase, type Wanted } from './case.ts';
import { wrongIn } from './judge.ts';
import { KINDS, SIZES, STRENGTHS } from './kinds.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'steal' },
    hosts: { type: 'string', default: '40' },
    seeds: { type: 'string', default: '1-3' },
    strength: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    wrong: { type: 'boolean', default: false },
  },
});
const [from = 1, to = from] = values.seeds.split('-').map(Number);
if (from < 1 || to > 999) throw new Error('seeds from 1000 on are for judging: 1 to 999');
const kinds = KINDS.filter((kind) => values.all || values.kind.split(',').includes(kind));
const sizes = values.hosts === 'all' ? SIZES : values.hosts.split(',').map(Number);
const strengths = STRENGTHS.filter(
  (one) => values.strength === '' || values.strength.split(',').includes(one),
);

const table: string[] = [];
for (const kind of kinds) {
  for (const hosts of sizes) {
    const cells: string[] = [];
    for (const strength of kind === 'healthy' ? (['weak'] as const) : strengths) {
      let right = 0;
      const said = new Map<string, number>();
      for (let seed = from; seed <= to; seed++) {
        const wrong = await tell({ kind, hosts, strength, seed });
        if (wrong === undefined) right++;
        else said.set(wrong, (said.get(wrong) ?? 0) + 1);
      }
      const why = [...said].map(([text, count]) => `${count} × ${text}`).join(', ');
      cells.push(`${strength} ${right}/${to - from + 1}${why === '' ? '' : ` (${why})`}`);
    }
    table.push(`${kind.padEnd(12)} ${String(hosts).padStart(4)} hosts: ${cells.join('; ')}`);
  }
}
process.stdout.write(`\n${table.join('\n')}\n`);

/** Prints a case, its truth and what is said of it. */
async function tell(wanted: Wanted): Promise<string | undefined> {
  const one = makeCase(wanted);
  const start = performance.now();
  const { observed } = await summarize(one.name, one.open);
  const findings = findingsOf(observed);
  const seconds = (performance.now() - start) / 1000;
  const wrong = wrongIn(findings, one.truth);
  if (values.wrong && wrong === undefined) return undefined;
  const { hosts, causes, limits } = one.truth;
  process.stdout.write(
    `${[
      `${wrong === undefined ? '✔' : `✘ ${wrong}:`} ${one.name} (${one.about}; ${seconds.toFixed(1)} s)`,
      `    truth: ${hosts.join(', ') || 'all'}: ${[...causes, ...limits].join(' | ') || 'nothing'}`,
      ...findings.verdict.map((sentence) => `    ${sentence}`),
    ].join('\n')}\n`,
  );
  return wrong;
}
