// A module hook: whoever imports uvu gets uvu.mjs, which tells the runner what is under way; uvu itself tells nobody.
const ours = new URL('./uvu.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier !== 'uvu' || context.parentURL === ours) return next(specifier, context);
  return { url: ours, format: 'module', shortCircuit: true };
}
