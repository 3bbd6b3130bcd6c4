export function unusedExports(
  root: string,
  forTests: Readonly<Record<string, readonly string[]>>,
): Promise<string[]>;
