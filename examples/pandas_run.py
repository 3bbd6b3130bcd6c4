#!/usr/bin/env python3
"""Tables of a run, made with pandas of the series file itself.

    pandas_run.py FILE coverage    hosts, and what is missing of them
    pandas_run.py FILE read        MB/s that each host read from its disks, over time
    pandas_run.py FILE slowest     hosts by how long their disks took for a request, ms
    pandas_run.py FILE phases      MB/s that each host read in each phase

FILE is what rankstat has written, .json or .json.gz. As a module: load(FILE), then the functions of the same names.
"""
import gzip
import json
import re
import sys

import pandas as pd

SECTOR_BYTES = 512
NO_DISK = re.compile(r"(loop|ram|zram|sr|fd|zd|drbd)\d")
COUNTERS = ["sectors_read", "reads_completed", "writes_completed", "time_reading_ms", "time_writing_ms"]


def load(path):
    """The series file. Python keeps every digit of its integers."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def coverage(run):
    """A row for each host that was expected."""
    rows = [
        {"host": host, "status": one["status"], "ticks_missed": one["ticks_missed"], "reason": one["reason"]}
        for host, one in run["host_status"].items()
    ]
    return pd.DataFrame(rows)


def whole_disks(run, host):
    """The disks to add up: partitions are not in block_devices, and what has slaves stands on disks that are."""
    disks = run["host_info"][host]["block_devices"]
    return {one["name"] for one in disks if not one["slaves"] and not NO_DISK.match(one["name"])}


def intervals(run):
    """What the disks of each host did between two samples: the sums of their counters' differences, and seconds."""
    parts = []
    for host, samples in run["samples_by_host"].items():
        counted = whole_disks(run, host)
        # pandas takes differences of doubles: from the first sample on, which Python does exactly, these have all digits.
        first = {}
        rows = [
            {
                "time": sample["timestamp"],
                "tick": sample["tick"],
                "disk": disk["device_name"],
                **{key: disk[key] - first.setdefault((disk["device_name"], key), disk[key]) for key in COUNTERS},
            }
            for sample in samples
            for disk in sample.get("diskstats", [])
            if disk["device_name"] in counted
        ]
        if not rows:
            continue
        frame = pd.DataFrame(rows)
        offset = run["host_status"][host]["clock_offset_ms"] or 0
        frame["time"] = pd.to_datetime(frame["time"]) - pd.Timedelta(milliseconds=offset)
        # A counter that fell was reset: what was done meanwhile is not known.
        deltas = frame.groupby("disk")[COUNTERS].diff()
        deltas = deltas.where(deltas >= 0)
        sums = deltas.groupby(frame["time"]).sum(min_count=1).reset_index()
        sums.insert(0, "host", host)
        sums["tick"] = sums["time"].map(frame.groupby("time")["tick"].first())
        sums["start"] = sums["time"].shift()
        sums["seconds"] = (sums["time"] - sums["start"]).dt.total_seconds()
        parts.append(sums[sums["seconds"] > 0])
    if not parts:
        raise ValueError("this run has no counters of disks: it was made without diskstats, or without /sys")
    table = pd.concat(parts, ignore_index=True)
    table["mb_per_s"] = table["sectors_read"] * SECTOR_BYTES / 1e6 / table["seconds"]
    return table


def read(run):
    """A row for each tick, which all hosts sample together, a column for each host: MB/s read up to then."""
    table = intervals(run).dropna(subset=["tick"])
    rates = table.pivot(index="tick", columns="host", values="mb_per_s")
    return rates.set_index(table.groupby("tick")["time"].min().dt.round("s"))


def slowest(run):
    """Hosts, the slowest first: milliseconds that a request took on average, from when it was made to its end."""
    sums = intervals(run).groupby("host")[COUNTERS].sum()
    took = sums["time_reading_ms"] + sums["time_writing_ms"]
    ended = sums["reads_completed"] + sums["writes_completed"]
    return (took / ended).rename("await_ms").sort_values(ascending=False).reset_index()


def marks(run):
    """The phases that marks make, each up to the next."""
    table = pd.DataFrame(run["marks"], columns=["label", "time"]).rename(columns={"time": "start"})
    table["start"] = pd.to_datetime(table["start"])
    end = pd.to_datetime(run["benchmark"]["end_time"] or run["end_time"])
    table["end"] = table["start"].shift(-1).fillna(end)
    return table


def phases(run):
    """A row for each phase, a column for each host: MB/s, each interval by the time that it has in the phase."""
    table = intervals(run).dropna(subset=["mb_per_s"])
    rows = {}
    for phase in marks(run).itertuples():
        first = table["start"].clip(lower=phase.start)
        last = table["time"].clip(upper=phase.end)
        weight = (last - first).dt.total_seconds().clip(lower=0)
        sums = pd.DataFrame({"host": table["host"], "mb": table["mb_per_s"] * weight, "s": weight})
        sums = sums.groupby("host").sum()
        rows[phase.label] = (sums["mb"] / sums["s"]).where(sums["s"] > 0)
    return pd.DataFrame(rows).T.rename_axis("phase")


if __name__ == "__main__":
    tables = {"coverage": coverage, "read": read, "slowest": slowest, "phases": phases}
    if len(sys.argv) != 3 or sys.argv[2] not in tables:
        sys.exit(__doc__)
    try:
        table = tables[sys.argv[2]](load(sys.argv[1]))
    except (OSError, ValueError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
    has_index = sys.argv[2] in ("read", "phases")
    table.to_csv(sys.stdout, index=has_index, float_format="%.3f", date_format="%Y-%m-%dT%H:%M:%SZ")
