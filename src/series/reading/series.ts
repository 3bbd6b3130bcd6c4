import type { Sample, SeriesHeader } from '../schema.ts';
import type { SampleText } from './forms/known-forms.ts';

/** Who has written a file of samples: this program, or the suite of MLPerf Storage itself. */
export type SeriesKind = 'rankstat' | 'mlpstorage';

/** A sample of a series file. */
export interface ReadSample {
  readonly host: string;
  readonly sample: Sample;
  /** Its place in the file: `line 12`; where lines do not tell, also the byte and the how-manieth sample it is. */
  readonly where: string;
  /** Where only what is wanted of the sample is in it: its text. Not there if it is whole. */
  readonly text?: SampleText;
}

/** A series file that is being read. */
export interface Series {
  readonly kind: SeriesKind;
  /**
   * All but the samples. Of a file of mlpstorage what it does not have is null or empty: `host_status`, `host_info`,
   * `overhead` and `marks` have no entry, and `benchmark` says in its `type` what the file is. In any file a host can be
   * without an entry in the first three: people drop and rename hosts.
   */
  readonly header: SeriesHeader;
  /** Its samples, host by host, as they are read. Once; the file is closed when they end or are left. */
  readonly samples: AsyncIterable<ReadSample>;
}
