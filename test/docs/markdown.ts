import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** A fenced block of commands of a page. */
export interface Block {
  /** The page, from the root of the project. */
  readonly page: string;
  /** The line of its fence, from 1. */
  readonly line: number;
  /** What a shell would run. */
  readonly script: string;
  /** Why it is not run here; undefined if it is. */
  readonly mark: Mark | undefined;
}

export type Mark =
  | { readonly kind: 'not run'; readonly why: string }
  | { readonly kind: 'run by'; readonly test: string };

/** The languages of a fence in which commands are; in `console` they are the lines behind a `$`. */
const OF_COMMANDS = new Set(['sh', 'bash', 'shell', 'console']);
/** As a line begins that somebody is to type. */
const COMMAND = /^\s*(?:\$ |# )?(?:rankstat|srun|mpirun|mpiexec|sbatch|npm|npx|tar|module) +[\w./-]/;
const FENCE = /^ *```+ *(\S*)/;
const MARK = /^ *<!-- (not run|run by):? (.+?) -->$/;

/** What users read: README.md and all of docs/. @returns paths from the root of the project */
export function pages(): string[] {
  return ['README.md', ...markdownBelow('docs')];
}

/** All Markdown files at or below a folder, from the root of the project, in order; none if there is no such folder. */
export function markdownBelow(folder: string): string[] {
  const below = path.join(ROOT, folder);
  if (!existsSync(below)) return [];
  const names = readdirSync(below, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name))
    .sort();
}

export function textOf(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** The blocks of commands of a page. @throws Error for a fence that is not closed */
export function blocksOf(page: string, text = textOf(page)): Block[] {
  return fencesOf(page, text)
    .filter(({ language }) => OF_COMMANDS.has(language))
    .map(({ line, language, lines, before }) => ({
      page,
      line,
      script: scriptOf(language, lines),
      mark: markOf(before),
    }));
}

/** Lines that are commands, but stand in a block of something else. @returns with page and line each */
export function commandsElsewhere(page: string, text = textOf(page)): string[] {
  return fencesOf(page, text)
    .filter(({ language }) => !OF_COMMANDS.has(language))
    .flatMap(({ line, lines }) =>
      lines.flatMap((content, nth) => (COMMAND.test(content) ? `${page}:${line + 1 + nth}: ${content}` : [])),
    );
}

interface Fence {
  /** From 1. */
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
  /** What stands right before it, but for empty lines. */
  readonly before: string;
}

function fencesOf(page: string, text: string): Fence[] {
  const found: Fence[] = [];
  const lines = text.split('\n');
  let before = '';
  for (let at = 0; at < lines.length; at++) {
    const language = FENCE.exec(lines[at] ?? '')?.[1];
    if (language === undefined) {
      before = lines[at]?.trim() || before;
      continue;
    }
    const end = lines.findIndex((line, nth) => nth > at && FENCE.test(line));
    if (end < 0) throw new Error(`${page}:${at + 1}: the block does not end`);
    found.push({ line: at + 1, language, lines: lines.slice(at + 1, end), before });
    before = '';
    at = end;
  }
  return found;
}

function scriptOf(language: string, lines: readonly string[]): string {
  const indent = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  const plain = lines.map((line) => line.slice(indent));
  if (language !== 'console') return plain.join('\n');
  return plain.flatMap((line) => (line.startsWith('$ ') ? line.slice(2) : [])).join('\n');
}

function markOf(line: string): Mark | undefined {
  const [, kind, rest = ''] = MARK.exec(line) ?? [];
  if (kind === 'not run') return { kind, why: rest };
  if (kind === 'run by') return { kind, test: rest };
  return undefined;
}

/** Text of a page without its fenced blocks and comments: line by line, with empty lines in their place. */
export function proseOf(text: string): string {
  const empty = (part: string) => part.replaceAll(/[^\n]/g, '');
  return text.replaceAll(/^ *(```+)[^`\n]*\n[\s\S]*?^ *\1 *$/gm, empty).replaceAll(/<!--[\s\S]*?-->/g, empty);
}
