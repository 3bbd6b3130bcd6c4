export interface SingleParts {
  readonly arch: string;
  readonly node: string;
  readonly file: string;
}
export function makeSingle(parts: SingleParts): Promise<void>;
