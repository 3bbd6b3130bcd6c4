import { Look } from '../../../../src/report/findings/engine/look.ts';
import type { Candidate, Rule } from '../../../../src/report/findings/rules/rule.ts';
import { type MadeObserved, madeObserved } from '../made-observed.ts';

/** What a rule finds in a made run. */
export function foundBy(rule: Rule, made: MadeObserved): readonly Candidate[] {
  return rule(new Look(madeObserved(made)));
}

/** Only the sentences of it, as the rule has them. */
export function textsBy(rule: Rule, made: MadeObserved): string[] {
  return foundBy(rule, made).map(({ text }) => text);
}

/** The third host does one thing, all others another. */
export function third<T>(own: T, others: T): (host: number) => T {
  return (host) => (host === 2 ? own : others);
}
