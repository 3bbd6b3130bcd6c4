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
    if sources is None or "cpu" in sources:
        found |= cpu_rates(before, after)
    if sources is None:
        found |= levels(after)
    if sources is None or "pressure" in sources:
        for kind, metric in PRESSURE.items():
            some = [sample.get("pressure", {}).get(kind, {}).get("some", {}) for sample in (before, after)]
            waited = difference(*some, "total_us")
            if waited is not None:
                found[metric] = min(100, Fraction(waited, 10**4) / seconds)
    return found
