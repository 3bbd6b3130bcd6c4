# SPDX-License-Identifier: Apache-2.0
import platform

from spack_repo.builtin.build_systems.generic import Package

from spack.package import *

# By what platform.machine() says: the name of the architecture in the tarball, and its sum.
_versions = {
    "@VERSION@": {
        "x86_64": ("x64", "@SHA256_X64@"),
        "aarch64": ("arm64", "@SHA256_ARM64@"),
    },
}


class RankstatBin(Package):
    """Records how every host of a parallel benchmark behaved while it ran: one collector per node,
    started by mpirun or srun, and one JSON file. This is the tarball, which brings its Node.js."""

    homepage = "@HOMEPAGE@"
    url = "@URL@/rankstat-@VERSION@-linux-x64.tar.gz"

    license("Apache-2.0")

    for _version, _builds in _versions.items():
        if platform.machine() in _builds:
            _arch, _sha256 = _builds[platform.machine()]
            version(
                _version,
                sha256=_sha256,
                url=f"@URL@/rankstat-{_version}-linux-{_arch}.tar.gz",
            )

    requires("platform=linux", msg="rankstat reads the files of Linux")
    requires("target=x86_64:", "target=aarch64:", policy="one_of", msg="there is no other build")

    def install(self, spec, prefix):
        install_tree(".", prefix)

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        Executable(self.prefix.bin.rankstat)("--version")
