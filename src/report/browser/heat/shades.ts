/** Red, green and blue. */
export type Rgb = readonly [number, number, number];

/** A scale of colours, from 0 to 1. */
export type Shades = readonly Rgb[];

/** Points of the viridis scale: evenly bright, readable with any colour vision. */
export const VALUES: Shades = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** From below the median to above it, blue to orange: told apart with any colour vision, and by brightness from the middle. */
export const DISTANCES_LIGHT: Shades = [
  [5, 48, 97],
  [67, 147, 195],
  [240, 240, 240],
  [224, 130, 20],
  [127, 59, 8],
];
export const DISTANCES_DARK: Shades = [
  [140, 205, 255],
  [33, 113, 181],
  [38, 44, 51],
  [204, 96, 10],
  [255, 190, 110],
];

/** The colour of a share from 0 to 1. */
export function shade(shades: Shades, share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (shades.length - 1);
  const at = Math.min(shades.length - 2, Math.floor(place));
  const [from, to] = [shades[at] ?? BLACK, shades[at + 1] ?? BLACK];
  const mix = (nth: 0 | 1 | 2) => Math.round(from[nth] + (to[nth] - from[nth]) * (place - at));
  return [mix(0), mix(1), mix(2)];
}

const BLACK: Rgb = [0, 0, 0];

/** So many colours are enough for an eye. */
const STEPS_OF_A_TABLE = 256;

/** Colours of equal steps from 0 to 1, three bytes each: a heat map asks for very many. */
export function shadeTable(shades: Shades): Uint8Array {
  const table = new Uint8Array(3 * STEPS_OF_A_TABLE);
  for (let step = 0; step < STEPS_OF_A_TABLE; step++) {
    table.set(shade(shades, step / (STEPS_OF_A_TABLE - 1)), 3 * step);
  }
  return table;
}

/** Where the colour of a share from 0 to 1 begins in a table. */
export function placeInTable(share: number): number {
  return 3 * Math.round(Math.min(1, Math.max(0, share)) * (STEPS_OF_A_TABLE - 1));
}
