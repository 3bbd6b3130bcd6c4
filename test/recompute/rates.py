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
CPU_PARTS = {
    "cpu_busy_percent": BUSY,
    "cpu_iowait_percent": ("iowait",),
    "cpu_user_percent": ("user", "nice"),
    "cpu_system_percent": ("system",),
    "cpu_irq_percent": ("irq", "softirq"),
    "cpu_steal_percent": ("steal",),
}
ZONES = ("dma", "dma32", "normal", "high", "movable", "device")
RDMA_ERRORS = (
    *("symbol_error", "link_error_recovery", "link_downed", "port_rcv_errors", "port_xmit_discards"),
    *("rx_icrc_encapsulated", "rx_roce_errors", "rx_roce_discards", "ip4InDiscards", "ip6InDiscards", "rx_drops"),
)
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


def job_kills(before, after, seconds, info):
    if (info or {}).get("job_cgroup", {}).get("level") != "job" or "cgroup" not in before or "cgroup" not in after:
        return {}
    for keys in (("memory", "events", "oom_kill"), ("memory", "oom_kill")):
        then, now = (at(one["cgroup"], keys) for one in (before, after))
        if then is not None and now is not None and now >= then:
            return {"oom_kills_per_s": (now - then) / seconds}
    return {}


def cpu_changes(old, new):
    """Ticks of each kind between two lines of CPUs, or None."""
    changes = {}
    for field in (*BUSY, "idle", "iowait"):
        if field not in new:
            if field == "idle":
                return None
            changes[field] = 0
            continue
        if field not in old:
            return None
        change = new[field] - old[field]
        if change < -100:
            return None
        changes[field] = max(0, change)
    return changes


def cpu_rates(before, after):
    if "cpu" not in before or "cpu" not in after:
        return {}
    found = {}
    changes = cpu_changes(before["cpu"]["total"], after["cpu"]["total"])
    everything = sum(changes.values()) if changes else 0
    if everything:
        for metric, fields in CPU_PARTS.items():
            found[metric] = Fraction(100 * sum(changes[field] for field in fields), everything)
    old = before["cpu"].get("per_cpu", {})
    shares = []
    for cpu, new in after["cpu"].get("per_cpu", {}).items():
        changes = cpu_changes(old[cpu], new) if cpu in old else None
        had = sum(changes.values()) - changes["steal"] if changes else 0
        if had:
            shares.append(Fraction(100 * (had - changes["idle"] - changes["iowait"]), had))
    if shares:
        found["cpu_busiest_percent"] = max(shares)
    return found


def memory_rates(before, after, seconds, info):
    old, new = before.get("vmstat", {}), after.get("vmstat", {})
    page = (info or {}).get("page_size_bytes") or 4096
    found = {}
    for metric, field in (("swap_in_mb_per_s", "pswpin"), ("swap_out_mb_per_s", "pswpout")):
        if difference(old, new, field) is not None:
            found[metric] = Fraction(difference(old, new, field) * page, 10**6) / seconds
    if difference(old, new, "pgmajfault") is not None:
        found["major_faults_per_s"] = difference(old, new, "pgmajfault") / seconds
    zones = [difference(old, new, f"pgsteal_direct_{zone}") for zone in ZONES]
    direct = [difference(old, new, "pgsteal_direct")]
    known = [one for one in (zones if direct == [None] else direct) if one is not None]
    if known:
        found["direct_reclaim_mb_per_s"] = Fraction(sum(known) * page, 10**6) / seconds
    if difference(old, new, "oom_kill") is not None:
        found["oom_kills_per_s"] = difference(old, new, "oom_kill") / seconds
    return found


def disk_times(before, after, seconds, info):
    if "diskstats" not in before or "diskstats" not in after:
        return {}
    shares = shares_of("diskstats", after["diskstats"], info)
    earlier = {row["device_name"]: row for row in before["diskstats"]}
    busy, queues, took, ended = [], [], [], []
    for new in after["diskstats"]:
        old = earlier.get(new["device_name"])
        counts = ("reads_completed", "writes_completed", "sectors_read", "sectors_written")
        if old is None or shares[new["device_name"]] != "counted":
            continue
        if any(field in old and field in new and new[field] < old[field] for field in counts):
            continue

        def time(field):
            change = difference(old, new, field)
            if change is None and field in old and field in new and old[field] < 2**32:
                around = new[field] + 2**32 - old[field]
                change = around if around < 2**31 else None
            return change

        four = [time("time_reading_ms"), time("time_writing_ms")] + [difference(old, new, one) for one in counts[:2]]
        if None not in four:
            took.append(four[0] + four[1])
            ended.append(four[2] + four[3])
        busy.append(time("time_doing_ios_ms"))
        queues.append(time("weighted_time_doing_ios_ms"))
    nothing = all(share == "never" for share in shares.values())
    zero = [0] if nothing and info is not None and not counts_by_itself("diskstats", info) else []
    busy, queues = ([one for one in known if one is not None] + zero for known in (busy, queues))
    found = {}
    if busy:
        found["disk_busy_percent"] = min(100, max(busy) / (10 * seconds))
    if queues:
        found["disk_queue"] = sum(queues) / (1000 * seconds)
    if sum(ended):
        found["disk_await_ms"] = Fraction(sum(took), sum(ended))
    return found


