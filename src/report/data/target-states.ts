import type { Sample } from '../../series/schema.ts';
import { unusualStates } from '../../series/totals/lustre.ts';

/** States of Lustre's targets that are not usual, and how many hosts have seen each. */
export class TargetStates {
  readonly #hosts = new Map<string, Set<string>>();

  see(host: string, sample: Sample): void {
    for (const { fileSystem, targets, state } of unusualStates(sample)) {
      const what = `Lustre ${fileSystem}: ${targets} were ${state}`;
      const hosts = this.#hosts.get(what) ?? new Set();
      this.#hosts.set(what, hosts.add(host));
    }
  }

  /** What was seen, each with the number of hosts. */
  get found(): readonly (readonly [what: string, hosts: number])[] {
    return [...this.#hosts].map(([what, hosts]) => [what, hosts.size]);
  }
}
