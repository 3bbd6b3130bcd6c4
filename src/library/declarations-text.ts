import { seriesInterfaces } from './declarations.ts';

const HEAD =
  '// Types of the series file, and what rankstat exports to read it; see docs/api.md. Made by npm run docs.\n';

/** \`Rates\` as it stands in its source. */
const RATES = /\/\*\* [^\n]* \*\/\nexport interface Rates \{\n[\s\S]*?\n\}\n/;

/**
 * \`index.d.ts\`: types that need nothing else.
 * @param jsonSchema that of the series file
 * @param ratesSource the text of src/series/rates.ts
 * @param readingSource the text of reading.d.ts beside this
 */
export function declarationsText(jsonSchema: unknown, ratesSource: string, readingSource: string): string {
  const [rates] = RATES.exec(ratesSource) ?? [];
  if (rates === undefined) throw new Error('src/series/rates.ts declares no Rates');
  const reading = readingSource.replace(/^import [^;]*;\n\n/, '');
  return [HEAD, `${seriesInterfaces(jsonSchema)}\n`, rates, reading].join('\n');
}
