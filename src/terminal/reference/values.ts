import { SOURCES } from '../../procfs/registry.ts';
import { HOST_ORDERS } from '../../report/summary/host-order.ts';
import { SORT_KEYS } from '../../top/view/order.ts';
import type { ArgumentModel, OptionModel } from './model.ts';

/** What can stand behind an option or at a place. */
export interface ValueModel {
  /** What stands for it in a text: `DIR`. */
  readonly word: string;
  /** What a shell can offer: names of files, of folders, certain words, several of them with commas between; or nothing. */
  readonly is: 'file' | 'folder' | 'anything' | 'one of' | 'list of';
  /** Those certain words. */
  readonly choices: readonly string[];
}

const file: ValueModel = { word: 'FILE', is: 'file', choices: [] };
const folder: ValueModel = { word: 'DIR', is: 'folder', choices: [] };
const anything = (word: string): ValueModel => ({ word, is: 'anything', choices: [] });
const oneOf = (word: string, choices: readonly string[]): ValueModel => ({ word, is: 'one of', choices });

const seconds = anything('SECONDS');
const sources: ValueModel = { word: 'SOURCES', is: 'list of', choices: SOURCES.map(({ name }) => name) };
const outputs = oneOf('FORMATS', ['json', 'json,parquet']);

/** yargs knows numbers and texts; this is what the texts are. `COMMAND NAME` is before `NAME`. */
const VALUES = new Map<string, ValueModel>([
  ['interval', seconds],
  ['ready-timeout', seconds],
  ['stop-timeout', seconds],
  ['flush', seconds],
  ['duration', seconds],
  ['outbox-kb', anything('KIB')],
  ['results-dir', folder],
  ['journal-dir', folder],
  ['procfs', folder],
  ['sysfs', folder],
  ['target', { ...file, word: 'PATH' }],
  ['result', file],
  ['mlpstorage', folder],
  ['phases', file],
  ['pdf', file],
  ['bcast', folder],
  ['sources', sources],
  ['exclude-sources', sources],
  ['output', file],
  ['run output', outputs],
  ['rank output', outputs],
  ['wrap output', outputs],
  ['sample output', outputs],
  ['recover to', outputs],
  ['summary sort', oneOf('COLUMN', HOST_ORDERS)],
  ['top sort', oneOf('KEY', SORT_KEYS)],
  ['pin', oneOf('CPU', ['last'])],
  ['benchmark', anything('NAME')],
  ['reason', anything('TEXT')],
  ['interface', anything('NAME|CIDR')],
  ['port-range', anything('FIRST-LAST')],
  ['rendezvous', anything('ADDRESS')],
  ['phases-utc-offset', anything('ZONE')],
  ['fail-over', anything('PERCENT')],
  ['label', anything('LABEL')],
  ['source', oneOf('SOURCE', sources.choices)],
]);

/** What an option takes; undefined for a flag. */
export function optionValue(command: string, option: OptionModel): ValueModel | undefined {
  if (option.type === 'flag') return undefined;
  return knownValue(command, option) ?? (option.type === 'number' ? anything('N') : file);
}

/** What stands at a place of a command line. */
export function argumentValue(command: string, argument: ArgumentModel): ValueModel {
  return knownValue(command, argument) ?? { ...file, word: argument.name.toUpperCase() };
}

function knownValue(command: string, { name, choices }: OptionModel | ArgumentModel): ValueModel | undefined {
  if (choices.length > 0) return oneOf(choices.join('|'), choices);
  return VALUES.get(`${command} ${name}`) ?? VALUES.get(name);
}
