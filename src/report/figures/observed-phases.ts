import type { Metric } from '../../series/rates.ts';
import type { Observed } from '../observed/observed.ts';
import type { Moved } from '../phases/moved.ts';
import type { MovedPhase } from './phase-figures.ts';

/** The whole run and its phases, with what the hosts have moved in each by their means over it. */
export function observedPhases(observed: Observed): MovedPhase[] {
  return observed.phases.map((phase, nth) => {
    const seconds = Math.max(0, phase.end - phase.start) / 1000;
    const total = (metric: Metric) => {
      const known = observed.means(metric, nth).filter((mean) => !Number.isNaN(mean));
      return known.length === 0 ? null : known.reduce((sum, mean) => sum + mean * seconds, 0);
    };
    const moved: Moved = {
      diskRead: total('disk_read_mb_per_s'),
      diskWritten: total('disk_write_mb_per_s'),
      nfsRead: total('nfs_read_mb_per_s'),
      nfsWritten: total('nfs_write_mb_per_s'),
      nfsAppRead: total('nfs_app_read_mb_per_s'),
      lustreRead: total('lustre_read_mb_per_s'),
      lustreWritten: total('lustre_write_mb_per_s'),
    };
    return { phase, moved };
  });
}
