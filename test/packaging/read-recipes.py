"""Reads the recipes of Spack and EasyBuild as these do, with the names that they define, and prints what comes of it.

What is not among these names is an error, as it is there. The names are those of the documentation of EasyBuild 5 (easyconfig
parameters, template constants) and Spack 1.0 (directives).
"""

import json
import pathlib
import sys
import types
from unittest import mock

recipes, release = pathlib.Path(sys.argv[1]), sys.argv[2]

EASYCONFIG = {
    *("easyblock", "name", "version", "homepage", "description", "toolchain", "source_urls", "sources", "checksums"),
    *("builddependencies", "dependencies", "install_cmd", "sanity_check_paths", "sanity_check_commands", "moduleclass"),
}


def easyconfig(name, machine):
    known = {"SYSTEM": {"name": "system", "version": "system"}, "ARCH": machine}
    found = dict(known)
    text = (recipes / "easybuild" / name).read_text()
    exec(compile(text, name, "exec"), found)
    given = {key for key in found if key not in known and not key.startswith(("local_", "__"))}
    assert given <= EASYCONFIG, given - EASYCONFIG
    for needed in ("name", "version", "homepage", "description", "toolchain"):
        assert found[needed], needed
    values = {"name": found["name"], "version": found["version"], "installdir": "DIR"}
    return found, values


def spack(name, machine):
    """The versions, as `version` gets them, and what `install` does."""
    said = []

    class Package:
        pass

    directives = {
        "version": lambda *args, **kwargs: said.append((args[0], kwargs["sha256"], kwargs.get("url"))),
        "run_after": lambda phase: lambda method: method,
        "on_package_attributes": lambda **_: lambda method: method,
    }
    for one in ("license", "depends_on", "requires"):
        directives[one] = lambda *args, **kwargs: None
    generic = types.ModuleType("spack_repo.builtin.build_systems.generic")
    generic.Package = Package
    package = types.ModuleType("spack.package")
    package.__dict__.update(directives)
    modules = {"spack": types.ModuleType("spack"), "spack.package": package, generic.__name__: generic}
    for parent in ("spack_repo", "spack_repo.builtin", "spack_repo.builtin.build_systems"):
        modules[parent] = types.ModuleType(parent)
    path = recipes / "spack/spack_repo/rankstat/packages" / name / "package.py"
    found = {}
    with mock.patch.dict(sys.modules, modules), mock.patch("platform.machine", lambda: machine):
        exec(compile(path.read_text(), str(path), "exec"), found)
    classes = [one for one in found.values() if isinstance(one, type) and issubclass(one, Package) and one is not Package]
    # Spack finds a class by the name of the folder.
    assert [one.__name__ for one in classes] == ["".join(part.title() for part in name.split("_"))], classes
    assert callable(classes[0].install) and classes[0].homepage and classes[0].__doc__
    assert len(said) == 1 and len(said[0][1]) == 64, said
    return said[0]


result = {"easybuild": {}, "spack": {}}
for machine in ("x86_64", "aarch64"):
    found, values = easyconfig(f"rankstat-{release}.eb", machine)
    result["easybuild"][machine] = {
        "sources": [source % values for source in found["sources"]],
        "checksums": found["checksums"],
    }
    result["spack"][machine] = spack("rankstat_bin", machine)
    spack("rankstat", machine)
found, values = easyconfig(f"rankstat-{release}-GCCcore-14.3.0.eb", "x86_64")
result["easybuild npm"] = {
    "sources": [source % values for source in found["sources"]],
    "install": found["install_cmd"] % values,
}
print(json.dumps(result))