def network_troubles(before, after, seconds, info):
    found = {}
    for metric, what in (("net_errors_per_s", "errors"), ("net_drops_per_s", "dropped")):
        both = [devices_total(before, after, "netdev", f"{way}_{what}", info) for way in ("rx", "tx")]
        if None not in both:
            found[metric] = sum(both) / seconds
    if "netdev" not in before or "netdev" not in after or has_unknown_traffic(before, after, info):
        return found
    shares = shares_of("netdev", after["netdev"], info)
    earlier = {row["interface_name"]: row for row in before["netdev"]}
    interfaces = (info or {}).get("interfaces", [])
    used = []
    for row in after["netdev"]:
        name = row["interface_name"]
        own = [one["speed_mbps"] or 0 for one in interfaces if one["name"] == name]
        behind = [one["speed_mbps"] or 0 for one in interfaces if one["master"] == name]
        speed = own[0] if own and own[0] > 0 else max(behind, default=0)
        both = [difference(earlier.get(name, {}), row, field) for field in ("rx_bytes", "tx_bytes")]
        if shares[name] == "counted" and own and speed > 0 and None not in both:
            used.append(Fraction(800 * max(both), 10**6) / seconds / speed)
    if used:
        found["net_busiest_percent"] = max(used)
    return found


def nfs_operations(before, after, seconds):
    ops = ms = again = 0
    known = False
    for mount, new in after.get("nfs", {}).items():
        old = before.get("nfs", {}).get(mount, {})
        names = [name for name in ("READ", "READ_PLUS", "WRITE", "COMMIT") if name in old and name in new]
        of = [[difference(old[name], new[name], field) for name in names] for field in ("ops", "execute_ms", "transmissions")]
        if not names or any(None in one for one in of):
            continue
        known = True
        ops += sum(of[0])
        ms += sum(of[1])
        again += max(0, sum(of[2]) - sum(of[0]))
    found = {"nfs_retransmits_per_s": again / seconds} if known else {}
    return {**found, "nfs_await_ms": Fraction(ms, ops)} if ops else found


def rdma_errors(before, after, seconds, info):
    listed = {f"{port['device']}/{port['port']}": port for port in (info or {}).get("rdma_ports", [])}
    changes = []
    for name, counters in after.get("rdma", {}).items():
        port = listed.get(name, {"soft": name.startswith(("rxe", "siw"))})
        if not port.get("soft"):
            changes += [difference(before.get("rdma", {}).get(name, {}), counters, one) for one in RDMA_ERRORS]
    known = [change for change in changes if change is not None]
    return {"rdma_errors_per_s": sum(known) / seconds} if known else {}


def heat(before, after, seconds):
    old, new = before.get("thermal", {}), after.get("thermal", {})
    changes = [difference(old.get(one, {}), new[one], "package_throttle_total_time_ms") for one in new]
    known = [change for change in changes if change is not None]
    return {"cpu_thermal_percent": min(100, max(known) / (10 * seconds))} if known else {}


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
        if (info or {}).get("sources", {}).get("vmstat") != "ok":
            found |= job_kills(before, after, seconds, info)
    if sources is None or "vmstat" in sources:
        found |= memory_rates(before, after, seconds, info)
    if sources is None or "diskstats" in sources:
        found |= disk_times(before, after, seconds, info)
    if sources is None or "netdev" in sources:
        found |= network_troubles(before, after, seconds, info)
    if sources is None or "nfs" in sources:
        found |= nfs_operations(before, after, seconds)
    if sources is None or "rdma" in sources:
        found |= rdma_errors(before, after, seconds, info)
    if sources is None or "thermal" in sources:
        found |= heat(before, after, seconds)
    if sources is None or "tcp" in sources:
        again = difference(*(sample.get("tcp", {}).get("Tcp", {}) for sample in (before, after)), "RetransSegs")
        if again is not None:
            found["tcp_retransmits_per_s"] = again / seconds
    if sources is None:
        found |= levels(after)
    if sources is None or "pressure" in sources:
        for kind, metric in PRESSURE.items():
            some = [sample.get("pressure", {}).get(kind, {}).get("some", {}) for sample in (before, after)]
            waited = difference(*some, "total_us")
            if waited is not None:
                found[metric] = min(100, Fraction(waited, 10**4) / seconds)
    return found
