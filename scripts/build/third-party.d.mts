export function packagesIn(
  metafiles: readonly { readonly inputs: Readonly<Record<string, unknown>> }[],
): string[];
export function thirdParty(
  packages: readonly string[],
  where?: { readonly folder?: string; readonly node?: string },
): Promise<string>;
