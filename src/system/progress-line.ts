/** One line on a terminal that changes in place, below what was said before. */
export interface ProgressLine {
  /** Puts this in place of what the line says. */
  readonly show: (text: string) => void;
  /** Takes the line away, before anything else is said. */
  readonly clear: () => void;
}

/** A line on a stream that is a terminal; elsewhere, and where nothing should be said, none. */
export function progressLine(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>,
  wanted: 'wanted' | 'unwanted',
): ProgressLine {
  if (stream.isTTY !== true || wanted === 'unwanted') return { show: () => {}, clear: () => {} };
  let shown = '';
  return {
    show(text) {
      // A line that is wrapped could not be taken away.
      const fitting = text.slice(0, (stream.columns || 80) - 1);
      if (fitting === shown) return;
      shown = fitting;
      stream.write(`\r\u001b[K${fitting}`);
    },
    clear() {
      if (shown !== '') stream.write('\r\u001b[K');
      shown = '';
    },
  };
}

/** Work that is done sooner shows no progress, ms. */
const LONG_MS = 1000;

/** What shows how much of a long work is done, from a second after its begin on. */
export function shareOf(what: string, line: ProgressLine, now: () => number): (share: number) => void {
  let began: number | undefined;
  return (share) => {
    began ??= now();
    if (now() - began >= LONG_MS) line.show(`${what} ${Math.floor(100 * share)} %`);
  };
}
