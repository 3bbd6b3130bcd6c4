import { clipped } from './small-file.ts';

/**
 * The PRETTY_NAME of an `os-release` file: `Rocky Linux 9.4 (Blue Onyx)`. Null if it has none.
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export function prettyName(osRelease: string): string | null {
  const value = /^PRETTY_NAME=(.*)$/m.exec(osRelease)?.[1]?.trim() ?? '';
  const quoted = /^(["'])(.*)\1$/.exec(value)?.[2];
  // Within quotes a shell would take the backslash away.
  return clipped((quoted ?? value).replace(/\\(["'$`\\])/g, '$1'));
}
