import * as echarts from 'echarts';
import type { Chart } from './section.ts';

const WIDTH = 860;
const HEIGHT = 420;
/** Okabe and Ito's colours, which the colour-blind can tell apart. */
const COLOURS = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#D55E00', '#56B4E9', '#000000'];

/** Draws a chart. @returns SVG */
export function svgOf(chart: Chart): string {
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  drawing.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    title: { text: chart.title, left: 'center', textStyle: { fontSize: 15 } },
    legend: { bottom: 0, show: chart.series.length > 1 },
    grid: { left: 20, right: 40, top: 50, bottom: chart.series.length > 1 ? 45 : 20, containLabel: true },
    ...(chart.kind === 'bars' ? bars(chart) : lines(chart)),
  });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

/** Lying down: names of categories are long. */
function bars({ categories, series, unit }: Chart & { kind: 'bars' }): echarts.EChartsOption {
  return {
    xAxis: { type: 'value', name: unit, nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'category', data: [...categories], inverse: true },
    grid: { left: 20, right: 60, top: 50, bottom: 50, containLabel: true },
    series: series.map(({ name, values }) => ({
      type: 'bar',
      name,
      data: [...values],
      label: { show: true, position: 'right', formatter: ({ value }) => `${value}` },
    })),
  };
}

/** Both axes logarithmic: a straight line is a power, and its slope the growth. */
function lines({ series, x, y }: Chart & { kind: 'lines' }): echarts.EChartsOption {
  return {
    xAxis: { type: 'log', name: x, nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'log', name: y, nameLocation: 'middle', nameGap: 50 },
    grid: { left: 50, right: 40, top: 50, bottom: 70, containLabel: true },
    series: series.map(({ name, points }) => ({
      type: 'line',
      name,
      data: points.map(([at, value]) => [at, value]),
      symbolSize: 7,
    })),
  };
}
