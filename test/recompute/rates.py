"""The rates of an interval, written from docs/file-format.md alone: its tables, and the totals of devices."""

from fractions import Fraction

from shares import disk_shares, interface_shares

# Metric → source, field of it, and what one counted is in the unit that is shown.
OF_DEVICES = {
    "disk_read_mb_per_s": ("diskstats", "sectors_read", Fraction(512, 10**6)),
    "disk_write_mb_per_s": ("diskstats", "sectors_written", Fraction(512, 10**6)),
    "disk_reads_per_s": ("diskstats", "reads_completed", 1),
    "disk_writes_per_s": ("diskstats", "writes_completed", 1),
    "net_rx_mb_per_s": ("netdev", "rx_bytes", Fraction(1, 10**6)),
    "net_tx_mb_per_s": ("netdev", "tx_bytes", Fraction(1, 10**6)),
}
NFS = {
    "nfs_read_mb_per_s": ("server_read_bytes",),
    "nfs_write_mb_per_s": ("server_write_bytes",),
    "nfs_app_read_mb_per_s": ("normal_read_bytes", "direct_read_bytes"),
    "nfs_app_write_mb_per_s": ("normal_write_bytes", "direct_write_bytes"),
}
LUSTRE = {"lustre_read_mb_per_s": "read", "lustre_write_mb_per_s": "write"}
LUSTRE_CALLS = {"lustre_app_read_mb_per_s": "read", "lustre_app_write_mb_per_s": "write"}
RDMA = {"rdma_rx_mb_per_s": 0, "rdma_tx_mb_per_s": 1}
# The sets of counters of the table: what is received, what is sent, bytes of one.
RDMA_SETS = {
    "A": (("port_rcv_data_64",), ("port_xmit_data_64",), 4),
    "B": (("port_rcv_data",), ("port_xmit_data",), 4),
    "C": (("rx_bytes",), ("tx_bytes",), 1),
    "D": (("ip4InOctets", "ip6InOctets"), ("ip4OutOctets", "ip6OutOctets"), 1),
    "E": (("rx_rdma_ucast_bytes", "rx_rdma_mcast_bytes"), ("tx_rdma_ucast_bytes", "tx_rdma_mcast_bytes"), 1),
    "F": (("rx_bytes_cnt",), ("tx_bytes_cnt",), 1),
}
RDMA_DRIVERS = {"bnxt_en": "CB", "ionic": "E", "efa": "C", "erdma": "F", "hfi1": "B"}
RDMA_DRIVERS |= dict.fromkeys(("ice", "i40e", "idpf", "iavf", "irdma", "i40iw"), "D")
CXI = {"cxi_rx_mb_per_s": "rx", "cxi_tx_mb_per_s": "tx"}
# Of versions 2 and 1 of cgroups: the keys that lead to a number, and what one of it is in the unit that is shown.
JOB_CPU = ((("cpu", "usage_usec"), Fraction(1, 10**6)), (("cpuacct", "usage_ns"), Fraction(1, 10**9)))
JOB_LEVELS = {
    "job_memory_bytes": (("memory", "current_bytes"), ("memory", "usage_in_bytes")),
    "job_cached_bytes": (("memory", "stat", "file_bytes"), ("memory", "stat", "total_cache_bytes")),
    "job_dirty_bytes": (("memory", "stat", "file_dirty_bytes"), ("memory", "stat", "total_dirty_bytes")),
}
NAMES = {"diskstats": "device_name", "netdev": "interface_name"}
BUSY = ("user", "nice", "system", "irq", "softirq", "steal")
KIB = Fraction(1, 2**20)  # in GiB
PRESSURE = {"cpu": "pressure_cpu_percent", "memory": "pressure_memory_percent", "io": "pressure_io_percent"}


def shares_of(source, rows, info):
    """Name → share of the devices that a sample lists."""
    names = [row[NAMES[source]] for row in rows]
    return dict(zip(names, disk_shares(rows, info) if source == "diskstats" else interface_shares(names, info)))


def counts_by_itself(source, info):
    """Whether by the tables something of the host's information counts, its own names being the list."""
    devices = info["block_devices" if source == "diskstats" else "interfaces"]
    shares = shares_of(source, [{NAMES[source]: device["name"]} for device in devices], info)
    return "counted" in shares.values()


def difference(before, after, field):
    if field not in before or field not in after or after[field] < before[field]:
        return None
    return after[field] - before[field]


def devices_total(before, after, source, field, info):
    """What the devices of a host have done together between two samples, or None where it is not known."""
    if source not in before or source not in after:
        return None
    shares = shares_of(source, after[source], info)
    earlier = {row[NAMES[source]]: row for row in before[source]}
    counted = []
    for row in after[source]:
        name = row[NAMES[source]]
        change = difference(earlier.get(name, {}), row, field)
        if change and shares[name] == "unknown":
            return None
        if change is not None and shares[name] == "counted":
            counted.append(change)
    if counted:
        return sum(counted)
    nothing = all(share == "never" for share in shares.values())
    return 0 if nothing and info is not None and not counts_by_itself(source, info) else None


