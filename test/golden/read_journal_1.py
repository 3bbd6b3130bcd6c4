"""Reads journals as docs/journal-format-1.md says, and compares what they hold with the series file made of them.

Written from that page alone, to try it. Prints where the journals are damaged and how much was compared, as JSON;
or where the two differ, and exits with 1.

Usage: read_journal_1.py SERIES JOURNAL...
"""

import gzip
import json
import struct
import sys
import zlib
from datetime import datetime, timedelta, timezone
from decimal import Decimal

MAGIC = b"rankstat journal 1\n"
PREFIX = struct.Struct("<III")
MOST = 16777216
NOTHING = object()

DISK = (
    "reads_completed reads_merged sectors_read time_reading_ms writes_completed writes_merged sectors_written"
    " time_writing_ms ios_in_progress time_doing_ios_ms weighted_time_doing_ios_ms discards_completed"
    " discards_merged sectors_discarded time_discarding_ms flush_requests_completed time_flushing_ms"
).split()
NET = (
    "rx_bytes rx_packets rx_errors rx_dropped rx_fifo rx_frame rx_compressed rx_multicast tx_bytes tx_packets"
    " tx_errors tx_dropped tx_fifo tx_collisions tx_carrier tx_compressed"
).split()
LOAD = ["load_1min", "load_5min", "load_15min", "running_processes", "total_processes"]
CPU = "user nice system idle iowait irq softirq steal guest guest_nice".split()
PRESSURE = ["avg10", "avg60", "avg300", "total_us"]
DECIMALS = {"load_1min", "load_5min", "load_15min", "avg10", "avg60", "avg300"}


class Damaged(Exception):
    """A record that is not what it should be."""


def frame_at(data, at):
    """The frame that begins at an offset, as head, body and end; None if there is no whole one."""
    if at + PREFIX.size > len(data):
        return None
    head_length, body_length, crc = PREFIX.unpack_from(data, at)
    body = at + PREFIX.size + head_length
    end = body + body_length
    if head_length == 0 or head_length > MOST or body_length > MOST or end > len(data):
        return None
    if zlib.crc32(data[at + PREFIX.size : end], zlib.crc32(data[at : at + 8])) != crc:
        return None
    return data[at + PREFIX.size : body], data[body:end], end


def frames_of(data, magic, damaged):
    """All whole frames, with their offsets; `damaged` is told the offsets where there is none."""
    if not data.startswith(magic):
        sys.exit("this is no journal")
    at = len(magic)
    while at < len(data):
        found = frame_at(data, at)
        if found is None:
            damaged(at)
            at = next((next_at for next_at in range(at + 1, len(data)) if frame_at(data, next_at)), len(data))
            continue
        head, body, end = found
        yield at, head, body
        at = end


def unpacked(body, before):
    """The numbers of the only sample of a body; `before` are those of its base, zeros for a key sample."""
    numbers, end = unpacked_from(body, 0, before)
    if end != len(body):
        raise Damaged("the body has more than its numbers")
    return numbers


