/** Colours that people with any kind of colour vision can tell apart (Okabe & Ito), for lines of hosts. */
export const HOST_COLORS = [
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#8c6d31',
  '#7f7f7f',
] as const;

/** A colour of the page's style, which is another in the dark. */
export function styleColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Points of the viridis scale: evenly bright, readable with any colour vision. */
const VIRIDIS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** Red, green and blue of a share from 0 to 1. */
export function heat(share: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1);
  const at = Math.min(VIRIDIS.length - 2, Math.floor(place));
  const [from, to] = [VIRIDIS[at] ?? VIRIDIS[0], VIRIDIS[at + 1] ?? VIRIDIS[0]];
  const mix = (nth: 0 | 1 | 2) => Math.round(from[nth] + (to[nth] - from[nth]) * (place - at));
  return [mix(0), mix(1), mix(2)];
}
