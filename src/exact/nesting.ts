/** So deep brackets may stand within brackets: a series file has five levels, and recursion hundreds of thousands. */
export const MOST_LEVELS = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Whether the brackets of a JSON text are nested deeper than `MOST_LEVELS`. What goes through such values level by
 * level would run out of stack. What is no JSON is looked at as far as it is like it.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return false;
    } else if (code >= OPEN_LIST) {
      if (code === OPEN_LIST || code === OPEN_OBJECT) {
        if (++depth > MOST_LEVELS) return true;
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    }
  }
  return false;
}

/** Where the quote is that ends the string which begins at `begin`; -1 if there is none. */
function endOfString(text: string, begin: number): number {
  let end = text.indexOf('"', begin + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}
