import { element } from '../dom.ts';
import { columnSpans } from './column-spans.ts';

/** What is wider on the page does not fit onto paper, where letters are smaller. A4 has some 720 CSS px between margins. */
const MOST_PX = 820;

/** On paper nothing scrolls: a wide table is printed in parts, each with its first column. */
export function printWideTables(): void {
  let parts: HTMLElement[] = [];
  addEventListener('beforeprint', () => {
    // What is as wide as there is room is that on paper, too.
    for (const table of document.querySelectorAll<HTMLTableElement>('.scroll:not(.fits) > table')) {
      const spans = columnSpans(
        Array.from(table.rows[0]?.cells ?? [], ({ offsetWidth }) => offsetWidth),
        MOST_PX,
      );
      if (spans.length < 2) continue;
      table.classList.add('in-parts');
      const made = element('div', { class: 'parts' }, ...spans.map((span) => partOf(table, span)));
      table.after(made);
      parts.push(made);
    }
  });
  addEventListener('afterprint', () => {
    for (const part of parts) {
      part.previousElementSibling?.classList.remove('in-parts');
      part.remove();
    }
    parts = [];
  });
}

function partOf(table: HTMLTableElement, [from, end]: readonly [number, number]): HTMLTableElement {
  const part = element('table');
  for (const own of table.children) {
    const copy = own.cloneNode(own.tagName === 'CAPTION');
    for (const row of own.querySelectorAll('tr')) {
      const cells = Array.from(row.cells).filter((_, nth) => nth === 0 || (nth >= from && nth < end));
      const copied = row.cloneNode();
      for (const cell of cells) copied.appendChild(cell.cloneNode(true));
      copy.appendChild(copied);
    }
    part.append(copy);
  }
  return part;
}
