/** Rank 0 has let it be known that it cannot gather: there is nothing to wait for. */
export class RankZeroFailed extends Error {
  /** @param problem why, as rank 0 says it */
  constructor(problem: string) {
    super(`rank 0 failed: ${problem}`);
  }
}
