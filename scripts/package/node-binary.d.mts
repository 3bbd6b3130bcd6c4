export const SHIPPED: string;
export function nodeBinary(arch: string, version: string, folder: string): string;
export function licenceOf(node: string): string;
export function versionOf(node: string): string;
