export interface TarballParts {
  readonly arch: string;
  readonly node: string;
  readonly single?: string | undefined;
  readonly folder: string;
  readonly seconds: number;
}
export function makeTarball(parts: TarballParts): Promise<string>;