def unpacked_from(body, at, before):
    """The numbers of the sample that begins at an offset of a body, and where it ends."""

    def unsigned():
        nonlocal at
        value = shift = 0
        while True:
            if at >= len(body):
                raise Damaged("the body ends within a number")
            byte = body[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    numbers = []
    while len(numbers) < len(before):
        code = unsigned()
        if code == 0:
            run = unsigned() + 1
            numbers += before[len(numbers) : len(numbers) + run]
        else:
            difference = code // 2 if code % 2 == 0 else -(code + 1) // 2
            numbers.append(before[len(numbers)] + difference)
    return numbers, at


def named(fields, numbers):
    """Numbers of a row under their names."""
    return {
        name: Decimal(number).scaleb(-2) if name in DECIMALS else number for name, number in zip(fields, numbers)
    }


def source_of(source, rows):
    """What a sample of the series file has for a source. `rows` are names with their numbers."""
    if source in ("diskstats", "netdev"):
        key, fields = ("device_name", DISK) if source == "diskstats" else ("interface_name", NET)
        return [{key: name, **named(fields, numbers)} for name, numbers in rows]
    if source == "loadavg":
        return named(LOAD, rows[0][1])
    made = {}
    for name, numbers in rows:
        if source == "pressure":
            resource, who = name.split(" ")
            made.setdefault(resource, {})[who] = named(PRESSURE, numbers)
        elif source == "cpu" and name == "cpu":
            made["total"] = named(CPU, numbers)
        elif source == "cpu" and name.startswith("cpu"):
            made.setdefault("per_cpu", {})[name[3:]] = named(CPU, numbers)
        else:
            (made[name],) = numbers
    return made


class Process:
    """One process of a rank."""

    def __init__(self, hello, body):
        self.hello = hello
        self.info = exact(body)
        self.seq = hello["seq"]
        self.layouts = {}
        self.in_force = []
        self.numbers = []
        self.base = 0
        self.last_tick = -1
        self.stride = 1
        self.samples = []
        self.lost = 0
        self.clock = None
        self.overhead = None

    def take(self, record, body):
        if record["seq"] <= self.seq:
            return
        self.seq = record["seq"]
        kind = record["type"]
        if kind == "layout":
            self.take_layout(record, exact(body))
        elif kind == "sample":
            self.take_sample(record, body)
        elif kind == "lost":
            self.lost += record["samples"]
        elif kind == "clock":
            self.clock = record
        elif kind == "bye":
            self.overhead = exact(body)

    def take_layout(self, record, body):
        names, columns = body["names"], body["columns"]
        counts = columns if isinstance(columns, list) else [columns] * len(names)
        self.layouts[record["layout"]] = (record["source"], list(zip(names, counts)))

    def take_sample(self, record, body):
        tick = record["tick"]
        if tick is not None:
            if tick <= self.last_tick:
                raise Damaged("its tick is not behind the last one")
            self.last_tick = tick
        self.stride = record.get("stride", self.stride)
        sample = {"timestamp": iso(record["time"]), "hostname": self.hello["hostname"], "tick": tick}
        if "kind" in record:
            sample["kind"] = record["kind"]
        if "late" in record:
            sample["late_ms"] = record["late"]
        errors = dict(record.get("errors", {}))
        try:
            sample.update(self.sources_of(record, body))
        except Damaged:
            self.base = 0
            errors["sample"] = None
        if errors:
            sample["errors"] = errors
        self.samples.append((tick, sample))

    def sources_of(self, record, body):
        if record["base"] == 0:
            if any(number not in self.layouts for number in record["layouts"]):
                raise Damaged("its layout is lost")
            self.in_force = [self.layouts[number] for number in record["layouts"]]
            before = [0] * sum(count for _, rows in self.in_force for _, count in rows)
        elif record["base"] != self.base:
            raise Damaged("its base is lost")
        else:
            before = self.numbers
        self.numbers = unpacked(body, before)
        self.base = record["seq"]
        sources = {}
        at = 0
        for source, rows in self.in_force:
            filled = []
            for name, count in rows:
                filled.append((name, self.numbers[at : at + count]))
                at += count
            sources[source] = source_of(source, filled)
        return sources


class Job:
    """What the journals of a job say."""

    FIRST = ("job", "start", "stop")

    def __init__(self):
        self.said = {}
        self.marks = []
        self.processes = {}

    def take(self, head, body):
        record = exact(head)
        kind = record.get("type")
        if kind in self.FIRST:
            self.said.setdefault(kind, record)
        elif kind == "benchmark":
            self.said[kind] = record
        elif kind == "mark":
            self.marks.append({"time": iso(record["time"]), "label": record["label"]})
        elif kind == "hello":
            self.processes.setdefault((record["rank"], record["id"]), Process(record, body))
        elif (record.get("rank"), record.get("id")) in self.processes:
            self.processes[record["rank"], record["id"]].take(record, body)
        else:
            raise Damaged("it is of a process that has not said hello")

    def lost(self):
        """How many samples were dropped for want of room."""
        return sum(process.lost for process in self.processes.values())

    def hosts(self):
        """Host → its processes, in the order of ranks. No two hosts of the golden files have one name."""
        hosts = {}
        for process in sorted(self.processes.values(), key=lambda one: one.hello["rank"]):
            hosts.setdefault(process.hello["hostname"], []).append(process)
        return hosts

    def selected(self, processes):
        """The samples of a host that are in the series file."""
        start = self.said["start"]
        stride = max(process.stride for process in processes)
        last = -1
        samples = []
        for process in processes:
            samples += [sample for sample in process.samples if sample[0] is None or sample[0] > last]
            last = max(last, process.last_tick)
        ticks = [tick for tick, _ in samples if tick is not None]
        if start["on_full"] == "ring":
            kept = set(ticks[-(start["max_samples"] - 2) :])
        else:
            kept = {tick for tick in ticks if tick % stride == 0}
        return [sample for tick, sample in samples if tick is None or tick in kept]

    def series(self):
        """What the series file has of this, as far as the journal says it directly."""
        job, benchmark, stop = (self.said.get(kind, {}) for kind in ("job", "benchmark", "stop"))
        hosts = self.hosts()
        samples = {host: self.selected(processes) for host, processes in hosts.items()}
        last = {host: processes[-1] for host, processes in hosts.items()}
        made = {
            "generator": {"name": "rankstat", "version": job["version"]},
            "collection_interval_seconds": job["interval_ms"] / Decimal(1000),
            "start_time": iso(job["time"]),
            "collection_method": job["method"],
            "num_samples": sum(map(len, samples.values())),
            "benchmark": {
                "type": job["benchmark_type"],
                "command": benchmark.get("command"),
                "start_time": iso(benchmark.get("start")),
                "end_time": iso(benchmark.get("end")),
                "exit_code": benchmark.get("exit_code"),
                "launcher": job["launcher"],
                "job_id": job["job_id"],
                "step_id": job["step_id"],
            },
            "marks": self.marks,
            "host_info": {host: process.info for host, process in last.items()},
            "overhead": {host: process.overhead for host, process in last.items() if process.overhead is not None},
            "samples_by_host": samples,
            "host_status": {host: status_of(process) for host, process in last.items()},
        }
        if stop:
            made["end_time"] = iso(stop["time"])
        return made


def status_of(process):
    clock = process.clock or {}
    return {
        "rank": process.hello["rank"],
        "clock_offset_ms": clock.get("offset_ms"),
        "clock_error_ms": clock.get("error_ms"),
        "utc_offset_minutes": process.hello["utc_offset_minutes"],
    }


def exact(text):
    """Parses JSON with every digit kept. @throws Damaged if it is none"""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise Damaged(str(error)) from error


def iso(ms):
    if ms is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(ms))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(ms) % 1000:03d}Z"


