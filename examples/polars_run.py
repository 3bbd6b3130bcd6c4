#!/usr/bin/env python3
"""Tables of a run, made with polars of the data set that rankstat convert --to parquet --hosts-per-file 256 FILE makes.

    polars_run.py DIRECTORY coverage    hosts, and what is missing of them
    polars_run.py DIRECTORY read        MB/s that each host read from its disks, over time
    polars_run.py DIRECTORY slowest     hosts by how long their disks took for a request, ms
    polars_run.py DIRECTORY phases      MB/s that each host read in each phase

As a module: the functions of the same names take the directory. Runs of thousands of hosts are read piece by piece.
"""
import json
import re
import sys
from pathlib import Path

import polars as pl

SECTOR_BYTES = 512
NO_DISK = re.compile(r"(loop|ram|zram|sr|fd|zd|drbd)\d")
COUNTERS = ["sectors_read", "reads_completed", "writes_completed", "time_reading_ms", "time_writing_ms"]


def hosts(directory):
    return pl.scan_parquet(f"{directory}/hosts/*.parquet")


def coverage(directory):
    """A row for each host that was expected."""
    return hosts(directory).select("host", "status", "ticks_missed", "reason").sort("host").collect()


def whole_disks(directory):
    """The disks to add up: partitions are not in block_devices, and what has slaves stands on disks that are."""
    rows = [
        {"host": host, "device_name": disk["name"], "offset_ms": offset or 0.0}
        for host, offset, info in hosts(directory).select("host", "clock_offset_ms", "host_info").collect().iter_rows()
        if info is not None  # of a host that never came
        for disk in json.loads(info)["block_devices"]
        if not disk["slaves"] and not NO_DISK.match(disk["name"])
    ]
    return pl.LazyFrame(rows, schema={"host": pl.String, "device_name": pl.String, "offset_ms": pl.Float64})


def deltas(directory):
    """What each disk did between two samples, by rank 0's clock. Where a counter fell it was reset, and is not known."""
    of_disk = ["host", "device_name"]
    offset = pl.duration(microseconds=pl.col("offset_ms") * 1000)
    return (
        pl.scan_parquet(f"{directory}/diskstats/*.parquet")
        .join(whole_disks(directory), on=of_disk)
        .sort("time")
        .with_columns(
            (pl.col("time") - offset).alias("end"),
            (pl.col("time").shift().over(of_disk) - offset).alias("start"),
            *[pl.col(key).cast(pl.Int64).diff().over(of_disk).alias(f"{key}_delta") for key in COUNTERS],
        )
        .with_columns(((pl.col("end") - pl.col("start")).dt.total_microseconds() / 1e6).alias("seconds"))
        .filter(pl.col("seconds") > 0, *[pl.col(f"{key}_delta") >= 0 for key in COUNTERS])
    )


def intervals(directory):
    """MB/s that each host read from its disks."""
    return (
        deltas(directory)
        .group_by("host", "tick", "start", "end", "seconds")
        .agg(pl.col("sectors_read_delta").sum())
        .with_columns((pl.col("sectors_read_delta") * SECTOR_BYTES / 1e6 / pl.col("seconds")).alias("mb_per_s"))
    )


def read(directory):
    """A row for each tick, which all hosts sample together, a column for each host: MB/s read up to then."""
    rows = intervals(directory).filter(pl.col("tick").is_not_null()).sort("tick", "host").collect()
    return rows.pivot(on="host", index="tick", values="mb_per_s")


def slowest(directory):
    """Hosts, the slowest first: milliseconds that a request took on average, from when it was made to its end."""
    took = pl.col("time_reading_ms_delta").sum() + pl.col("time_writing_ms_delta").sum()
    ended = pl.col("reads_completed_delta").sum() + pl.col("writes_completed_delta").sum()
    rows = deltas(directory).group_by("host").agg((took / ended).alias("await_ms"))
    return rows.sort("await_ms", descending=True).collect()


def marks(directory):
    """The phases that marks make, each up to the next."""
    run = json.loads(Path(directory, "_rankstat.json").read_text(encoding="utf-8"))
    end = pl.lit(run["benchmark"]["end_time"] or run["end_time"])
    times = [mark["time"] for mark in run["marks"]]
    table = pl.LazyFrame({"phase": [mark["label"] for mark in run["marks"]], "from": times})
    return table.sort("from").select(
        "phase",
        pl.col("from").str.to_datetime(time_zone="UTC"),
        pl.col("from").shift(-1).fill_null(end).str.to_datetime(time_zone="UTC").alias("to"),
    )


def phases(directory):
    """A row for each phase and host: MB/s, each interval by the time that it has in the phase."""
    shared = pl.min_horizontal("end", "to") - pl.max_horizontal("start", "from")
    weight = pl.col("shared")
    return (
        intervals(directory)
        .join(marks(directory), how="cross")
        .with_columns((shared.dt.total_microseconds() / 1e6).alias("shared"))
        .filter(weight > 0)
        .group_by("phase", "from", "host")
        .agg(((pl.col("mb_per_s") * weight).sum() / weight.sum()).alias("mb_per_s"))
        .sort("from", "host")
        .select("phase", "host", "mb_per_s")
        .collect()
    )


if __name__ == "__main__":
    tables = {"coverage": coverage, "read": read, "slowest": slowest, "phases": phases}
    if len(sys.argv) != 3 or sys.argv[2] not in tables:
        sys.exit(__doc__)
    sys.stdout.write(tables[sys.argv[2]](sys.argv[1]).write_csv())
