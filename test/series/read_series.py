"""Reads a series file as a program of the origin would, and prints facts about it as JSON.

Usage: read_series.py FILE
"""

import json
import sys
from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional


@dataclass
class TimeSeriesSample:
    """Single time-series sample from one host."""

    timestamp: str
    hostname: str
    diskstats: Optional[List[Dict[str, Any]]] = None
    vmstat: Optional[Dict[str, int]] = None
    meminfo: Optional[Dict[str, int]] = None
    loadavg: Optional[Dict[str, float]] = None
    netdev: Optional[List[Dict[str, Any]]] = None
    errors: Optional[Dict[str, str]] = None


@dataclass
class TimeSeriesData:
    """Complete time-series collection for a benchmark run."""

    collection_interval_seconds: float
    start_time: str
    end_time: str
    num_samples: int
    samples_by_host: Dict[str, List[TimeSeriesSample]]
    collection_method: str
    hosts_requested: List[str]
    hosts_collected: List[str]


def known(kind, value):
    """Makes a dataclass of a dictionary; keys that it does not know are ignored."""
    names = {field.name for field in fields(kind)}
    return kind(**{key: one for key, one in value.items() if key in names})


def main(path):
    with open(path, encoding="utf-8") as file:
        data = known(TimeSeriesData, json.load(file))
    data.samples_by_host = {
        host: [known(TimeSeriesSample, sample) for sample in samples]
        for host, samples in data.samples_by_host.items()
    }
    facts = {
        "interval": data.collection_interval_seconds,
        "start": data.start_time,
        "end": data.end_time,
        "num_samples": data.num_samples,
        "method": data.collection_method,
        "requested": data.hosts_requested,
        "collected": data.hosts_collected,
        "timestamps": {
            host: [sample.timestamp for sample in samples] for host, samples in data.samples_by_host.items()
        },
        "hostnames": sorted(
            {sample.hostname for samples in data.samples_by_host.values() for sample in samples}
        ),
        "errors": [
            sample.errors for samples in data.samples_by_host.values() for sample in samples if sample.errors
        ],
        # As text: whoever compares must not need exact integers.
        "meminfo": {
            host: [{key: str(number) for key, number in sample.meminfo.items()} for sample in samples]
            for host, samples in data.samples_by_host.items()
        },
        "absent": [
            name
            for name in ("diskstats", "vmstat", "loadavg", "netdev")
            if all(getattr(sample, name) is None for samples in data.samples_by_host.values() for sample in samples)
        ],
    }
    json.dump(facts, sys.stdout)


main(sys.argv[1])
