export interface Needs {
  readonly glibc: string;
  readonly 'libstdc++': string;
}
export function needsOf(file: string): Needs;
export function loaderOf(file: string): string;
export function latest(versions: readonly string[]): string;
