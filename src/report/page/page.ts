import { METRICS, type MetricView, type ShownMetric } from '../metrics/metrics.ts';
import type { PageData } from './page-data.ts';

/** Made by the build from src/report/page: markup, style and script in one file, with a place for the data. */
export const PAGE_TEMPLATE = 'report.html';
const PLACE = '{"data":"here"}';

/**
 * A page for a browser that shows these runs, all in one text: it loads nothing.
 * @param template what the build has made as {@link PAGE_TEMPLATE}
 */
export function pageOf(shown: Omit<PageData, 'metrics'>, template: string): string {
  const data: PageData = { ...shown, metrics: METRICS.map(viewOf) };
  const [before = '', after] = template.split(PLACE);
  if (after === undefined) throw new Error(`${PAGE_TEMPLATE} has no place for data: build again`);
  return before + scriptSafe(JSON.stringify(data)) + after;
}

/** Without what terminals have. */
function viewOf({ summary, total, top, ...view }: ShownMetric): MetricView {
  return view;
}

/**
 * JSON that can stand inside of a `script` element, whatever host names and labels are in it: there `</script>` and
 * `<!--` would mean something.
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function scriptSafe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
