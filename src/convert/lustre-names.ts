import type { Factor } from './number-text.ts';

/** What a metric of a Lustre file system is called. */
interface LustreNaming {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly factor: Factor;
}

const AS_IT_IS: Factor = { times: 1, scale: 0 };
const FROM_MIB: Factor = { times: 1024 * 1024, scale: 0 };
/** Of rows that have several numbers, those that are no counters. */
const GAUGES: ReadonlySet<string> = new Set(
  `inflight unregistering read_rpcs_in_flight write_rpcs_in_flight pending_read_pages pending_write_pages
   max_cached_mb used_mb unused_mb`.split(/\s+/),
);

/** The names of what a target has by itself: those of a file system would count it twice in a sum. */
export function lustreTargetNaming(instance: string, metric: string): LustreNaming {
  const { name, help, labels, ...rest } = lustreNaming(instance, metric);
  const { fs = '', ...others } = labels;
  return {
    ...rest,
    name: name.replace('rankstat_lustre_', 'rankstat_lustre_target_'),
    help: `Of each target: ${help}`,
    labels: { target: fs, ...others },
  };
}

/**
 * The names of what the source `lustre` has: node_exporter has nothing of Lustre.
 * @param instance the file system and the word of the row, with a point between them, and what else its name has
 */
export function lustreNaming(instance: string, metric: string): LustreNaming {
  const [fs = '', word = '', ...rest] = instance.split('.');
  const which = rest.join('.');
  const named = (name: string, help: string, more: Partial<LustreNaming> = {}): LustreNaming => ({
    name: `rankstat_lustre_${name}`,
    type: GAUGES.has(metric) ? 'gauge' : 'counter',
    help,
    factor: AS_IT_IS,
    ...more,
    labels: { fs, ...more.labels },
  });
  switch (word) {
    case 'osts':
    case 'mdts':
      return named(`${word}_${nameSafe(metric)}`, `Targets (${word}) that are ${metric}.`, { type: 'gauge' });
    case 'ost_states':
    case 'mdt_states': {
      const help = 'Targets by the state of the connection to them.';
      return named(word, help, { type: 'gauge', labels: { state: metric } });
    }
    case 'ost_imports':
    case 'mdt_imports':
      return named(`${word}_${nameSafe(metric)}`, `Of the connections to targets: ${metric}.`);
    case 'pages_per_rpc':
      return named(`${nameSafe(metric)}_by_pages`, `RPCs with data by their pages at most, ${metric}.`, {
        labels: { pages: which },
      });
    case 'bytes':
      return named(nameSafe(metric), `Bytes of RPCs, worked out of their number and size: ${metric}.`);
    case 'wire':
      return named(`wire_${nameSafe(metric)}`, `Bytes of RPCs as they were counted: ${metric}.`);
    case 'llite': {
      const help = `What applications asked of mounts: ${metric}.`;
      return named(`application_${nameSafe(metric)}`, help, { labels: { operation: which } });
    }
    case 'read_ahead':
      return named('read_ahead_pages', 'Pages by what became of read-ahead.', { labels: { event: metric } });
    case 'osc':
      return named(nameSafe(metric), `Of the targets together: ${metric}.`, { type: 'gauge' });
    case 'cache': {
      const bytes = metric.replace(/_mb$/, '_bytes');
      const factor = bytes === metric ? AS_IT_IS : FROM_MIB;
      return named(`cache_${nameSafe(bytes)}`, `Of the cache of mounts: ${bytes}.`, { factor });
    }
    default:
      return named(nameSafe([word, ...rest, metric].filter((part) => part !== '').join('_')), `${metric}.`);
  }
}

function nameSafe(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, '_');
}
