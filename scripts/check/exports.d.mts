export function unusedExports(root: string, forTests: readonly string[]): Promise<string[]>;
export function exportsForTests(root: string): Promise<string[]>;
