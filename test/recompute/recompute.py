"""Makes the numbers that rankstat shows of series files, from their JSON and docs/file-format.md alone.

Usage: recompute.py FILE…; prints a list with an object for each file. Where a number is shown as a text, all texts are
given that it can be when it was added up in another order: one, but for ties."""

import gzip
import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hosts import ALWAYS, NETWORK, Host, phases_of, window_of

SUMMARY = {
    "CPU %": "cpu_busy_percent",
    "iowait %": "cpu_iowait_percent",
    "mem GiB": "memory_used_kb",
    "read MB/s": "disk_read_mb_per_s",
    "write MB/s": "disk_write_mb_per_s",
    "rx MB/s": "net_rx_mb_per_s",
    "tx MB/s": "net_tx_mb_per_s",
    "NFS rd MB/s": "nfs_read_mb_per_s",
    "NFS wr MB/s": "nfs_write_mb_per_s",
    "Lustre rd MB/s": "lustre_read_mb_per_s",
    "Lustre wr MB/s": "lustre_write_mb_per_s",
    "RDMA rx MB/s": "rdma_rx_mb_per_s",
    "RDMA tx MB/s": "rdma_tx_mb_per_s",
    "cxi rx MB/s": "cxi_rx_mb_per_s",
    "cxi tx MB/s": "cxi_tx_mb_per_s",
    "steal %": "cpu_steal_percent",
    "job CPUs": "job_cpus_busy",
    "throttled %": "job_throttled_percent",
    "job GiB": "job_memory_bytes",
}
AMOUNTS = (
    *("disk_read_mb_per_s", "disk_write_mb_per_s", *NETWORK),
    *("nfs_read_mb_per_s", "nfs_write_mb_per_s", "nfs_app_read_mb_per_s", "nfs_app_write_mb_per_s"),
    *("lustre_read_mb_per_s", "lustre_write_mb_per_s", "lustre_app_read_mb_per_s", "lustre_app_write_mb_per_s"),
    *("rdma_rx_mb_per_s", "rdma_tx_mb_per_s", "cxi_rx_mb_per_s", "cxi_tx_mb_per_s"),
)
PERCENTAGES = ("cpu_busy_percent", "cpu_iowait_percent", "cpu_steal_percent", "job_throttled_percent")
TROUBLE = (
    *("cpu_steal_percent", "cpu_thermal_percent", "swap_in_mb_per_s", "swap_out_mb_per_s", "major_faults_per_s"),
    *("direct_reclaim_mb_per_s", "oom_kills_per_s", "net_errors_per_s", "net_drops_per_s", "tcp_retransmits_per_s"),
    *("nfs_retransmits_per_s", "rdma_errors_per_s"),
)
# Added up in another order, a double differs by less; what reports hold in 32 bits, by less than that.
NOISE = 1e-12
NOISE_OF_32_BITS = 2**-23


def place(values, p):
    at = Fraction(p) * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def spread(means):
    values = sorted(mean for mean in means if mean is not None)
    if not values:
        return None
    names = {"min": 0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1}
    return {name: place(values, p) for name, p in names.items()}


def texts(value, decimals, noise=NOISE):
    if value is None:
        return ["-"]
    value = float(value)
    near = (value, value * (1 - noise), value * (1 + noise))
    return list(dict.fromkeys(rounded(one, decimals) for one in near))


def rounded(value, decimals):
    if decimals is None:
        decimals = 0 if abs(value) >= 100 or value == 0 else 1 if abs(value) >= 10 else 2
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def mean_and_most(host, metric, window):
    decimals = 0 if metric in PERCENTAGES else None
    mean, most = (texts(one(metric, window), decimals) for one in (host.mean, host.most))
    return [f"{a}/{b}" if a != "-" else "-" for a in mean for b in most]


def spacing_of(data):
    apart = []
    for host, samples in data["samples_by_host"].items():
        ticks = [one["tick"] for one in samples if one.get("tick") is not None]
        gaps = data.get("host_status", {}).get(host, {}).get("gaps", [])
        for a, b in zip(ticks, ticks[1:]):
            if not any(a < gap["from_tick"] and gap["to_tick"] < b for gap in gaps):
                apart.append(b - a)
    interval = data["collection_interval_seconds"]
    return {"least": min(apart, default=1) * interval, "most": max(apart, default=1) * interval}


def known_sum(values):
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def recompute(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8-sig") as file:
        data = json.load(file, parse_float=Fraction)
    hosts = {name: Host(name, data) for name in data["samples_by_host"]}
    benchmark = window_of(data)
    window = benchmark or ALWAYS
    metrics = sorted({metric for host in hosts.values() for _, _, rates in host.parts for metric in rates})
    windows = [("whole run", window), *phases_of(data)]
    means = {
        label: {metric: {name: host.mean(metric, at) for name, host in hosts.items()} for metric in metrics}
        for label, at in windows
    }
    untold = [one for one in TROUBLE if not any(mean for of in means.values() for mean in of.get(one, {}).values())]
    for of in means.values():
        for metric in untold:
            of.pop(metric, None)
    stolen = [host.mean("cpu_steal_percent", window) or 0 for host in hosts.values()]
    titles = {title: metric for title, metric in SUMMARY.items() if title != "steal %" or max(stolen, default=0) >= 1}
    spreads = {
        label: {metric: spread(by_host.values()) for metric, by_host in of.items() if spread(by_host.values())}
        for label, of in means.items()
    }
    return {
        "window": "benchmark" if benchmark else "all samples",
        "spacing": spacing_of(data),
        "summary": {
            name: {title: mean_and_most(host, metric, window) for title, metric in titles.items()}
            for name, host in hosts.items()
        },
        "means": means,
        "spreads": spreads,
        "compare": {
            label: {
                metric: {which: texts(one[which], None, NOISE if metric in SUMMARY.values() else NOISE_OF_32_BITS) for which in ("median", "min", "max")}
                for metric, one in of.items()
            }
            for label, of in spreads.items()
        },
        "shares": {
            name: {
                f"{metric} {least}": host.share(metric, least, window)
                for metric in metrics
                if metric.endswith("_percent")
                for least in (10, 20, 90)
            }
            for name, host in hosts.items()
        },
        "totals_gb": {
            **{metric: known_sum(host.total(metric, 10**3) for host in hosts.values()) for metric in AMOUNTS},
            "page cache": known_sum(host.cache_growth() for host in hosts.values()),
        },
        "bytes": {
            name: {metric: host.total(metric, Fraction(1, 10**6)) for metric in AMOUNTS} for name, host in hosts.items()
        },
    }


if __name__ == "__main__":
    json.dump([recompute(path) for path in sys.argv[1:]], sys.stdout, default=float)