def has_unknown_traffic(before, after, info):
    if "netdev" not in before or "netdev" not in after:
        return False
    shares = shares_of("netdev", after["netdev"], info)
    earlier = {row["interface_name"]: row for row in before["netdev"]}
    return any(
        difference(earlier.get(row["interface_name"], {}), row, field)
        for row in after["netdev"]
        for field in ("rx_bytes", "tx_bytes")
        if shares[row["interface_name"]] == "unknown"
    )


def nfs_total(before, after, field):
    """What the NFS mounts of a host have done together, or None where nothing is known."""
    mounts = after.get("nfs", {})
    old = {mount: counts.get("bytes", {}) for mount, counts in before.get("nfs", {}).items()}
    changes = [
        difference(old.get(mount, {}), counts.get("bytes", {}), field)
        for mount, counts in mounts.items()
        if not is_mounted_anew(old.get(mount, {}), counts.get("bytes", {}))
    ]
    known = [change for change in changes if change is not None]
    return sum(known) if known else None


def is_mounted_anew(before, after):
    fields = [field for fields in NFS.values() for field in fields]
    return any(field in before and field in after and after[field] < before[field] for field in fields)


def lustre_total(before, after, change_of):
    """The sum over the Lustre file systems that both samples have, or None where none of them has a difference."""
    old = before.get("lustre", {})
    changes = [change_of(old[name], now) for name, now in after.get("lustre", {}).items() if name in old]
    known = [change for change in changes if change is not None]
    return sum(known) if known else None


def lustre_carried(direction):
    def change_of(old, new):
        if old.get("osts", {}).get("summed") != new.get("osts", {}).get("summed"):
            return None
        for field in ("read_rpcs", "write_rpcs"):
            then, now = old.get("rpcs", {}).get(field), new.get("rpcs", {}).get(field)
            if then is not None and now is not None and now < then:
                return None
        counted = f"{direction}_bytes"
        if counted in old.get("wire", {}) and counted in new.get("wire", {}):
            return difference(old["wire"], new["wire"], counted)
        parts = [difference(old.get("bytes", {}), new.get("bytes", {}), f"{counted}_{how}") for how in ("derived", "estimated")]
        return None if None in parts else sum(parts)

    return change_of


def lustre_called(direction):
    def change_of(old, new):
        calls = [one.get("llite", {}).get(f"{direction}_bytes", {}) for one in (old, new)]
        return difference(*calls, "bytes")

    return change_of


def rdma_total(before, after, direction, info):
    """What the RDMA ports of a host have carried together in bytes, or None where it is not known."""
    if "rdma" not in before or "rdma" not in after:
        return None
    listed = {f"{port['device']}/{port['port']}": port for port in (info or {}).get("rdma_ports", [])}
    total = None
    for name, counters in after["rdma"].items():
        port = listed.get(name, {"soft": name.startswith(("rxe", "siw"))})
        if port.get("soft") or name not in before["rdma"]:
            continue
        driver = (port.get("driver") or "").split(".")[0]
        found = [RDMA_SETS[one] for one in RDMA_DRIVERS.get(driver, "ABCDEF")]
        found = [one for one in found if any(counter in counters for counter in one[direction])]
        if not found:
            continue
        earlier = before["rdma"][name]
        there = [counter for counter in found[0][direction] if counter in counters or counter in earlier]
        if driver == "hfi1" or (found[0] is RDMA_SETS["B"] and counters[there[0]] == 2**32 - 1):
            return None
        changes = [difference(earlier, counters, counter) for counter in there]
        if None not in changes:
            total = (total or 0) + sum(changes) * found[0][2]
    return total


def cxi_total(before, after, direction):
    """What the Slingshot cards of a host have carried together in bytes, or None where it is not known."""
    octets, by_size = f"hni_sts_{direction}_ok_octets", f"hni_{direction}_ok_"
    total = None
    for name, counters in after.get("cxi", {}).items():
        if name not in before.get("cxi", {}):
            continue
        if octets not in counters and any(counter.startswith(by_size) for counter in counters):
            return None
        earlier = before["cxi"][name].get(octets)
        if earlier is None or octets not in counters:
            continue
        change = counters[octets] - earlier
        for half in (2**55, 2**63):
            if change < 0 and half <= earlier < 2 * half:
                change += 2 * half
        if change >= 0:
            total = (total or 0) + change
    return total


