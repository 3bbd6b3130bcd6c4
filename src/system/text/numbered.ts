/** Labels that are there more than once get a number: `read`, `read (2)`. */
export function numbered<T extends { readonly label: string }>(items: readonly T[]): T[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return items.map((item) => {
    let { label } = item;
    let times = next.get(label) ?? 2;
    for (; taken.has(label); times++) label = `${item.label} (${times})`;
    next.set(item.label, times);
    taken.add(label);
    return { ...item, label };
  });
}
