import type { Log } from '../../src/system/log.ts';

/** A log, and what it was told: `warn: …`, `info: …`, `detail: …`. */
export function heardLog(): { readonly log: Log; readonly said: string[] } {
  const said: string[] = [];
  const at = (level: string) => (message: string) => {
    said.push(`${level}: ${message}`);
  };
  return { log: { warn: at('warn'), info: at('info'), detail: at('detail') }, said };
}
