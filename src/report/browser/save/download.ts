/** Has the browser save this under a name, as a page from the disk can, too. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers begin to read it only later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name of a file that is made of a run's file: without its ending and what file systems do not take. */
export function fileName(of: string, what: string, ending: string): string {
  const base = of.replace(/\.(?:json|journal)$/, '').replace(/[^\w.-]+/g, '_');
  return `${base}-${what}.${ending}`;
}