def values_of(value, at=""):
    """Every value by its path. An empty list or object is a value, too."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {}
    for key, member in members:
        found.update(values_of(member, f"{at}/{key}"))
    # The wording of what was lost is not part of the format.
    lost = at.endswith("/errors/sample") or str(value).startswith("what its numbers are is lost")
    return found or {at: "lost" if lost else value}


def kept_by(path, magic):
    for _, head, _ in read(path, magic, lambda at: None):
        return exact(head).get("kept_by", -1)
    return -1


def read(path, magic, damaged):
    with open(path, "rb") as file:
        yield from frames_of(file.read(), magic, damaged)


def main(job, series, journals, magic=MAGIC):
    damage = []
    for path in sorted(journals, key=lambda path: kept_by(path, magic)):
        for at, head, body in read(path, magic, lambda at: damage.append(f"{path}, byte {at}")):
            try:
                job.take(head, body)
            except Damaged:
                damage.append(f"{path}, byte {at}")
    with (gzip.open if series.endswith(".gz") else open)(series, "rb") as file:
        expected = exact(file.read())
    made = job.series()
    # The ledger says more than the journal does directly; hosts that never came are in no journal.
    for host, status in expected["host_status"].items():
        expected["host_status"][host] = {key: status[key] for key in made["host_status"].get(host, ())}
    expected["host_status"] = {host: status for host, status in expected["host_status"].items() if status}
    has = values_of(made)
    should = values_of({key: expected[key] for key in made})
    wrong = [
        f"{at}: {has.get(at, NOTHING)!r} instead of {should.get(at, NOTHING)!r}"
        for at in {**has, **should}
        if has.get(at, NOTHING) != should.get(at, NOTHING)
    ]
    if wrong:
        sys.exit("\n".join(wrong[:10]))
    samples = values_of(made["samples_by_host"])
    json.dump({"damage": damage, "values": len(samples), "lost": job.lost()}, sys.stdout)


if __name__ == "__main__":
    main(Job(), sys.argv[1], sys.argv[2:])
