/** Names for a message: so many at most, and an ellipsis if there are more. */
export function someOf(names: readonly string[], most: number): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
}
