export function belonging(root: string, tests: readonly string[]): Promise<(file: string) => string[]>;
