/**
 * Whether a name is one that was typed for: any that has the text somewhere, in small letters or capitals; with `*` (any
 * characters) or `?` (one character) in it, those that are so from their begin to their end.
 */
export function nameFilter(typed: string): (name: string) => boolean {
  const wanted = typed.toLowerCase();
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted);
  return (name) => isGlob([...wanted], [...name.toLowerCase()]);
}

/** In time that grows with the product of the two lengths at most: as an expression, `*a*a*a*a` would take years. */
function isGlob(pattern: readonly string[], text: readonly string[]): boolean {
  let [at, of] = [0, 0];
  /** Where to go on if what follows the last `*` does not fit. */
  let [star, retry] = [-1, 0];
  while (at < text.length) {
    if (pattern[of] === '*') [star, retry, of] = [of, at, of + 1];
    else if (of < pattern.length && (pattern[of] === '?' || pattern[of] === text[at])) {
      at++;
      of++;
    } else if (star >= 0) [of, at, retry] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  return pattern.slice(of).every((one) => one === '*');
}
