/** How far this host's clock is from that of rank 0. */
export interface OffsetEstimate {
  /** This host's clock less that of rank 0, ms. */
  readonly offsetMs: number;
  /** The true offset is within ± this, ms. */
  readonly errorMs: number;
}

/** The four times of a ping and its answer, ms. The first and last are of this host's clock. */
export interface PingTimes {
  readonly sent: number;
  readonly received: number;
  readonly answered: number;
  readonly heard: number;
}

/** How far two clocks may drift apart while an estimate ages: 50 ppm, a poor quartz. */
const DRIFT = 50e-6;
const KEPT = 8;

/**
 * Estimates a clock offset from pings as NTP does (RFC 5905, section 8): the way there and back took
 * `delay` together, so half of it bounds the error, however unequal the two ways are. Of the last few pings
 * the one with the least delay is believed.
 */
export class ClockOffset {
  #pings: (OffsetEstimate & { readonly at: number })[] = [];

  /** Takes in a ping. Times that cannot be (a clock was set meanwhile) are left out. */
  add({ sent, received, answered, heard }: PingTimes): void {
    const delay = heard - sent - (answered - received);
    if (!(delay >= 0)) return;
    const offsetMs = (sent - received + (heard - answered)) / 2;
    const errorMs = delay / 2;
    const before = this.best(heard);
    // Both cannot be true: one of the two clocks was set, or runs worse than any should.
    if (before !== undefined && Math.abs(offsetMs - before.offsetMs) > errorMs + before.errorMs)
      this.#pings = [];
    this.#pings.push({ offsetMs, errorMs, at: heard });
    if (this.#pings.length > KEPT) this.#pings.shift();
  }

  /** This host's clock was set by so much, ms. */
  stepped(ms: number): void {
    this.#pings = this.#pings.map(({ offsetMs, errorMs, at }) => ({
      offsetMs: offsetMs + ms,
      errorMs,
      at: at + ms,
    }));
  }

  /** The best estimate at the time `now` of this host's clock; undefined before the first ping. */
  best(now: number): OffsetEstimate | undefined {
    let best: OffsetEstimate | undefined;
    for (const { offsetMs, errorMs, at } of this.#pings) {
      const aged = errorMs + Math.abs(now - at) * DRIFT;
      if (best === undefined || aged < best.errorMs) best = { offsetMs, errorMs: aged };
    }
    return best;
  }
}
