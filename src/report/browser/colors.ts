/** Colours that people with any kind of colour vision can tell apart (Okabe & Ito), for lines of hosts. */
const HOST_COLORS = ['#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6d31', '#7f7f7f'] as const;

/** A colour by its name in the page's style. */
export type Ink = (name: string) => string;

/** A colour of the page, which is another in the dark. */
export const styleColor: Ink = (name) => colorOf(document.documentElement, name);

/** A colour as on paper: that of the page in the light. */
export const paperColor: Ink = (name) => {
  if (paper === undefined) {
    paper = document.createElement('span');
    paper.className = 'on-paper';
    paper.hidden = true;
    document.body.append(paper);
  }
  return colorOf(paper, name);
};

/** What has the colours of paper by the page's style. */
let paper: HTMLElement | undefined;

function colorOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--${name}`).trim();
}

/** The colour of the nth host that was picked. */
export function hostColor(nth: number): string {
  return HOST_COLORS[nth % HOST_COLORS.length] ?? HOST_COLORS[0];
}
