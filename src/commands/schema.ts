import type { CommandModule } from 'yargs';
import { seriesJsonSchemaText } from '../series/json-schema.ts';

/** `rankstat schema`: JSON Schema of the series file on stdout. */
export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'Print the JSON Schema of the series file',
  builder: (yargs) =>
    yargs.example('$0 schema > timeseries.schema.json', 'for other programs to check files'),
  handler: () => {
    process.stdout.write(seriesJsonSchemaText());
  },
};
