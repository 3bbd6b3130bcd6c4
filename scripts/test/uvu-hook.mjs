// A module hook: whoever imports uvu gets uvu.mjs, which tells the runner what is under way; uvu itself tells nobody. And
// whoever imports uvu/assert gets uvu-assert.mjs.
const OURS = new Map(
  ['uvu', 'uvu/assert'].map((name) => [
    name,
    new URL(`./${name.replace('/', '-')}.mjs`, import.meta.url).href,
  ]),
);

export function resolve(specifier, context, next) {
  const ours = OURS.get(specifier);
  if (ours === undefined || context.parentURL === ours) return next(specifier, context);
  return { url: ours, format: 'module', shortCircuit: true };
}
