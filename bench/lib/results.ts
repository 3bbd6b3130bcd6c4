import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { svgOf } from './chart.ts';
import type { Family, Section, Table } from './section.ts';
import { ROOT } from './workshop.ts';

const RESULTS = path.join(ROOT, 'bench/RESULTS.md');

/** A section of bench/RESULTS.md. */
export function markdownOf(family: Family, section: Section): string {
  return [
    `## ${family.title}`,
    `\`npm run bench -- ${family.name}\`, ${new Date().toISOString().slice(0, 10)}, on ${machine()}.`,
    family.about,
    section.findings.map((finding) => `- ${finding}`).join('\n'),
    ...section.tables.map(tableOf),
    `![${section.chart.title}](charts/${family.name}.svg)`,
  ].join('\n\n');
}

/** Puts a family's section into bench/RESULTS.md, in place of the one that is there, and its chart beside it. */
export async function store(families: readonly Family[], family: Family, section: Section): Promise<void> {
  await writeFile(path.join(ROOT, 'bench/charts', `${family.name}.svg`), svgOf(section.chart));
  const sections = sectionsOf(await readFile(RESULTS, 'utf8').catch(() => ''));
  sections.set(family.title, markdownOf(family, section));
  const known = families.flatMap(({ title }) => sections.get(title) ?? []);
  await writeFile(RESULTS, `${[HEADER, ...known].join('\n\n')}\n`);
}

const HEADER = `# Measurements

Made by \`npm run bench\`; what is measured and how to repeat it at a site stands in
[docs/performance.md](../docs/performance.md). Times differ from machine to machine and from minute to minute:
what counts are the ratios between things measured side by side.`;

function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^(?=## )/m).slice(1);
  return new Map(parts.map((part) => [/^## (.*)/.exec(part)?.[1] ?? '', part.trim()]));
}

function tableOf({ title, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, at) => (at === 0 ? '---' : '---:'));
  return [`**${title}**`, '', line(columns), line(rule), ...rows.map(line)].join('\n');
}

function machine(): string {
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${memory} GiB, Linux ${os.release()}, Node.js ${process.versions.node}`;
}
