/**
 * How many tasks a step has on a node, after the compressed list of SLURM_STEP_TASKS_PER_NODE: `3,1` or
 * `1(x2),2`.
 * @param node index of the node in the list, from 0
 * @returns null if the list does not reach so far
 * @throws Error if the list is malformed
 */
export function tasksOnNode(list: string, node: number): number | null {
  let from = 0;
  for (const item of list.split(',')) {
    const [, tasks, nodes = '1'] = /^(\d+)(?:\(x(\d+)\))?$/.exec(item) ?? [];
    if (tasks === undefined) {
      throw new Error(
        `SLURM_STEP_TASKS_PER_NODE=${JSON.stringify(list)} is not a list of counts like 2(x3),1`,
      );
    }
    from += Number(nodes);
    if (node < from) return Number(tasks);
  }
  return null;
}
