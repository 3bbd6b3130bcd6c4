import type { ProgramSettings } from './program/programs.ts';
import { SourceReader } from './reading/reader.ts';
import type { Roots } from './roots.ts';
import type { Source } from './source.ts';

/** What a source is on this node. */
interface SourceHere {
  readonly source: Source;
  readonly outcome: string;
  /** What one reading takes once the files are open, µs; undefined where there is nothing to read. */
  readonly us: number | undefined;
}

/** A program that tells what no file does has so long to do it, ms. */
const PROGRAM_MS = 20_000;
/** Code that has run so often is no slower than it stays. */
const READINGS = 50;

/** Where a source's files are, as people write it, and the program that it asks. */
function filesOf({ root, files, lookedFor = [], program }: Source): string[] {
  const folder = root === 'procfs' ? '/proc' : '/sys';
  const paths = [...files, ...lookedFor].map((file) => (file.startsWith('/') ? file : `${folder}/${file}`));
  return program === undefined ? paths : [...paths, program.name];
}

/** Tries sources and says what is there, one a line; why one is not readable on a line of its own below. */
export async function sourcesTable(
  sources: readonly Source[],
  roots: Roots,
  programs?: ProgramSettings,
): Promise<string> {
  const found: SourceHere[] = [];
  // One after the other: what a reading costs is measured.
  for (const source of sources) found.push(await tried(source, roots, programs));
  const rows = [
    ['source', 'default', 'here', 'µs', 'what'],
    ...found.map(({ source, outcome, us }) => [
      source.name,
      whenOf(source),
      outcome.replace(/:.*/s, ''),
      us === undefined ? '' : us.toFixed(0),
      source.about,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => [...row[column]!].length)));
  const lines = rows.flatMap((row, nth) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
    const why = nth === 0 ? undefined : /: (.*)/s.exec(found[nth - 1]!.outcome)?.[1];
    return why === undefined ? [line] : [line, `    ${why}`];
  });
  return `${lines.join('\n')}\n`;
}

/** All that is to be known of a source: what it reads, from where, and its fields with their units. */
export async function sourceText(source: Source, roots: Roots, programs?: ProgramSettings): Promise<string> {
  const { outcome, us } = await tried(source, roots, programs);
  const { name, about, reference, byDefault, ifNamed, leastSeconds } = source;
  const often = leastSeconds === undefined ? '' : `, once in ${leastSeconds} s at most`;
  const lines = [
    `${name}: ${about}`,
    `  from       ${filesOf(source).join(', ')}`,
    `  described  ${reference}`,
    `  read       ${byDefault ? ['by default', ...(ifNamed === undefined ? [] : [ifNamed.elseOnly])].join(' ') : `with --sources ${name}`}${often}`,
    `  here       ${outcome}${us === undefined ? '' : `, ${us.toFixed(0)} µs a reading`}`,
    ...fieldsByRow(source).map(([row, fields]) => `  ${row}  ${fields.join(', ')}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where in a sample the numbers of a source are, names that are a node's own in angle brackets, and what they are called. */
function fieldsByRow(source: Source): [row: string, fields: string[]][] {
  const { shape } = source;
  const names = (row: string) =>
    source.fields(row).map((field) => (field.name === '' ? 'the number' : field.name));
  if (shape.kind === 'list') return [[`${source.name}[<${shape.nameKey}>]`, names('')]];
  return shape.rows.map(({ name, presence }) => {
    const keys = shape.path(name);
    const varying = presence === 'example' ? (shape.varying ?? keys.length - 1) : -1;
    const path = keys.map((key, at) => (at === varying ? `<${key}>` : key));
    return [[source.name, ...path].join('.'), names(name)];
  });
}

/** The sources as a page has them (Markdown): a table, and the fields of each. */
export function sourcesMarkdown(sources: readonly Source[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const table = sources.map((source) =>
    [
      `\`${source.name}\``,
      whenOf(source),
      filesOf(source)
        .map((file) => `\`${file}\``)
        .join(', '),
      cell(source.about),
      cell(source.reference),
    ].join(' | '),
  );
  const parts = sources.flatMap((source) => [
    `### \`${source.name}\``,
    '',
    ...fieldsByRow(source).map(
      ([row, fields]) => `- \`${row}\`: ${fields.map((field) => `\`${field}\``).join(', ')}`,
    ),
    '',
  ]);
  const head = ['source | default | from | what | described in', '--- | --- | --- | --- | ---'];
  return [...[...head, ...table].map((line) => `| ${line} |`), '', ...parts].join('\n');
}

/** Whether it is read by default, and if not at each tick, how often. */
function whenOf({ byDefault, ifNamed, leastSeconds }: Source): string {
  const often = leastSeconds === undefined ? '' : `, each ${leastSeconds} s`;
  return `${byDefault ? (ifNamed?.elseOnly ?? 'yes') : 'no'}${often}`;
}

async function tried(
  source: Source,
  roots: Roots,
  programs: ProgramSettings | undefined,
): Promise<SourceHere> {
  const reader = new SourceReader(source, roots, undefined, programs);
  try {
    await reader.told(PROGRAM_MS);
    const outcome = reader.read();
    if (outcome !== 'ok') return { source, outcome, us: undefined };
    const us = Array.from({ length: 2 * READINGS }, () => {
      const before = reader.seconds;
      reader.read();
      return (reader.seconds - before) * 1e6;
    });
    // What else the node does can hold one up a hundred times as long.
    const warm = us.slice(READINGS).sort((a, b) => a - b);
    // Of some it can be read what there is, and not what it did.
    return { source, outcome: reader.outcome ?? outcome, us: warm[READINGS / 2] };
  } finally {
    reader.close();
  }
}
