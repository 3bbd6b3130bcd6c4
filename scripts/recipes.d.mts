export function fillRecipes(options: {
  readonly packaging: string;
  readonly release: string;
  readonly to: string;
  readonly version: string;
  readonly url?: string | undefined;
  readonly homepage?: string | undefined;
}): Promise<{ written: string[]; told: string[] }>;
export function writeSums(release: string, version: string): Promise<string>;
