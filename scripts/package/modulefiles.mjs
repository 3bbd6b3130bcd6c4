// Module files, for `module load rankstat` with Lmod (Lua) and Environment Modules (Tcl).
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ABOUT = 'Records how every host of a parallel benchmark behaved while it ran';
const HELP = `rankstat run -- COMMAND records each node while COMMAND runs, and writes one JSON file. See rankstat --help.`;

/** Finds its installation by its own place, so that a folder that was moved works; what was copied elsewhere is told it. */
const lua = (version) => `-- rankstat ${version}
-- A copy of this file outside the installation needs its folder here:
local root = ""
if (root == "") then
   root = myFileName():match("^(.*)/share/modulefiles/rankstat/[^/]*$") or ""
end
if (root == "") then
   LmodError("rankstat: set root in " .. myFileName() .. " to the folder of the installation")
end

whatis("Name: rankstat")
whatis("Version: ${version}")
whatis("Description: ${ABOUT}")
help([[${HELP}]])
conflict("rankstat")
prepend_path("PATH", pathJoin(root, "bin"))
if ((os.getenv("MANPATH") or "") ~= "") then
   -- Without it, man(1) looks beside each folder of PATH.
   prepend_path("MANPATH", pathJoin(root, "share/man"))
end
if ((os.getenv("XDG_DATA_DIRS") or "") ~= "") then
   -- Without it, a recent bash-completion looks beside each folder of PATH; a new list would hide the system's.
   prepend_path("XDG_DATA_DIRS", pathJoin(root, "share"))
end
`;

const tcl = (version) => `#%Module1.0
# rankstat ${version}
# A copy of this file outside the installation needs its folder here:
set root ""
if {$root eq ""} {
    regexp {^(.*)/share/modulefiles/rankstat/[^/]*$} $ModulesCurrentModulefile -> root
}
if {$root eq ""} {
    puts stderr "rankstat: set root in $ModulesCurrentModulefile to the folder of the installation"
    exit 1
}

module-whatis "Name: rankstat"
module-whatis "Version: ${version}"
module-whatis "Description: ${ABOUT}"
proc ModulesHelp {} {
    puts stderr "${HELP}"
}
conflict rankstat
prepend-path PATH $root/bin
if {[info exists env(MANPATH)] && $env(MANPATH) ne ""} {
    # Without it, man(1) looks beside each folder of PATH.
    prepend-path MANPATH $root/share/man
}
if {[info exists env(XDG_DATA_DIRS)] && $env(XDG_DATA_DIRS) ne ""} {
    # Without it, a recent bash-completion looks beside each folder of PATH; a new list would hide the system's.
    prepend-path XDG_DATA_DIRS $root/share
}
`;

/**
 * Writes both, named after the version: Lmod takes the one, Environment Modules the other.
 * @param folder the share/ of an installation
 */
export async function writeModuleFiles(folder, version) {
  const at = path.join(folder, 'modulefiles/rankstat');
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, `${version}.lua`), lua(version));
  await writeFile(path.join(at, version), tcl(version));
}
