"""Makes the numbers that rankstat shows of series files, from their JSON and docs/file-format.md alone.

Usage: recompute.py FILE…; prints a list with an object for each file. Where a number is shown as a text, all texts are
given that it can be when it was added up in another order: one, but for ties."""

import gzip
import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from intervals import intervals_of, milliseconds, offset_of, own_steps, read_times
from rates import has_unknown_traffic, rates_between

SUMMARY = {
    "CPU %": "cpu_busy_percent",
    "iowait %": "cpu_iowait_percent",
    "mem GiB": "memory_used_kb",
    "read MB/s": "disk_read_mb_per_s",
    "write MB/s": "disk_write_mb_per_s",
    "rx MB/s": "net_rx_mb_per_s",
    "tx MB/s": "net_tx_mb_per_s",
}
NETWORK = ("net_rx_mb_per_s", "net_tx_mb_per_s")
AMOUNTS = ("disk_read_mb_per_s", "disk_write_mb_per_s", *NETWORK)
PERCENTAGES = ("cpu_busy_percent", "cpu_iowait_percent")
# Added up in another order, a double differs by less.
NOISE = 1e-12
ALWAYS = (float("-inf"), float("inf"))


class Host:
    """A host's samples, and its intervals as (begin, end, rates); begin and end by the clock of rank 0."""

    def __init__(self, name, data):
        samples = data["samples_by_host"][name]
        info = data.get("host_info", {}).get(name)
        interval, offset = data["collection_interval_seconds"], offset_of(name, data)
        times = read_times(samples, interval)
        self.samples, self.parts = samples, []
        is_partial_network = False
        for one in intervals_of(samples, times, interval):
            before, after = samples[one.before], samples[one.after]
            begin, end = times[one.before], times[one.after]
            rates = rates_between(before, after, (end - begin) / 1000, info, one.sources)
            self.parts.append((begin - offset, end - offset, rates))
            is_partial_network |= has_unknown_traffic(before, after, info)
        if is_partial_network:
            for _, _, rates in self.parts:
                for metric in NETWORK:
                    rates.pop(metric, None)

    def shared(self, metric, window):
        """(seconds that an interval has in common with the window, its rate), where there are both."""
        for begin, end, rates in self.parts:
            common = (min(end, window[1]) - max(begin, window[0])) / 1000
            if metric in rates and common > 0:
                yield common, rates[metric]

    def mean(self, metric, window):
        parts = list(self.shared(metric, window))
        return sum(s * rate for s, rate in parts) / sum(s for s, _ in parts) if parts else None

    def most(self, metric, window):
        return max((rate for _, rate in self.shared(metric, window)), default=None)

    def share(self, metric, least, window):
        """Percent of the time in which a metric was at least so much."""
        parts = list(self.shared(metric, window))
        everything = sum(s for s, _ in parts)
        return 100 * sum(s for s, rate in parts if rate >= least) / everything if parts else None

    def total(self, metric, unit):
        """What was counted over all samples, in units of so many MB, or None: rate × seconds."""
        parts = list(self.shared(metric, ALWAYS))
        return sum(s * rate for s, rate in parts) / unit if parts else None

    def cache_growth(self):
        having = [one["meminfo"] for one in self.samples if "Cached" in one.get("meminfo", {})]
        cached = [memory["Cached"] + memory.get("Buffers", 0) for memory in having]
        return (cached[-1] - cached[0]) * Fraction(1024, 10**9) if cached else None


def window_of(data):
    benchmark = data.get("benchmark", {})
    begin, end = (benchmark.get(f"{which}_time") for which in ("start", "end"))
    if begin is None or end is None or milliseconds(begin) >= milliseconds(end):
        return None
    begin, end, spans = milliseconds(begin), milliseconds(end), []
    for host, status in data.get("host_status", {}).items():
        if status.get("first_sample") is not None and status.get("last_sample") is not None:
            first = milliseconds(status["first_sample"]) - offset_of(host, data)
            last = milliseconds(status["last_sample"]) - offset_of(host, data) - own_steps(status)
            spans.append((first, last))
    meets = any(min(end, last) > max(begin, first) for first, last in spans)
    return (begin, end) if meets or not spans else None


def phases_of(data):
    """(label, window) of each mark."""
    marks = sorted(data.get("marks", []), key=lambda mark: milliseconds(mark["time"]))
    ends = [data.get("benchmark", {}).get(key) or data[key] for key in ("start_time", "end_time")]
    times = [milliseconds(mark["time"]) for mark in marks] + [max(map(milliseconds, ends))]
    seen, phases = {}, []
    for at, mark in enumerate(marks):
        label = mark["label"]
        seen[label] = seen.get(label, 0) + 1
        numbered = label if seen[label] == 1 else f"{label} ({seen[label]})"
        phases.append((numbered, (times[at], times[at + 1])))
    return phases


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


def texts(value, decimals):
    if value is None:
        return ["-"]
    value = float(value)
    near = (value, value * (1 - NOISE), value * (1 + NOISE))
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
    spreads = {
        label: {metric: spread(by_host.values()) for metric, by_host in of.items() if spread(by_host.values())}
        for label, of in means.items()
    }
    return {
        "window": "benchmark" if benchmark else "all samples",
        "spacing": spacing_of(data),
        "summary": {
            name: {title: mean_and_most(host, metric, window) for title, metric in SUMMARY.items()}
            for name, host in hosts.items()
        },
        "means": means,
        "spreads": spreads,
        "compare": {
            label: {
                metric: {which: texts(one[which], None) for which in ("median", "min", "max")}
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