def at(source, keys):
    for key in keys:
        source = source.get(key, {}) if isinstance(source, dict) else {}
    return None if isinstance(source, dict) else source


def job_rates(before, after, seconds, info):
    """Of the job's cgroup, if it is known to be that and both samples have it."""
    level = (info or {}).get("job_cgroup", {}).get("level")
    if level != "job" or "cgroup" not in before or "cgroup" not in after:
        return {}
    old, new = before["cgroup"], after["cgroup"]

    def change(keys):
        values = [at(one, keys) for one in (old, new)]
        return None if None in values or values[1] < values[0] else values[1] - values[0]

    found = {}
    for keys, unit in JOB_CPU:
        if change(keys) is not None:
            found.setdefault("job_cpus_busy", change(keys) * unit / seconds)
    periods, throttled = change(("cpu", "nr_periods")), change(("cpu", "nr_throttled"))
    if periods and throttled is not None:
        found["job_throttled_percent"] = min(100, Fraction(100 * throttled, periods))
    for metric, places in JOB_LEVELS.items():
        values = [at(new, keys) for keys in places if at(new, keys) is not None]
        if values:
            found[metric] = Fraction(values[0], 2**30)
    return found


def cpu_rates(before, after):
    if "cpu" not in before or "cpu" not in after:
        return {}
    old, new = before["cpu"]["total"], after["cpu"]["total"]
    changes = {}
    for field in (*BUSY, "idle", "iowait"):
        if field not in new:
            if field == "idle":
                return {}
            changes[field] = 0
            continue
        if field not in old:
            return {}
        change = new[field] - old[field]
        if change < -100:
            return {}
        changes[field] = max(0, change)
    busy = sum(changes[field] for field in BUSY)
    everything = busy + changes["idle"] + changes["iowait"]
    if everything == 0:
        return {}
    return {
        "cpu_busy_percent": Fraction(100 * busy, everything),
        "cpu_iowait_percent": Fraction(100 * changes["iowait"], everything),
    }


def levels(after):
    """What a sample shows by itself."""
    found = {}
    memory = after.get("meminfo", {})
    if "MemTotal" in memory and "MemAvailable" in memory:
        found["memory_used_kb"] = (memory["MemTotal"] - memory["MemAvailable"]) * KIB
    elif "MemTotal" in memory and "MemFree" in memory:
        free = memory["MemFree"] + sum(memory.get(one, 0) for one in ("Buffers", "Cached", "SReclaimable"))
        found["memory_used_kb"] = (memory["MemTotal"] - free) * KIB
    if "Cached" in memory:
        found["memory_cached_kb"] = (memory["Cached"] + memory.get("Buffers", 0)) * KIB
    if "Dirty" in memory:
        found["memory_dirty_kb"] = memory["Dirty"] * KIB
    if "loadavg" in after:
        found["load_1min"] = after["loadavg"]["load_1min"]
    return found


def rates_between(before, after, seconds, info, sources=None):
    """Metric → rate, of those that have one; of some sources only, where these are given."""
    found = {}
    for metric, (source, field, factor) in OF_DEVICES.items():
        total = devices_total(before, after, source, field, info)
        if total is not None and (sources is None or source in sources):
            found[metric] = total * factor / seconds
    for metric, fields in NFS.items():
        totals = [nfs_total(before, after, field) for field in fields]
        if None not in totals and (sources is None or "nfs" in sources):
            found[metric] = Fraction(sum(totals), 10**6) / seconds
    lustre = {metric: lustre_carried(direction) for metric, direction in LUSTRE.items()}
    lustre |= {metric: lustre_called(direction) for metric, direction in LUSTRE_CALLS.items()}
    for metric, change_of in lustre.items():
        total = lustre_total(before, after, change_of)
        if total is not None and (sources is None or "lustre" in sources):
            found[metric] = Fraction(total, 10**6) / seconds
    for metric, direction in RDMA.items():
        total = rdma_total(before, after, direction, info)
        if total is not None and (sources is None or "rdma" in sources):
            found[metric] = Fraction(total, 10**6) / seconds
    for metric, direction in CXI.items():
        total = cxi_total(before, after, direction)
        if total is not None and (sources is None or "cxi" in sources):
            found[metric] = Fraction(total, 10**6) / seconds
    if sources is None or "cpu" in sources:
        found |= cpu_rates(before, after)
    if sources is None or "cgroup" in sources:
        found |= job_rates(before, after, seconds, info)
    if sources is None:
        found |= levels(after)
    if sources is None or "pressure" in sources:
        for kind, metric in PRESSURE.items():
            some = [sample.get("pressure", {}).get(kind, {}).get("some", {}) for sample in (before, after)]
            waited = difference(*some, "total_us")
            if waited is not None:
                found[metric] = min(100, Fraction(waited, 10**4) / seconds)
    return found
