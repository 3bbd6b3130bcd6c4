export function writeModuleFiles(folder: string, version: string): Promise<void>;
