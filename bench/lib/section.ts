/** Numbers in rows; the first row names the columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a chart shows. A bar has one value for each category; a line has points. */
export type Chart =
  | {
      readonly kind: 'bars';
      readonly title: string;
      readonly unit: string;
      readonly categories: readonly string[];
      readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
    }
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly x: string;
      readonly y: string;
      readonly series: readonly {
        readonly name: string;
        readonly points: readonly (readonly [x: number, y: number])[];
      }[];
    };

/** What a family of benchmarks has found. */
export interface Section {
  /** What was found against what was promised, a sentence each. */
  readonly findings: readonly string[];
  readonly tables: readonly Table[];
  readonly chart: Chart;
}

/** As it is published, or just enough to see that it works; not every family has a short way. */
export type Pace = 'full' | 'short';

/** Benchmarks of one promise. */
export interface Family {
  /** Its name on the command line and of its chart. */
  readonly name: string;
  readonly title: string;
  /** What is measured and how, for a reader of the results. */
  readonly about: string;
  run(pace: Pace): Promise<Section>;
}
