import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { METRICS, type MetricView, type ShownMetric } from '../metrics/metrics.ts';
import type { PageData } from './page-data.ts';

/** Made by the build from src/report/page: markup, style and script in one file, with a place for the data. */
const TEMPLATE = 'report.html';
const PLACE = '{"data":"here"}';

/**
 * A page for a browser that shows these runs, all in one text: it loads nothing.
 * @param directory where the build has put the page's template
 */
export async function pageOf(shown: Omit<PageData, 'metrics'>, directory: string): Promise<string> {
  const template = await readFile(path.join(directory, TEMPLATE), 'utf8');
  const data: PageData = { ...shown, metrics: METRICS.map(viewOf) };
  const [before = '', after] = template.split(PLACE);
  if (after === undefined) throw new Error(`${TEMPLATE} has no place for data: build again`);
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
