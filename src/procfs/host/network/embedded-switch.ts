import path from 'node:path';
import { readNames, readValue } from '../small-file.ts';

/** `pf0vf3`, `pf1sf88`, `c1pf0vf0`, `pf0hpf`; the uplink is `p0`. */
const REPRESENTOR = /^(?:c\d+)?pf\d/;

/**
 * Whether a card belongs to one whose embedded switch is on (switchdev): it stands for a port of that switch, or is a
 * virtual function behind such a port. What it carries the uplink counts, too: that shows what is on the wire.
 * @param at its folder in `/sys/class/net`
 * @see https://docs.kernel.org/networking/representors.html, and `mlx5e_get_stats` in mlx5/core/en_main.c
 */
export function isBehindUplink(at: string): boolean {
  const port = readValue(path.join(at, 'phys_port_name'));
  if (port !== null && REPRESENTOR.test(port)) return true;
  const uplinks = path.join(at, 'device/physfn/net'); // Those in this network namespace.
  return readNames(uplinks).some((name) => readValue(path.join(uplinks, name, 'phys_switch_id')) !== null);
}
