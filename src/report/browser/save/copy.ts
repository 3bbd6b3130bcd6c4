/** Puts a text onto the clipboard. @returns whether that was possible */
export async function copyText(text: string): Promise<boolean> {
  // Pages from the disk have no such clipboard in some browsers, and in others may not use it.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // The old way may still be open.
  }
  return copySelected(text);
}

/** By a selection, as browsers did before they had a clipboard for pages. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'away';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
