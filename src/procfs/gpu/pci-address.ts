/** A PCI address as the kernel has it, of what nvidia-smi calls `00000000:C1:00.0`; the text itself if it is none. */
export function pciAddress(text: string): string {
  const [, domain, rest] = /^(?:0000)?([0-9a-f]{4,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text) ?? [];
  return domain === undefined || rest === undefined ? text : `${domain}:${rest}`.toLowerCase();
}
