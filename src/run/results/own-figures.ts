import path from 'node:path';
import { namedFolders } from '../../result/named-folders.ts';
import type { RunResults } from '../../result/results-of-run.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { someOf } from '../../system/text/some-of.ts';
import { LEAST_MS, ResultsSearch, searchCommand } from './search.ts';

/** What is to be read at the end of a run. */
export interface OwnFiguresOptions {
  /** What was given as `--result`: files, and `auto`. */
  readonly given: readonly string[];
  /** The benchmark's command line, and the folder in which it runs. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly resultsDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The program that looks; that of this installation if it is not given. */
  readonly program?: readonly [string, ...string[]];
}

const MOST_NAMED = 5;

/** What a benchmark says of itself, read from its end on, while the series file is made. */
export class OwnFigures {
  readonly #options: OwnFiguresOptions;
  readonly #files: readonly string[];
  /** That are looked through for `auto`; what the command line names first, for the search is bounded. */
  readonly #folders: readonly string[];
  #search: ResultsSearch | undefined;

  constructor(options: OwnFiguresOptions) {
    const { given, command, folder, resultsDir } = options;
    this.#options = options;
    this.#files = given.filter((one) => one !== 'auto').map((file) => path.resolve(folder, file));
    const all = [...namedFolders(command, folder), path.resolve(folder, resultsDir), folder];
    this.#folders = given.includes('auto') ? [...new Set(all)] : [];
  }

  /** The benchmark has ended. Nothing was read before: it would have been under way. @param since when it began, ms since 1970 */
  begin(since: number): void {
    if (this.#options.given.length === 0) return;
    const { clock, program = searchCommand() } = this.#options;
    this.#search = new ResultsSearch({ files: this.#files, folders: this.#folders, since }, clock, program);
  }

  /** What was found; says where, and why some of it was not. */
  async found(): Promise<RunResults['results']> {
    if (this.#search === undefined) return [];
    const found = await this.#search.results();
    this.#say(found);
    return found?.results ?? [];
  }

  #say(found: RunResults | undefined): void {
    const { log } = this.#options;
    if (found === undefined) {
      const why = `reading them took more than ${LEAST_MS / 1000} s, or failed`;
      log.warn(
        `--result: what the benchmark says of itself is not shown: ${why}; see rankstat summary --result`,
      );
      return;
    }
    for (const problem of found.problems) log.warn(`--result: ${problem}`);
    if (found.results.length === 0 && this.#folders.length > 0) {
      const much = found.isCutShort ? ', not all of what is there,' : '';
      log.info(`--result auto: none found${much} in ${someOf(this.#folders, MOST_NAMED)}`);
    }
    if (found.results.length === 0) return;
    const files = found.results.map(({ file }) => `--result ${file}`);
    log.info(`what the benchmark says of itself, for summary, report and compare, too: ${files.join(' ')}`);
  }
}
