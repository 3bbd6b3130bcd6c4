/** What argues for what is said; hosts that are complete are not printed one by one. */
const EVIDENCE = ['findings', 'limits', 'stragglers', 'strip']
  .map((id) => `#${id} details:not([open])`)
  .join();

/** Nobody can open a fold on paper: evidence is printed. To be called before others look at what is printed. */
export function printFolds(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...opened, ...document.querySelectorAll<HTMLDetailsElement>(EVIDENCE)];
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
}
