import type { HostInfo } from '../../src/series/schema.ts';

/** What a made-up host says of itself. @param sources those that it can read */
export function hostInfo(sources: readonly string[]): HostInfo {
  return {
    hostname: 'node',
    kernel: '6.1.0',
    os: null,
    architecture: 'x86_64',
    cpu_model: 'made up',
    cpu_count: 4,
    cpu_sockets: 1,
    memory_total_kb: 16_000_000,
    boot_id: null,
    clock_ticks_per_second: 100,
    page_size_bytes: 4096,
    block_devices: [],
    interfaces: [],
    mounts: [],
    sources: Object.fromEntries(sources.map((name) => [name, 'ok'])),
  };
}
