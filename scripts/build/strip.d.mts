export function stripped(object: Buffer): Buffer;
