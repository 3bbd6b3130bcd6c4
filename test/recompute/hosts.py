"""What a host did in a time, and the times that a run is shown in, written from docs/file-format.md alone."""

from fractions import Fraction

from intervals import intervals_of, milliseconds, offset_of, own_steps, read_times
from rates import has_unknown_traffic, rates_between

NETWORK = ("net_rx_mb_per_s", "net_tx_mb_per_s")
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
                for metric in [one for one in rates if one.startswith("net_")]:
                    del rates[metric]

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
    begins = [milliseconds(mark["time"]) for mark in marks]
    end = milliseconds(data.get("benchmark", {}).get("end_time") or data["end_time"])
    times = [*begins, max(begins[-1:] + [end])]
    seen, phases = {}, []
    for at, mark in enumerate(marks):
        label = mark["label"]
        seen[label] = seen.get(label, 0) + 1
        numbered = label if seen[label] == 1 else f"{label} ({seen[label]})"
        phases.append((numbered, (times[at], times[at + 1])))
    return phases
