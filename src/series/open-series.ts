import type { Wanted } from './reading/forms/known-forms.ts';
import type { Series } from './reading/series.ts';

/**
 * Opens what is read as a series file: one, or what has the same in it. Of samples without a text all is there where
 * `accepts` is asked of them; else it can be no more than what is wanted.
 * @throws Error as `readSeries` does
 */
export type OpenSeries = (path: string, wanted?: Wanted) => Promise<Series>;
