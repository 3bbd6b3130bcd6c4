declare const RANKSTAT_VERSION: string | undefined;

/** The version of this build; set by the bundler. */
export const VERSION = typeof RANKSTAT_VERSION === 'string' ? RANKSTAT_VERSION : '0.0.0-source';
