import type { ReadSample } from '../reading/series.ts';
import type { SeriesHeader } from '../schema.ts';
import { SourceShape } from './source-shape.ts';
import type { Tell } from './tell.ts';

interface Seen {
  samples: number;
  lastTime: number;
}

/**
 * Whether a time-series file of mlpstorage agrees with itself. A host's samples may name it otherwise than their key
 * does: the one is what `--hosts` says, the other `gethostname()`. A host counts as collected with any sample, also one
 * that has only errors.
 */
export class CheckMlpstorage {
  readonly #header: SeriesHeader;
  readonly #problem: Tell['problem'];
  readonly #shape = new SourceShape();
  readonly #hosts = new Map<string, Seen>();

  constructor(header: SeriesHeader, { problem }: Tell) {
    this.#header = header;
    this.#problem = problem;
  }

  sample({ host, sample, where }: ReadSample): void {
    const seen = this.#hosts.get(host) ?? { samples: 0, lastTime: Number.NEGATIVE_INFINITY };
    this.#hosts.set(host, seen);
    seen.samples++;
    const time = Date.parse(sample.timestamp);
    if (time < seen.lastTime) this.#problem(`${where}: it is earlier than the one before`);
    seen.lastTime = time;
    const wrong = this.#shape.problemOf(sample);
    if (wrong !== undefined) this.#problem(`${where}: ${wrong}`);
  }

  end(): void {
    const { num_samples, hosts_collected, hosts_requested, start_time, end_time } = this.#header;
    const count = [...this.#hosts.values()].reduce((sum, { samples }) => sum + samples, 0);
    if (count !== num_samples) this.#problem(`num_samples is ${num_samples}, but there are ${count}`);
    if (Date.parse(end_time) < Date.parse(start_time)) this.#problem('end_time is before start_time');
    for (const host of hosts_collected) {
      if (!this.#hosts.has(host)) this.#problem(`hosts_collected has ${host}, of which there is no sample`);
    }
    for (const host of this.#hosts.keys()) {
      if (!hosts_collected.includes(host))
        this.#problem(`hosts_collected has not ${host}, which has samples`);
      // One host without a list of hosts is requested by its name, or as localhost.
      if (!hosts_requested.includes(host))
        this.#problem(`hosts_requested has not ${host}, which has samples`);
    }
  }
}
