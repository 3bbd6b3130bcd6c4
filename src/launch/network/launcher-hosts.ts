import { type Environment, variableOf } from '../identity/environment.ts';

/**
 * Addresses or names of the node where the launcher was started, likeliest first. All nodes of the launch can
 * reach that one, so the route towards it tells which of several networks is the right one. It need not be the
 * node of rank 0: under salloc the launcher can be on a login node.
 */
export function launcherHosts(env: Environment): string[] {
  const candidates = [
    // Open MPI 4: 1876754432.0;tcp://198.18.0.11,10.0.0.1:51997;tcp6://[fd00::2]:54725
    ...addressesOfUri(variableOf(env, 'OMPI_MCA_orte_hnp_uri') ?? ''),
    // Open MPI 5 has no such address; its namespace is TOOL-HOST-PID@N.
    /^(?:prterun|prte|mpirun|mpiexec)-(.+)-\d+@\d+$/.exec(variableOf(env, 'PMIX_NAMESPACE') ?? '')?.[1],
    /^\[?(.+?)\]?:\d+$/.exec(variableOf(env, 'PMI_PORT') ?? '')?.[1],
    // The host of srun; under mpirun that of the srun that started its daemons.
    variableOf(env, 'SLURM_LAUNCH_NODE_IPADDR'),
    variableOf(env, 'SLURM_SRUN_COMM_HOST'),
  ];
  return [...new Set(candidates.filter((host) => host !== undefined))];
}

/**
 * The addresses of this node on the network that Open MPI 4 itself uses, as its daemon here says; of other
 * launchers none.
 */
export function daemonAddresses(env: Environment): string[] {
  return addressesOfUri(variableOf(env, 'OMPI_MCA_orte_local_daemon_uri') ?? '');
}

function addressesOfUri(uri: string): string[] {
  return [...uri.matchAll(/tcp6?:\/\/(?:\[([^\]]+)\]|([^;:]+)):\d+/g)]
    .flatMap(([, ipv6, ipv4]) => (ipv6 ?? ipv4 ?? '').split(','))
    .filter((address) => address !== '');
}
