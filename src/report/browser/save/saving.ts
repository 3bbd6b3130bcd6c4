import { paperColor, styleColor } from '../colors.ts';
import { element } from '../dom.ts';
import { firstFrom } from '../plot/axis.ts';
import { type Drawing, numbersOf } from '../plot/drawing.ts';
import { type ChartOptions, plottedOf } from '../plot/options.ts';
import { csvOf } from './csv.ts';
import { download, fileName } from './download.ts';
import { picture } from './picture.ts';

/** What is printed is drawn so wide, and then as wide as the paper is; A4 and Letter have some 720 between margins. CSS px. */
const PAPER_PX = 780;
/** Pictures that are saved, CSS px. */
const PICTURE_PX = 900;

/** On paper each chart is a picture, also one that nobody has scrolled to. */
export function printed(box: HTMLElement, options: ChartOptions): void {
  const paper = element('div', { class: 'paper', attributes: { 'aria-hidden': 'true' } });
  const { ended } = options.view;
  const begin = async () => {
    box.append(paper);
    paper.replaceChildren(await pictureOf(options, PAPER_PX, []));
  };
  const end = () => {
    paper.replaceChildren(); // Its pixels are many.
    paper.remove();
  };
  addEventListener('beforeprint', () => void begin(), { signal: ended });
  addEventListener('afterprint', end, { signal: ended });
}

function pictureOf(
  options: ChartOptions,
  width: number,
  title: readonly string[],
): Promise<HTMLCanvasElement> {
  const drawing = options.draw(paperColor);
  return picture({
    plotted: { ...plottedOf(options), drawing, ink: paperColor, width },
    title,
    below: options.below,
  });
}

/** Buttons that save what is seen: its numbers, and a picture of it. */
export function saving(options: ChartOptions): HTMLElement {
  const { metric, of, view } = options;
  const button = (text: string, what: string, onClick: () => void) =>
    element(
      'button',
      { title: what, onClick, attributes: { 'aria-label': `${what}: ${metric.title}` } },
      text,
    );
  const saveNumbers = () => {
    const text = chartCsv(options.draw(styleColor), options, view.range);
    download(new Blob([text], { type: 'text/csv' }), fileName(of, metric.name, 'csv'));
  };
  const savePicture = async () => {
    const title = [`${metric.title}, ${metric.unit}`, subtitle(options)];
    const canvas = await pictureOf(options, PICTURE_PX, title);
    canvas.toBlob((blob) => blob !== null && download(blob, fileName(of, metric.name, 'png')), 'image/png');
  };
  return element(
    'span',
    { class: 'save' },
    button('CSV', 'Save the numbers as CSV', saveNumbers),
    button('PNG', 'Save a picture', () => void savePicture()),
  );
}

function subtitle({ of, wallClock }: ChartOptions): string {
  return wallClock === undefined ? of : `${of}, time since ${wallClock(0)}`;
}

/** What a chart shows of a part of the time, as a table. */
function chartCsv(
  drawing: Drawing,
  { metric, wallClock, start }: ChartOptions,
  [from, to]: readonly [number, number],
): string {
  const columns = numbersOf(drawing);
  const withTime = wallClock !== undefined;
  const { times } = drawing;
  const head = [
    ...(withTime ? ['time'] : []),
    'seconds since start',
    ...columns.map(({ label, host }) => (host ? label : `${label}, ${metric.unit}`)),
  ];
  const first = firstFrom(times, from);
  const shown = times.slice(first).filter((time) => time <= to);
  return csvOf(
    head,
    shown.map((time, nth) => [
      ...(withTime ? [new Date(start + time * 1000).toISOString()] : []),
      time,
      ...columns.map(({ values }) => shortest(values[first + nth])),
    ]),
  );
}

/** Numbers of charts have 32 bits: their digits beyond seven mean nothing. */
function shortest(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(7));
}
