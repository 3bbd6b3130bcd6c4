/** A name of the kernel's that can have blanks, as a part of a row's name: without blanks and slashes. */
export function asOneWord(name: string): string {
  return name.replace(/[\s/]+/g, '_');
}
