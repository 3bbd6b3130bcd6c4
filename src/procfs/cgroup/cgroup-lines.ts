/** One line of `/proc/PID/cgroup`: where a process is in one of the hierarchies. */
export interface CgroupLine {
  readonly version: 1 | 2;
  /** Of version 1: `memory`, `cpu`, or `name=systemd` of a hierarchy that has none. Of version 2 none are listed. */
  readonly controllers: readonly string[];
  /** As the process's cgroup namespace shows it: `/` is its root, what lies outside of that begins with `/..`. */
  readonly path: string;
}

/**
 * The lines of a `/proc/PID/cgroup`: `4:memory:/job_7`, `0::/job_7`; what is none is left out.
 * @see https://man7.org/linux/man-pages/man7/cgroups.7.html and `proc_cgroup_show` in kernel/cgroup/cgroup.c
 */
export function cgroupLinesOf(text: string): CgroupLine[] {
  return text.split('\n').flatMap((line) => {
    // A path can have colons.
    const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (id === undefined || controllers === undefined || path === undefined) return [];
    const isOne = controllers !== '';
    return { version: isOne ? 1 : 2, controllers: isOne ? controllers.split(',') : [], path };
  });
}
