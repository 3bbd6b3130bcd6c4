export function writePack(file: string, text: string): void;
export function writeBare(file: string, source: Buffer): void;
export function writeCode(file: string, code: Buffer): void;
export function contentOf(file: string): { readonly source: Buffer; readonly code: Buffer };
