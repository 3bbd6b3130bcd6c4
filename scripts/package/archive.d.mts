export function archive(folder: string, file: string, seconds: number): Promise<void>;
