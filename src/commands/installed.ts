import path from 'node:path';

/** Where the build has put what is read at run time: beside the bundle; from the sources, in `dist`. */
export function installed(): string {
  const here = import.meta.dirname;
  return path.basename(here) === 'dist' ? here : path.join(here, '../../dist');
}
