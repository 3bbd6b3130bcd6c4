# SPDX-License-Identifier: Apache-2.0
from spack_repo.builtin.build_systems.generic import Package

from spack.package import *


class Rankstat(Package):
    """Records how every host of a parallel benchmark behaved while it ran: one collector per node,
    started by mpirun or srun, and one JSON file. This is the npm package, with Spack's Node.js."""

    homepage = "@HOMEPAGE@"
    url = "@URL@/rankstat-@VERSION@.tgz"

    license("Apache-2.0")

    version("@VERSION@", sha256="@SHA256_NPM@", expand=False)

    depends_on("node-js@20.19:", type=("build", "run"))
    depends_on("npm", type="build")

    requires("platform=linux", msg="rankstat reads the files of Linux")

    def install(self, spec, prefix):
        npm = which("npm", required=True)
        # All that runs is in the package: nothing is fetched.
        npm("install", "--global", "--offline", f"--prefix={prefix}", self.stage.archive_file)

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        Executable(self.prefix.bin.rankstat)("--version")
