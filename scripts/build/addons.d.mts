export interface AddonKind {
  readonly arch: string;
  readonly libc: string;
}
export const ADDONS: readonly AddonKind[];
export const ownAddon: AddonKind;
export function addonOfPackage(kind: AddonKind): string;
export function writeAddons(folder: string, addons: readonly AddonKind[]): Promise<void>;
