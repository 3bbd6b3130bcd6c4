"""When the samples of a host were read, and the intervals between them: the first parts of "How means and totals are
made" of docs/file-format.md, from which it is written alone. Times are milliseconds since 1970, by the host's clock as it
was at first. All numbers are exact: integers and fractions."""

from datetime import datetime, timezone
from fractions import Fraction

GONE_ON = ("diskstats", "vmstat", "netdev", "cpu", "pressure", "nfs", "lustre", "rdma", "cxi", "cgroup", "tcp", "thermal")


def milliseconds(text):
    """Of an ISO 8601 text, which is UTC where it has no zone."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    since = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86400 + since.seconds) * 1000 + Fraction(since.microseconds, 1000)


def read_times(samples, interval):
    """When each sample was read, by this host's clock."""
    unset, stepped = [], 0
    for sample in samples:
        stepped += sample.get("clock_step_ms", 0)
        unset.append(milliseconds(sample["timestamp"]) - stepped)
    times, last = [], None
    for at, sample in enumerate(samples):
        has_tick = sample.get("tick") is not None
        if last is None:
            times.append(unset[at])
        elif has_tick:
            ticks = sample["tick"] - samples[last]["tick"]
            late = sample.get("late_ms", 0) - samples[last].get("late_ms", 0)
            times.append(times[last] + ticks * interval * 1000 + late)
        else:
            times.append(times[last] + unset[at] - unset[last])
        last = at if has_tick else last
    return times


def own_steps(status):
    return sum(step["step_ms"] for step in status.get("clock_steps", []))


def offset_of(host, data):
    """By how much a host's clock, as it was at first, is ahead of that of rank 0. Milliseconds."""
    status = data.get("host_status", {}).get(host, {})
    if status.get("clock_offset_ms") is None:
        return 0
    return status["clock_offset_ms"] - own_steps(status)


class Interval:
    """Between two samples of a host, numbered as in the file; `sources` are those that it has rates of, all if None."""

    def __init__(self, before, after, sources=None):
        self.before, self.after, self.sources = before, after, sources


def intervals_of(samples, times, interval):
    """Those between samples that follow each other, and those of sources that were not read for a while."""
    least = 1000 * min(Fraction(1, 10), Fraction(interval) / 4)
    begins, ended = [0] if samples else [], []
    for at in range(1, len(samples)):
        passed = times[at] - times[begins[-1]]
        if passed < 0:
            begins = [at]
        elif passed >= least:
            ended.append((list(begins), at))
            begins.append(at)
        elif at == len(samples) - 1 and ended and ended[-1][1] == begins[-1]:
            ended[-1] = (ended[-1][0], at)
    found = []
    for before, after in ended:
        found.append(Interval(before[-1], after))
        for source in GONE_ON:
            if source in samples[after] and source not in samples[before[-1]]:
                having = [one for one in before if source in samples[one]]
                if having:
                    found.append(Interval(having[-1], after, {source}))
    return found
