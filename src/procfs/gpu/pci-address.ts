const ADDRESS = /^([0-9a-f]{1,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i;

/** A PCI address as the kernel has it, of what nvidia-smi calls `00000000:C1:00.0`; undefined if it is none. */
export function pciAddress(text: string): string | undefined {
  const [, domain, rest] = ADDRESS.exec(text) ?? [];
  if (domain === undefined || rest === undefined) return undefined;
  return `${Number.parseInt(domain, 16).toString(16).padStart(4, '0')}:${rest.toLowerCase()}`;
}
