/** Paths as their last parts, as few for all of them as tell them apart: `a/run.json`, `b/run.json`. */
export function distinctPaths(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split('/').filter((part) => part !== ''));
  const most = Math.max(1, ...parts.map(({ length }) => length));
  for (let count = 1; count < most; count++) {
    const shown = parts.map((one) => one.slice(-count).join('/'));
    if (new Set(shown).size === new Set(paths).size) return shown;
  }
  return [...paths];
}
