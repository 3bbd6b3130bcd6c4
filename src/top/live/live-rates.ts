import { sourceNamed } from '../../procfs/registry.ts';
import {
  BRIDGED,
  type Bridge,
  type BridgedSource,
  Bridges,
  bridgeOf,
  type TimedSample,
} from '../../report/data/bridges.ts';
import { METRICS } from '../../report/metrics/metrics.ts';
import { type Metric, type Rates, ratesBetween } from '../../series/rates.ts';
import type { HostInfo } from '../../series/schema.ts';

type KnownRates = Partial<Record<Metric, number>>;

/** What a source had when it was read last. */
interface Held {
  readonly rates: KnownRates;
  /** Until when that is shown, ms. */
  readonly until: number;
}

/** What was not read again after so many times the seconds of its source is no longer what the host does now. */
const HELD_TIMES = 2;
/** Sources that are read at few ticks only, and after how many seconds. */
const SPARSE = BRIDGED.flatMap((source) => {
  const seconds = sourceNamed(source)?.leastSeconds;
  return seconds === undefined ? [] : [{ source, seconds }];
});

/**
 * What a host does now: of a source that was not read for a while what it did meanwhile, and of one that is read at few ticks
 * only, at the others what it had done before the last of those.
 */
export class LiveRates {
  readonly #bridges = new Bridges();
  readonly #sparse: typeof SPARSE;
  readonly #held = new Map<BridgedSource, Held>();

  /** @param sparse sources that are not read at each tick */
  constructor(sparse: typeof SPARSE = SPARSE) {
    this.#sparse = sparse;
  }

  /** Of the interval between two samples; intervals come in their order. */
  between(before: TimedSample, after: TimedSample, info: HostInfo | undefined): Rates {
    const bridges = this.#bridges.over(before, after);
    let rates = ratesOver({ from: before, to: after }, info);
    for (const bridge of bridges) rates = { ...rates, ...knownOver(bridge, info) };
    for (const { source, seconds } of this.#sparse) {
      if (after.sample[source] === undefined) continue;
      const { from } = bridges.find(({ sources }) => sources.includes(source)) ?? { from: before };
      const only = bridgeOf([source], from, after);
      const until = after.time + HELD_TIMES * seconds * 1000;
      this.#held.set(source, { rates: knownOver(only, info), until });
    }
    for (const held of this.#held.values()) if (after.time < held.until) rates = { ...rates, ...held.rates };
    return rates;
  }
}

function ratesOver({ from, to }: Pick<Bridge, 'from' | 'to'>, info: HostInfo | undefined): Rates {
  return ratesBetween(from.sample, to.sample, info, (to.time - from.time) / 1000);
}

function knownOver(bridge: Bridge, info: HostInfo | undefined): KnownRates {
  const rates = ratesOver(bridge, info);
  const known: KnownRates = {};
  for (const { name } of METRICS) {
    const rate = rates[name];
    if (rate !== null) known[name] = rate;
  }
  return known;
}
