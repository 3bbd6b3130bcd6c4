"""The shares of devices, written from the tables of docs/file-format.md alone. As a program it reads a list of
{"disks": [...], "interfaces": [...], "info": {...} | null}, writes a list of [shares of disks, shares of interfaces]."""

import json
import re
import sys

NEVER = re.compile(r"(loop|ploop|ram|zram|sr|fd)[0-9]")
ON_DISKS = re.compile(r"(zd[0-9]|emcpower[a-z]|VxDMP[0-9]|VxVM[0-9]|drbd[0-9])")
PATH = re.compile(r"(nvme[0-9]+)c[0-9]+(n[0-9]+)")
LAYER = re.compile(r"(dm-|md|md_d|bcache)[0-9]")
VIRTUAL = re.compile(
    r"bond|team|br|virbr|vmbr|ovs|vrf|vlan|dummy|ifb|nlmon|teql|veth|ve-|vnet|docker|podman|lxc|lxd|cni|cali|cilium"
    r"|flannel|weave|kube|nodelocaldns|azv|gke|eni[0-9a-f]{11}|tun|tap|macvlan|macvtap|ipvlan|vxlan|geneve|gre|erspan"
    r"|sit|ip6|ip_vti|wg|tailscale|zt|enP[0-9]+s[0-9]"
)


def disk_shares(rows, info):
    listed = {row["device_name"]: row for row in rows}
    known = {device["name"]: device for device in (info or {}).get("block_devices", [])}

    def share(name):
        if NEVER.match(name):
            return "never"
        if ON_DISKS.match(name):
            return "carried"
        path = PATH.fullmatch(name)
        if path and path[1] + path[2] in listed:
            head = listed[path[1] + path[2]]
            idle = head.get("reads_completed") == 0 and head.get("writes_completed") == 0
            return "counted" if idle else "carried"
        if name in known:
            slaves = known[name]["slaves"]
            return all_never(slaves) if slaves else "counted"
        for disk in known.values():
            if name in disk["partitions"]:
                return all_never([disk["name"]])
        for disk in listed:
            number = r"p[0-9]+" if disk[-1:].isdigit() else r"[0-9]+"
            if name.startswith(disk) and re.fullmatch(number, name[len(disk) :]):
                return all_never([disk])
        return "carried" if LAYER.match(name) else "counted"

    def all_never(names):
        return "never" if all(share(name) == "never" for name in names) else "carried"

    return [share(name) for name in listed]


def interface_shares(names, info):
    k = {
        one["name"]: one
        for one in (info or {}).get("interfaces", [])
        if one["name"] in names and one["name"] != "lo"
    }

    def virtual(name):
        return bool(VIRTUAL.match(name) or re.search(r"[.@:]|nsby$", name))

    def below_hardware(one):
        seen = set()
        while one["master"] in k and one["master"] not in seen:
            seen.add(one["master"])
            one = k[one["master"]]
            if one["has_device"]:
                return True
        return False

    def belongs(name):
        one = k.get(name)
        return one is not None and (
            one["master"] is not None or any(k[low]["master"] != name for low in one.get("lower", []) if low in k)
        )

    left = [name for name in names if name != "lo" and not belongs(name)]
    real = [name for name in left if not virtual(name)]
    hardware = any(one["has_device"] for one in k.values())

    def share(name):
        if name == "lo":
            return "never"
        if hardware:
            if name in k:
                one = k[name]
                if one["has_device"]:
                    return "carried" if below_hardware(one) else "counted"
                way_out = one.get("far_end") and one["master"] is None and not virtual(name)
                return "counted" if way_out else "carried"
            return "carried" if virtual(name) else "unknown"
        if name not in left:
            return "carried"
        if name in real:
            return "unknown" if k and name not in k else "counted"
        if real:
            return "carried"
        return "counted" if left == [name] else "unknown"

    return [share(name) for name in names]


if __name__ == "__main__":
    json.dump(
        [
            [disk_shares(case["disks"], case["info"]), interface_shares(case["interfaces"], case["info"])]
            for case in json.load(sys.stdin)
        ],
        sys.stdout,
    )
