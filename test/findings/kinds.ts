/** What can be wrong with a run, one word each. */
export const KINDS = [
  'healthy',
  'steal',
  'spin',
  'slow disk',
  'slow writer',
  'swap',
  'full core',
  'port full',
  'drops',
  'stall',
  'clock',
  'cache',
  'slow phase',
  'thermal',
  'oom',
  'slow mount',
  'silent',
] as const;
export type Kind = (typeof KINDS)[number];

export const STRENGTHS = ['weak', 'middle', 'strong'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** Numbers of hosts that are tried. */
export const SIZES = [2, 3, 40, 300, 1000] as const;
