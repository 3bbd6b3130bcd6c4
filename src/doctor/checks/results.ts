import { NO_ANSWER } from '../look/answers.ts';
import { type Check, type Line, ofEach, type Saying } from '../report.ts';
import type { DirectorySeen, HostSeen } from '../seen.ts';

const MB = 1e6;
/**
 * A sample of a host takes some 12 KB of the series file and 0.5 KB of the journal, and the default is 3600 samples at most:
 * 45 MB a host. A run of an hour has a tenth of that.
 */
const WHOLE_RUN_BYTES = 45 * MB;
const HOUR_BYTES = 4.5 * MB;
/** Series file, journal and what is written before it is renamed. */
const FILES = 3;

/** Whether the results can be written where they are to be, and whether all hosts see them. */
export const checkResults: Check = ({ here, hosts }) => {
  const gathers = hosts.filter(({ rank }) => rank === 0);
  const others = hosts.filter(({ rank }) => rank !== 0);
  const lines: Omit<Line, 'check'>[] = [];
  if (here.results.problem !== null) {
    const { seen, todo } = notWritable(here.results, '--results-dir');
    lines.push({ level: 'fault', harm: 'run', hosts: [here.hostname], seen, todo });
  }
  const own = gathers.filter(({ hostname }) => hostname !== here.hostname || here.results.problem === null);
  lines.push(...ofEach(own, (host) => whereItGathers(host, hosts.length)));
  lines.push(...ofEach(others, ({ results }) => elsewhere(results)));
  return lines;
};

function whereItGathers({ results, journal }: HostSeen, hosts: number): Saying[] {
  const found: Saying[] = [];
  if (results.problem !== null) found.push({ ...notWritable(results, '--results-dir'), harm: 'run' });
  else found.push(room(results, hosts));
  if (results.shared === false) {
    found.push({
      level: 'warning',
      seen: `${results.path} of rank 0 is not the one where doctor was asked: the series file would be on this host alone, and run could not summarize it`,
      todo: 'give a --results-dir that all nodes see',
    });
  }
  if (journal !== null && journal.problem !== null) {
    found.push({ ...notWritable(journal, '--journal-dir'), harm: 'run' });
  } else if (journal !== null) {
    found.push(room(journal, hosts));
  }
  return found;
}

function elsewhere(results: DirectorySeen): Saying {
  if (results.shared === false) {
    const also = results.problem === null ? '' : ` (${results.problem})`;
    return {
      level: 'warning',
      seen: `${results.path} here is not the one where doctor was asked${also}: what a host that cannot reach rank 0 keeps would lie on it alone`,
      todo: 'give a --results-dir that all nodes see',
    };
  }
  if (results.problem === null) return { level: 'ok', seen: `${results.path} is shared, and can be written` };
  const { seen, todo } = notWritable(results, '--results-dir');
  return { level: 'warning', seen: `${seen}: a host that cannot reach rank 0 could keep nothing`, todo };
}

function notWritable({ path, problem }: DirectorySeen, option: string): Saying {
  return {
    level: 'fault',
    seen: `cannot write to ${path}: ${problem}`,
    todo:
      problem === NO_ANSWER
        ? `see whether its file server is up, or give another ${option}`
        : `mend its owner, mode or quota, or give another ${option}`,
  };
}

function room({ path, type, free_bytes, free_files }: DirectorySeen, hosts: number): Saying {
  const on = type === null ? '' : ` (${type})`;
  const free = free_bytes === null ? 'room that is not known' : `${size(free_bytes)} free`;
  if (free_files !== null && free_files < FILES) {
    return { level: 'fault', harm: 'run', seen: `${path}${on} has room for ${free_files} files`, todo: MORE };
  }
  if (free_bytes !== null && free_bytes < HOUR_BYTES * hosts) {
    const seen = `${path}${on} has ${free}: ${hosts} hosts need ${size(HOUR_BYTES * hosts)} for an hour at 10 s`;
    return { level: 'fault', seen, todo: MORE };
  }
  if (free_bytes !== null && free_bytes < WHOLE_RUN_BYTES * hosts) {
    const seen = `${path}${on} has ${free}: ${hosts} hosts with 3600 samples each need ${size(WHOLE_RUN_BYTES * hosts)}`;
    return { level: 'warning', seen, todo: MORE };
  }
  return { level: 'ok', seen: `${path}${on} can be written, ${free}` };
}

const MORE = 'make room, or give another --results-dir; --gzip takes a tenth';

function size(bytes: number): string {
  return bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(bytes >= 1e11 ? 0 : 1)} GB`
    : `${(bytes / MB).toFixed(bytes >= 1e8 ? 0 : 1)} MB`;
}
