import type { Severity } from '../findings/finding.ts';

/** How a text stands out: by how much it matters, or as a heading. */
export type Weight = Severity | 'heading';

/** Makes texts stand out, as far as what shows them can. */
export interface Paint {
  readonly text: (text: string, weight: Weight) => string;
  /** What is put behind a cell that is odd, where there are no colours. */
  readonly mark: '*' | '';
}

const CODES: Readonly<Record<Weight, string>> = { severe: '1;31', warning: '1;33', note: '1', heading: '1' };

/** @param color whether there are colours */
export function paintFor(color: 'always' | 'never'): Paint {
  return color === 'never'
    ? { text: (text) => text, mark: '*' }
    : { text: (text, weight) => `\u001b[${CODES[weight]}m${text}\u001b[0m`, mark: '' };
}
