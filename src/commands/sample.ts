import os from 'node:os';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { ByteSink } from '../exact/byte-sink.ts';
import { Numbers } from '../exact/numbers.ts';
import { JsonTemplate } from '../procfs/json.ts';
import { programSettings } from '../procfs/program/programs.ts';
import { SourceReader } from '../procfs/reading/reader.ts';
import { sourcesToRead } from '../rank/required-sources.ts';
import { writeSample } from '../series/writer.ts';
import { isoTime, systemClock } from '../system/clock.ts';
import { EXIT } from '../system/exit.ts';
import {
  type CollectingOptions,
  collectingOptionsOf,
  withCollectingOptions,
} from '../terminal/collecting-options.ts';
import { toStdout } from '../terminal/stdout.ts';

/** A program that tells what no file does has so long to do it, ms. */
const PROGRAM_MS = 20_000;

/** `rankstat sample`: what one sample of this host looks like. */
export const sampleCommand: CommandModule = {
  command: 'sample',
  describe: 'Print one sample of this host as JSON',
  builder: (yargs: Argv) =>
    withCollectingOptions(yargs)
      .example('$0 sample | jq .meminfo', 'look at one source')
      .example('$0 sample --procfs copy/proc --sysfs copy/sys', 'read a copy of another machine'),
  handler: async (argv: ArgumentsCamelCase) => {
    const { line, isEmpty } = await sampleLine(collectingOptionsOf(argv));
    toStdout(`${line}\n`);
    if (isEmpty) process.exitCode = EXIT.io;
  },
};

async function sampleLine({
  procfs,
  sysfs,
  ...chosen
}: CollectingOptions): Promise<{ line: string; isEmpty: boolean }> {
  const errors: Record<string, string> = {};
  const numbers = new Numbers();
  const roots = { procfs, sysfs };
  const programs = programSettings(roots, process.env, 0);
  const readers = sourcesToRead(chosen).map((source) => new SourceReader(source, roots, undefined, programs));
  await Promise.all(readers.map((reader) => reader.told(PROGRAM_MS)));
  const timestamp = isoTime(systemClock().wall());
  const parts = readers.flatMap((reader) => {
    const { source } = reader;
    const outcome = reader.read();
    if (reader.error !== undefined) errors[source.name] = reader.error;
    reader.close();
    if (outcome !== 'ok') return [];
    const { layout, numbers: read } = reader.reading;
    for (let at = 0; at < read.length; at++) numbers.pushExact(read.exact(at));
    const names = new JsonTemplate(source, layout);
    return [{ source: source.name, count: names.count, names }];
  });
  const out = new ByteSink();
  const facts = { timestamp, hostname: os.hostname(), tick: null };
  const failed = Object.keys(errors).length > 0 ? { errors } : {};
  writeSample(out, { ...facts, ...failed }, parts, numbers);
  return { line: out.bytes.toString('utf8', 0, out.length), isEmpty: parts.length === 0 };
}
