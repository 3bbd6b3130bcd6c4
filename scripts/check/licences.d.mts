export function shippedLicences(root: string): Promise<{ count: number; lines: string[] }>;
export function isAllowed(expression: unknown): boolean;
